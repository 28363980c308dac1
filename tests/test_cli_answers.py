"""What a register answers, as people read it and as programs do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command import ENVIRONMENT, SARABAN, answer, saraban
from letters import BOX, DISTRICT, PROVINCE, TOWN, chain_of_three, citation, duty, letter, store

from correspondence_db import queries
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Doubt, Letter
from pipeline.duty_lines import due_lines
from pipeline.exits import ExitCode

TODAY = date(2026, 3, 10)
HOSTILE = "เรื่อง\x1b[2J\x9b31m\u202eแอบ"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with one chain, one letter with dates past and to come, and a hostile one."""
    home = tmp_path_factory.mktemp("home")
    with Register.open(home / "register.db") as register:
        store(register, "chain", *chain_of_three())
        store(register, "duties", deadlines())
        store(register, "hostile", letter("ชร 0618.1/66", TODAY, DISTRICT, subject=HOSTILE))
        cited = citation("มท 0810.6/ว 999", date(2026, 1, 5), "กระทรวงมหาดไทย")
        store(register, "open", letter("ชร 0017.2/ว 77", TODAY, PROVINCE, cites=[cited]))
        refers = citation(
            "มท 0810.6/ว 998", date(2026, 1, 5), "กระทรวงมหาดไทย", context="reference"
        )
        store(register, "refers", letter("ชร 0017.2/ว 78", TODAY, PROVINCE, cites=[refers]))
    return home


def deadlines() -> Letter:
    """A letter to one town hall: overdue, due, continuing and undated, in no good order."""
    dues = {
        "ส่งแผน": Due("date", date=date(2026, 3, 23)),
        "ประชาสัมพันธ์": Due("ongoing"),
        "ตอบแบบสอบถาม": Due("date", date=date(2026, 3, 2)),
        "พิจารณา": Due("none"),
    }
    obligations = tuple(duty(text, due, [TOWN], DISTRICT) for text, due in dues.items())
    doubts = (Doubt("number", "low-confidence", 1, BOX),)
    return letter("ชร 0618.1/88", TODAY, DISTRICT, obligations=obligations, doubts=doubts)


@pytest.fixture
def register(home: Path) -> Iterator[Register]:
    with Register.open(home / "register.db") as register:
        yield register


def test_the_due_list_has_the_overdue_first_and_says_everything(register: Register) -> None:
    debts = queries.due(register, TODAY, office=TOWN)
    (owed,) = (office for office in debts if office.debtor == TOWN)
    duties = [duty for duty in owed.duties if duty.number == "ชร 0618.1/88"]
    letter_id = duties[0].letter_id
    lines = list(
        due_lines([queries.Debts(TOWN, tuple(duties))], {letter_id: {"number": ["no-number"]}})
    )
    evidence = (
        f"ต่อ {DISTRICT} · ตามหนังสือ {DISTRICT} ที่ ชร ๐๖๑๘.๑/๘๘? ลงวันที่ ๑๐ มีนาคม ๒๕๖๙ "
        f"[{letter_id}] · หลักฐาน duties.pdf หน้า ๑ · หน้าที่ #"
    )
    ids = {duty.text: duty.obligation_id for duty in duties}
    expected = [TOWN]
    for heading, what in [
        ("เกินกำหนดแล้ว", "๒ มีนาคม ๒๕๖๙  ตอบแบบสอบถาม"),
        ("ถึงกำหนด", "๒๓ มีนาคม ๒๕๖๙  ส่งแผน"),
        ("ทำต่อเนื่อง", "ต่อเนื่อง  ประชาสัมพันธ์"),
        ("ไม่มีวันกำหนด", "ไม่ระบุวัน  พิจารณา"),
    ]:
        number = ids[what.split("  ")[1]]
        expected += [f"  {heading}", f"    • {what}", f"      {evidence}{number}"]
    legend = ["? คือค่าที่ควรเทียบกับต้นฉบับ", f"  [{letter_id}] ที่: ไม่พบเลขที่หนังสือ"]
    assert lines == [*expected, "", *legend, ""]


def test_due_marks_what_the_register_doubts(home: Path) -> None:
    printed = saraban("--home", home, "due", "--office", TOWN).stdout
    assert "ที่ ชร ๐๖๑๘.๑/๘๘? ลงวันที่" in printed
    assert "] ที่: อ่านได้ไม่ชัด โปรดเทียบกับต้นฉบับ" in printed


@pytest.fixture(scope="module")
def soon(home: Path) -> object:
    """What the town hall owes before 20 March 2026."""
    return answer("--home", home, "due", "--json", "--office", TOWN, "--before", "2026-03-20")


def test_before_leaves_out_what_is_due_later(home: Path, soon: list[dict[str, Any]]) -> None:
    everything = answer("--home", home, "due", "--json", "--office", TOWN)
    assert 0 < len(soon[0]["duties"]) < len(everything[0]["duties"])


@pytest.mark.parametrize("day", ["2569-03-20", "๒๐/๓/๒๕๖๙", "20 มี.ค. 2569", "๒๐ มีนาคม ๒๕๖๙"])
def test_a_day_is_understood_in_any_common_spelling(home: Path, day: str, soon: object) -> None:
    assert answer("--home", home, "due", "--json", "--office", TOWN, "--before", day) == soon


@pytest.mark.parametrize("number", ["ชร 0618.1/ว 353", "ชร๐๖๑๘.๑/ว๓๕๓"])
def test_trace_draws_the_chain_from_its_origin_down(home: Path, number: str) -> None:
    lines = saraban("--home", home, "trace", number).stdout.splitlines()
    hops = [line for line in lines if " ที่ " in line and "[" in line]
    assert [hop.split(" ที่ ")[0] for hop in hops] == [
        "กระทรวงมหาดไทย",
        "└─ จังหวัดเชียงราย".rjust(3 + len("└─ จังหวัดเชียงราย")),
        "└─ อำเภอพาน".rjust(6 + len("└─ อำเภอพาน")),
    ]
    assert hops[-1].endswith("◀")
    assert any("รับ เทศบาลตำบลเมืองพาน เลขรับ ๒๕๓ ๑๙ กุมภาพันธ์ ๒๕๖๙" in line for line in lines)


def test_trace_tells_who_speaks_of_a_letter(home: Path) -> None:
    printed = saraban("--home", home, "trace", "มท 0810.6/ว 998").stdout
    assert "อ้างถึงโดย จังหวัดเชียงราย ที่ ชร ๐๐๑๗.๒/ว ๗๘ ลงวันที่ ๑๐ มีนาคม ๒๕๖๙" in printed


def test_trace_names_the_letter_that_is_missing(home: Path) -> None:
    printed = saraban("--home", home, "trace", "มท 0810.6/ว 999").stdout
    assert "ยังไม่มีหนังสือฉบับนี้ในทะเบียน" in printed


def test_show_gives_every_value_its_evidence(home: Path) -> None:
    (chain,) = answer("--home", home, "trace", "--json", "ชร 0618.1/88")
    printed = saraban("--home", home, "show", str(chain["letter_id"])).stdout
    assert "  ที่: ชร 0618.1/88\n      พิมพ์ว่า “ชร 0618.1/88” · duties.pdf หน้า 1" in printed
    assert "กฎ by-hand · มั่นใจ 0.90" in printed


def test_hostile_text_is_shown_and_not_obeyed(home: Path) -> None:
    (chain,) = answer("--home", home, "trace", "--json", "ชร 0618.1/66")
    assert chain["hops"][0]["subject"] == HOSTILE
    for command in ("trace", "show"):
        what = "ชร 0618.1/66" if command == "trace" else str(chain["letter_id"])
        for options in ([], ["--json"]):
            printed = saraban("--home", home, command, *options, what).stdout
            assert "แอบ" in printed
            assert not {"\x1b", "\x9b", "\u202e"} & set(printed)


def test_export_of_an_empty_register_is_an_export(tmp_path: Path) -> None:
    assert saraban("--home", tmp_path, "init").returncode == ExitCode.OK
    export = answer("--home", tmp_path, "export", "--text")
    promised = {"schema": "saraban-export/1", "letters": [], "links": [], "pages": []}
    assert export | promised == export


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["trace", "ชร 0618.1/4040"], ExitCode.NOT_FOUND),
        (["show", "4040"], ExitCode.NOT_FOUND),
        (["due", "--before", "พรุ่งนี้"], ExitCode.USAGE),
        (["due", "--before", "31/2/2569"], ExitCode.USAGE),
    ],
)
def test_an_unanswerable_question_says_so_in_both_languages(
    home: Path, command: list[str], code: ExitCode
) -> None:
    done = saraban("--home", home, *command)
    thai, english = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (code, "")
    assert any("ก" <= char <= "๛" for char in thai)
    assert english.isprintable()


def test_a_home_without_a_register_is_not_made_by_asking(tmp_path: Path) -> None:
    done = saraban("--home", tmp_path / "nowhere", "due")
    assert done.returncode == ExitCode.NO_REGISTER
    assert "saraban init" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_no_register_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "register.db").write_text("these are not the tables you look for" * 99)
    assert saraban("--home", tmp_path, "due").returncode == ExitCode.STORAGE


def test_without_tesseract_ingest_names_what_to_install(tmp_path: Path) -> None:
    done = saraban("--home", tmp_path, "ingest", "x.pdf", env={**ENVIRONMENT, "PATH": ""})
    assert done.returncode == ExitCode.TOOL_MISSING
    assert "apt-get install tesseract-ocr" in done.stderr


def test_a_reader_that_leaves_early_is_no_error(home: Path) -> None:
    pipe = subprocess.Popen(
        [*SARABAN, "--home", str(home), "due"],
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert pipe.stdout
    assert pipe.stderr
    pipe.stdout.close()
    assert pipe.stderr.read() == b""
    assert pipe.wait() == ExitCode.OK


def test_answers_are_utf8_whatever_the_locale(home: Path) -> None:
    ascii_only = {**ENVIRONMENT, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = saraban("--home", home, "due", "--json", env=ascii_only)
    assert TOWN in json.dumps(json.loads(done.stdout), ensure_ascii=False)
