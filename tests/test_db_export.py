"""The export contract, held against a schema of our own."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from letters import (
    BOX,
    DISTRICT,
    PROVINCE,
    TOWN,
    chain_of_three,
    citation,
    found,
    letter,
    scan,
    store,
)

from correspondence_db.export import export, show
from correspondence_db.store import Register
from extract.doubts import REASONS
from extract.letter import Boundary, Contact, Doubt, Evidence, Found

SCHEMA = json.loads((Path(__file__).parent / "export.schema.json").read_text("utf-8"))
CONTRACT = Draft202012Validator(SCHEMA)


@pytest.fixture
def exported(register: Register) -> Any:
    """A chain in two bundles, a letter of which little is known, and one that is only cited."""
    store(register, "bundle", *chain_of_three(), texts=["หนึ่ง", "สอง", "สาม"])
    store(register, "again", *chain_of_three())
    nowhere = (Doubt("number", "no-number", 1, None),)
    bare = letter(None, None, None, subject=None, form="other", doubts=nowhere)
    store(register, "bare", bare)
    cites = [
        citation("ตช 0066/24259", date(2026, 1, 5), "สำนักงานตำรวจแห่งชาติ"),
        citation("ชร 0017.2/ว 40", date(2026, 1, 5), PROVINCE, context="reference"),
    ]
    store(register, "police", letter("ชร 0718/ว 9", date(2026, 2, 2), "อำเภอแม่จัน", cites=cites))
    return json.loads(json.dumps(export(register, with_text=True)))


def test_the_schema_is_sound() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_an_export_keeps_the_contract(exported: Any) -> None:
    CONTRACT.validate(exported)
    assert len(exported["letters"]) == 7
    assert [one["held"] for one in exported["letters"]].count(False) == 2


def test_an_empty_register_keeps_it_too(register: Register) -> None:
    CONTRACT.validate(export(register, with_text=True))


def _first(exported: Any, field: str) -> Any:
    return next(one[field] for one in exported["letters"] if one[field])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda e: e.pop("links"),
        lambda e: e["letters"][0].pop("secrecy"),
        lambda e: e["letters"][0].update(number=""),
        lambda e: e["letters"][0].update(number="ชร ๐๖๑๘.๑/ว ๓๕๓"),
        lambda e: e["letters"][0].update(date="18/02/2569"),
        lambda e: e["letters"][0].update(copies=[]),
        lambda e: e["letters"][0].update(form="letter"),
        lambda e: _first(e, "copies")[0].update(pages=[]),
        lambda e: _first(e, "obligations")[0]["due"].pop("rrule"),
        lambda e: _first(e, "obligations")[0].update(box=[1, 2, 3]),
        lambda e: _first(e, "review")[0].update(reason=""),
        lambda e: e["links"][0].update(score=2),
    ],
)
def test_the_schema_refuses_what_breaks_the_contract(
    exported: Any, spoil: Callable[[Any], Any]
) -> None:
    spoiled = copy.deepcopy(exported)
    spoil(spoiled)
    with pytest.raises(ValidationError):
        CONTRACT.validate(spoiled)


def test_a_letter_says_what_was_read(register: Register) -> None:
    district, province, ministry = store(register, "bundle", *chain_of_three())
    exported = export(register)
    letters = {one["id"]: one for one in exported["letters"]}
    assert letters[district] == letters[district] | {
        "held": True,
        "form": "external",
        "number": "ชร 0618.1/ว 353",
        "number_printed": "ชร 0618.1/ว 353",
        "date": "2026-02-18",
        "sender": DISTRICT,
        "addressees": ["นายกเทศมนตรีตำบล ทุกแห่ง"],
        "urgency": None,
    }
    (attachment,) = letters[district]["attachments"]
    assert (attachment["letter_id"], attachment["quantity"], attachment["unit"]) == (
        province,
        1,
        "ชุด",
    )
    (duty,) = letters[district]["obligations"]
    assert duty["debtors"] == ["นายกเทศมนตรีตำบล ทุกแห่ง", TOWN]
    assert (duty["page"], duty["box"]) == (1, BOX.as_list())
    assert letters[province]["obligations"][0]["due"] == {
        "kind": "relative",
        "days": 15,
        "business": False,
        "from": "receipt",
        "date": "2026-03-04",
    }
    (doubt,) = letters[province]["review"]
    assert (doubt["field"], doubt["page"], doubt["file"]) == ("number", 2, "bundle.pdf")
    assert doubt["reason"] in REASONS
    assert [(link["letter_id"], link["forwards_id"]) for link in exported["links"]] == [
        (district, province),
        (province, ministry),
    ]


def test_own_pages_come_before_those_of_attachments(register: Register) -> None:
    long = letter("ชร 0017/1", date(2026, 2, 2), PROVINCE, pages=(2, 3), attached_pages=(1, 4, 5))
    store(register, "long", long)
    (one,) = export(register)["letters"]
    assert one["copies"] == [
        {
            "file": "long.pdf",
            "sha256": scan("long").sha256,
            "pages": [2, 3, 1, 4, 5],
            "receipts": [],
            "boundaries": [],
        }
    ]


def test_references_are_no_links(exported: Any) -> None:
    assert all("forwards_id" in link for link in exported["links"])
    ((refers),) = exported["references"]
    assert (refers["kind"], refers["rule"], refers["words"]) == ("refers", "reference", None)


def test_ids_stay_when_more_arrives(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    before = {one["id"]: one["number"] for one in export(register)["letters"]}
    store(register, "again", *chain_of_three())
    assert {one["id"]: one["number"] for one in export(register)["letters"]} == before


def test_pages_only_when_asked_for(register: Register) -> None:
    store(register, "bundle", *chain_of_three(), texts=["หนึ่ง", "สอง", "สาม"])
    assert "pages" not in export(register)
    assert export(register, with_text=True)["pages"][1] == {
        "file": "bundle.pdf",
        "page": 2,
        "text": "สอง",
    }


def test_show_gives_every_reading_of_every_copy(register: Register) -> None:
    (first, *_) = store(register, "bundle", *chain_of_three())
    store(register, "again", *chain_of_three())
    shown = show(register, first)
    assert shown
    numbers = [one for one in shown["evidence"] if one["field"] == "number"]
    assert [one["file"] for one in numbers] == ["bundle.pdf", "again.pdf"]
    assert numbers[0] == numbers[0] | {"page": 1, "box": BOX.as_list(), "rule": "by-hand"}


def test_who_signed_and_whom_to_call_is_recorded_and_shown(register: Register) -> None:
    cites = [citation("ชร 0017.2/ว 40", date(2026, 1, 5), PROVINCE, context="reference")]
    one = letter(
        "ชร 0618.1/ว 9",
        date(2026, 2, 2),
        DISTRICT,
        cites=cites,
        addressees=(found("รายชื่อตามบัญชีแนบท้าย"),),
        listed=(found("นายกเทศมนตรีตำบลเมืองพาน"), found("นายกเทศมนตรีตำบลตัวอย่าง")),
        through=found("ปลัดอำเภอ"),
        signer=found("นายตัวอย่าง หนึ่ง"),
        signer_title=found("ปลัดอำเภอ"),
        acting_for=found("นายอำเภอพาน"),
        contact=Contact(found("ที่ทำการปกครองอำเภอ"), (found("053000000"),)),
    )
    [letter_id] = store(register, "signed", one)
    shown = show(register, letter_id)
    assert shown
    parts = ("signer", "signer_title", "acting_for", "through", "listed", "contact")
    assert {part: shown[part] for part in parts} == {
        "signer": "นายตัวอย่าง หนึ่ง",
        "signer_title": "ปลัดอำเภอ",
        "acting_for": "นายอำเภอพาน",
        "through": "ปลัดอำเภอ",
        "listed": ["นายกเทศมนตรีตำบลเมืองพาน", "นายกเทศมนตรีตำบลตัวอย่าง"],
        "contact": {
            "unit": "ที่ทำการปกครองอำเภอ",
            "telephones": ["053000000"],
            "faxes": [],
            "emails": [],
        },
    }
    [referred] = shown["cited"]
    assert (referred["number"], referred["date"]) == ("ชร 0017.2/ว 40", "2026-01-05")
    fields = {reading["field"] for reading in shown["evidence"]}
    assert {"signer", "acting_for", "listed", "contact.unit", "contact.telephones"} <= fields


def test_show_a_letter_that_is_only_cited(register: Register) -> None:
    cites = [citation("ชร 0017.2/ว 551", date(2026, 2, 16), PROVINCE)]
    store(register, "d", letter("ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT, cites=cites))
    (cited,) = (one["id"] for one in export(register)["letters"] if not one["held"])
    shown = show(register, cited)
    assert shown
    assert {one["field"] for one in shown["evidence"]} == {
        "citations.number",
        "citations.date",
        "citations.sender",
        "citations.phrase",
    }


def test_show_nothing_of_a_letter_that_is_not_there(register: Register) -> None:
    assert show(register, 1) is None


def test_codes_and_the_reasons_of_each_boundary_are_told(register: Register) -> None:
    address = "https://example.go.th/form"
    decided = Boundary(1, "first", (Evidence("number", 2.0), Evidence("subject", 2.0)))
    with_code = letter(
        "ชร 0618.1/ว 353", date(2026, 2, 18), DISTRICT,
        codes=(Found(address, address, 1, BOX, 1.0, "qr"),), boundaries=(decided,),
    )  # fmt: skip
    store(register, "bundle", with_code)
    (told,) = export(register)["letters"]
    assert told["codes"] == [{"text": address, "page": 1, "box": BOX.as_list()}]
    (boundary,) = told["copies"][0]["boundaries"]
    assert (boundary["page"], boundary["role"]) == (1, "first")
    assert boundary["evidence"][0] == {"rule": "number", "weight": 2.0}
