"""Lists as files: what offices' programs make of them is what they say here."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from command import saraban
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from letters import DISTRICT, PROVINCE, TOWN, chain_of_three, duty, letter, store
from openpyxl import load_workbook

from correspondence_db import deeds
from correspondence_db.queries import Duty, Span, due, duties
from correspondence_db.store import Register
from extract.dates import Due
from pipeline.calendar_file import write_ics
from pipeline.exits import ExitCode
from pipeline.sheets import FORMULA, write_csv, write_xlsx
from pipeline.tables import Table

NOW = datetime(2026, 5, 30, 9, tzinfo=UTC)
TODAY = NOW.date()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", '=HYPERLINK("http://x.test")', "=cmd|' /C x'!A0"]


def table(*rows: tuple[str | int | date | None, ...], title: str = "หน้าที่") -> Table:
    columns = tuple(f"ช่อง {n}" for n in range(len(rows[0])))
    return Table(title, columns, (20,) * len(columns), rows, "thai")


@settings(deadline=None, max_examples=50)
@given(TEXTS | st.sampled_from(FORMULAS))
def test_no_text_becomes_a_formula(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    write_csv([table((text,))], folder / "one.csv")
    with (folder / "one.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *rows = csv.reader(file)
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row)
    write_xlsx([table((text,))], folder / "one.xlsx")
    cell = load_workbook(folder / "one.xlsx").worksheets[0]["A3"]
    assert cell.data_type in ("s", "inlineStr", "n")
    assert cell.data_type != "n" or cell.value is None


def test_csv_opens_right_in_excel(tmp_path: Path) -> None:
    write_csv([table(("พาน", 253, date(2026, 2, 25), None))], tmp_path / "one.csv")
    raw = (tmp_path / "one.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").splitlines()[1] == "พาน,๒๕๓,๒๕ กุมภาพันธ์ ๒๕๖๙,"


def test_sheets_have_titles_that_a_sheet_may_have(tmp_path: Path) -> None:
    titles = ["ทะเบียนหนังสือรับ เทศบาลตำบลเมืองพาน", "ชร 0017.2/ว 551 [#1]", "ชร 0017.2/ว 551 [#1]"]
    write_xlsx([table(("ก",), title=title) for title in titles], tmp_path / "one.xlsx")
    names = load_workbook(tmp_path / "one.xlsx").sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with Register.open(tmp_path / "register.db") as register:
        store(register, "chain", *chain_of_three())
        asked = [duty(text, Due("date", date(2026, 3, 1)), [TOWN], DISTRICT) for text in FORMULAS]
        store(
            register, "hostile", letter("ชร 0618.1/66", TODAY, DISTRICT, obligations=tuple(asked))
        )
    return tmp_path


def written(home: Path, *command: str) -> Path:
    """A file that a command writes; its name is the last argument."""
    done = saraban("--home", home, *command, cwd=home)
    assert done.returncode == ExitCode.OK, done.stderr
    return home / command[-1]


def test_the_register_is_laid_out_as_the_form_is(home: Path) -> None:
    book = load_workbook(written(home, "register", "--file", "book.xlsx"))
    assert book.sheetnames == ["ทะเบียนหนังสือรับ อำเภอพาน", "ทะเบียนหนังสือรับ เทศบาลตำบลเมื"]
    sheet = book.worksheets[1]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows[1] == [
        "เลขทะเบียนรับ", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ",
    ]  # fmt: skip
    assert rows[2] == ["วันที่ ๑๙ กุมภาพันธ์ ๒๕๖๙"]
    assert rows[3][:4] == [253, "ชร ๐๖๑๘.๑/ว ๓๕๓", datetime(2026, 2, 18), DISTRICT]  # noqa: DTZ001


def test_digits_are_as_the_office_prefers_them(home: Path) -> None:
    (home / "saraban.toml").write_text('digits = "arabic"', "utf-8")
    text = written(home, "register", "--file", "book.csv").read_text("utf-8-sig")
    assert "253,ชร 0618.1/ว 353,18 กุมภาพันธ์ 2569" in text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_libreoffice_reads_back_what_was_written(home: Path) -> None:
    for command in (["due", "--office", TOWN], ["register", "--office", TOWN], ["grid", "1"]):
        sheet = written(home, *command, "--file", "list.xlsx")
        rows = opened_in_libreoffice(sheet, home)
        shown = {cell for row in rows for cell in row if cell}
        values = load_workbook(sheet).worksheets[0].iter_rows(values_only=True)
        texts = {cell for row in values for cell in row if isinstance(cell, str)}
        assert texts <= shown
        assert "๑๘ ก.พ. ๒๕๖๙" in shown or command[0] == "grid"
    commas = written(home, "due", "--office", TOWN, "--file", "list.csv")
    with commas.open(encoding="utf-8-sig", newline="") as file:
        assert opened_in_libreoffice(commas, home) == list(csv.reader(file))


def opened_in_libreoffice(path: Path, home: Path) -> list[list[str]]:
    """The first sheet of a file as LibreOffice shows it."""
    kind = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    folder, reading = home / "shown", "--infilter=CSV:44,34,76,1"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(home / 'office').as_uri()}", "--headless",
            *([reading] if path.suffix == ".csv" else []),
            "--convert-to", kind, "--outdir", folder, path,
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    with (folder / path.with_suffix(".csv").name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


# --- the calendar

RULES = [
    "FREQ=MONTHLY;BYMONTHDAY=25",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3",
    "FREQ=WEEKLY;BYDAY=FR",
    "FREQ=YEARLY;BYMONTH=12,3,6,9;BYMONTHDAY=-1",
    "FREQ=MONTHLY",
]


def days_of(event: Event, until: date) -> list[date]:
    """The days of an event until a day, as RFC 5545 has them."""
    first = event["DTSTART"].dt
    if "RRULE" in event:
        rule = event["RRULE"].to_ical().decode()
        start, end = (datetime.combine(day, datetime.min.time()) for day in (first, until))
        days = [
            moment.date() for moment in rrulestr(rule, dtstart=start).between(start, end, inc=True)
        ]
    else:
        days = [first, *(each.dt for each in dates_in(event, "RDATE"))]
    left_out = {each.dt for each in dates_in(event, "EXDATE")}
    return [day for day in days if day not in left_out and day <= until]


def dates_in(event: Event, name: str) -> Iterable[object]:
    found = event.get(name, [])
    return [day for dates in (found if isinstance(found, list) else [found]) for day in dates.dts]


@pytest.mark.parametrize("rrule", RULES)
def test_a_calendar_comes_round_as_the_duty_does(tmp_path: Path, rrule: str) -> None:
    until = date(2027, 3, 1)
    with Register.open(tmp_path / "register.db") as register:
        asked = duty("รายงานผล", Due("recurring", rrule=rrule), [TOWN], DISTRICT)
        store(
            register, "one", letter("ชร 0618/1", date(2026, 2, 2), DISTRICT, obligations=(asked,))
        )
        (first, second, *_) = duties(register, Span(TODAY))
        deeds.record(register, second.owed, TODAY, NOW, "ส่งแล้ว", who="somsri")
        listed = owed(register)
        everything = due(register, TODAY, before=until)[0].duties
    write_ics(listed, tmp_path / "duties.ics", NOW)
    (event,) = events(tmp_path / "duties.ics")
    assert event["DTSTART"].dt == first.falls_due
    expected = [one.falls_due for one in everything if one.falls_due and one.falls_due < until]
    assert [day for day in days_of(event, until) if day < until] == expected
    assert ("RRULE" in event) == (rrule not in (RULES[1], RULES[2], RULES[5]))


def owed(register: Register) -> list[Duty]:
    return [one for office in due(register, TODAY) for one in office.duties]


def events(path: Path) -> list[Event]:
    calendar = Calendar.from_ical(path.read_bytes())
    assert not calendar.errors
    return [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]


def test_every_duty_with_a_day_is_in_the_calendar_once(home: Path) -> None:
    listed = events(written(home, "due", "--file", "duties.ics"))
    with Register.open(home / "register.db") as register:
        dated = {(one.obligation_id, one.debtor) for one in owed(register) if one.falls_due}
    assert len(listed) == len(dated)
    assert len({event["UID"] for event in listed}) == len(listed)
    assert any(event["SUMMARY"].startswith(f"{PROVINCE}: ") for event in listed)
