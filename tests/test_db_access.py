"""Who may see which letter: by office and all below it, by secrecy, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import (
    DISTRICT,
    MINISTRY,
    PROVINCE,
    TOWN,
    chain_of_three,
    citation,
    duty,
    found,
    letter,
    receipt,
    scan,
    store,
)

from correspondence_db.access import (
    ALL_SEEING,
    Viewer,
    labels_under,
    may_see,
    may_see_page,
    pages_seen_by,
    pages_without_secrets,
    seen_among,
    seen_by,
    viewer_of_office,
)
from correspondence_db.store import Register
from extract.dates import Due
from extract.letter import Letter

DAY = date(2026, 2, 16)
NEIGHBOUR = "อำเภอแม่จัน"


def secret(of: Letter, word: str = "ลับ") -> Letter:
    return replace(of, secrecy=found(word, page=of.pages[0]))


def visible(register: Register, viewer: Viewer) -> set[int]:
    """The letters that the condition lets through, which must be those that one by one may be."""
    seen = seen_by(viewer)
    sql = f"SELECT id FROM letters WHERE {seen.sql}"  # noqa: S608 - a clause of ours
    rows = register.db.execute(sql, seen.values)
    ids = {letter_id for (letter_id,) in rows}
    everything = [row[0] for row in register.db.execute("SELECT id FROM letters")]
    assert ids == {one for one in everything if may_see(register, viewer, one)}
    assert ids == seen_among(register, viewer, everything)
    return ids


# --- offices


def test_the_subtree_of_an_office_is_all_below_it() -> None:
    below = labels_under(DISTRICT)
    assert {DISTRICT, TOWN, "เทศบาลตำบลสันมะเค็ด"} <= below
    assert not below & {PROVINCE, NEIGHBOUR, "เทศบาลตำบลบ้านดู่"}
    assert below < labels_under(PROVINCE) < labels_under(MINISTRY)
    assert labels_under("โรงเรียนที่ไม่มีในตาราง") == {"โรงเรียนที่ไม่มีในตาราง"}


def test_every_office_sees_what_it_sent_received_and_owes(register: Register) -> None:
    sent, addressed, owing, stamped, elsewhere = store(
        register,
        "bundle",
        letter("ชร 0618/1", DAY, DISTRICT),
        letter("ชร 0017/2", DAY, PROVINCE, page=2, addressees=(found("นายอำเภอพาน", page=2),)),
        letter(
            "ชร 0017/3",
            DAY,
            PROVINCE,
            page=3,
            obligations=(duty("รายงาน", Due("none"), ["นายอำเภอพาน"], page=3),),
        ),
        letter("ชร 0017/4", DAY, PROVINCE, page=4, receipts=(receipt(DISTRICT, 9, DAY, page=4),)),
        letter("ชร 0017/5", DAY, PROVINCE, page=5, addressees=(found("นายอำเภอแม่จัน", page=5),)),
    )
    assert visible(register, viewer_of_office(DISTRICT, 0)) == {sent, addressed, owing, stamped}
    assert visible(register, viewer_of_office(NEIGHBOUR, 0)) == {elsewhere}
    assert visible(register, viewer_of_office(TOWN, 0)) == set()
    assert len(visible(register, viewer_of_office(PROVINCE, 0))) == 5


def test_a_district_sees_what_concerns_its_local_governments_not_the_neighbours(
    register: Register,
) -> None:
    own, other = store(
        register,
        "bundle",
        letter("ชร 0017/1", DAY, PROVINCE, addressees=(found("นายกเทศมนตรีตำบลเมืองพาน"),)),
        letter(
            "ชร 0017/2", DAY, PROVINCE, page=2, addressees=(found("นายกเทศมนตรีตำบลบ้านดู่", page=2),)
        ),
    )
    assert visible(register, viewer_of_office(DISTRICT, 0)) == {own}
    assert visible(register, viewer_of_office(TOWN, 0)) == {own}
    assert other not in visible(register, viewer_of_office(DISTRICT, 0))


def test_a_group_concerns_its_members_in_few_rows(register: Register) -> None:
    whole, part = store(
        register,
        "bundle",
        letter("ชร 0017/ว 1", DAY, PROVINCE, addressees=(found("นายอำเภอ ทุกอำเภอ"),)),
        letter(
            "ชร 0618/ว 2",
            DAY,
            DISTRICT,
            page=2,
            addressees=(found("นายกเทศมนตรีตำบล ทุกแห่ง", page=2),),
        ),
    )
    assert visible(register, viewer_of_office(DISTRICT, 0)) == {whole, part}
    assert visible(register, viewer_of_office(NEIGHBOUR, 0)) == {whole}
    assert visible(register, viewer_of_office(TOWN, 0)) == {part}
    assert visible(register, viewer_of_office("อำเภอเมืองลำพูน", 0)) == set()
    ((rows,),) = register.db.execute("SELECT count(*) FROM letter_offices")
    assert rows == 4


def test_what_a_letter_passes_on_came_to_whomever_it_concerns(register: Register) -> None:
    district, province, ministry = store(register, "bundle", *chain_of_three())
    assert visible(register, viewer_of_office(TOWN, 0)) == {district, province, ministry}
    assert visible(register, viewer_of_office(NEIGHBOUR, 0)) == {province, ministry}
    assert visible(register, viewer_of_office("จังหวัดลำพูน", 0)) == {ministry}


def test_a_letter_known_from_citations_is_seen_by_those_who_cite_it(register: Register) -> None:
    cited = citation("ชร 0017/9", DAY, PROVINCE, "reference")
    store(register, "one", letter("ชร 0618/1", DAY, DISTRICT, cites=[cited]))
    assert len(visible(register, viewer_of_office(DISTRICT, 0))) == 2
    assert visible(register, viewer_of_office(NEIGHBOUR, 0)) == set()


def test_a_unit_that_took_a_letter_in_is_of_its_office(register: Register) -> None:
    stamped = receipt(f"กองช่าง {TOWN}", 4, DAY)
    (letter_id,) = store(register, "one", letter("กค 0405/7", DAY, None, receipts=(stamped,)))
    assert visible(register, viewer_of_office(TOWN, 0)) == {letter_id}
    assert visible(register, viewer_of_office(NEIGHBOUR, 0)) == set()


# --- secrecy


@pytest.mark.parametrize(("word", "level"), [("ลับ", 1), ("ลับมาก", 2), ("ลับที่สุด", 3)])
def test_a_secret_letter_is_for_those_cleared_alone(
    register: Register, word: str, level: int
) -> None:
    (letter_id,) = store(register, "one", secret(letter("ชร 0618/1", DAY, DISTRICT), word))
    for clearance in range(4):
        expected = {letter_id} if clearance >= level else set()
        assert visible(register, viewer_of_office(DISTRICT, clearance)) == expected
        assert visible(register, Viewer(None, clearance)) == expected
    assert visible(register, viewer_of_office(NEIGHBOUR, 3)) == set()


def test_the_most_secret_copy_counts(register: Register) -> None:
    plain = letter("ชร 0618/1", DAY, DISTRICT)
    for name, copy in (("a", plain), ("b", secret(plain, "ลับมาก")), ("c", plain)):
        store(register, name, copy)
    rows = register.db.execute("SELECT secrecy, secrecy_level FROM letters")
    assert list(rows) == [("ลับมาก", 2)]


def test_what_a_secret_letter_cites_is_no_less_secret(register: Register) -> None:
    cited = citation("ชร 0017/9", DAY, PROVINCE, "reference")
    store(register, "one", secret(letter("ชร 0618/1", DAY, DISTRICT, cites=[cited])))
    assert visible(register, Viewer(None, 0)) == set()
    assert len(visible(register, Viewer(None, 1))) == 2


def test_a_letter_of_which_nothing_was_written_down_is_hidden(register: Register) -> None:
    store(register, "one", letter("ชร 0618/1", DAY, DISTRICT))
    register.db.execute("UPDATE letters SET secrecy_level = NULL")
    assert visible(register, Viewer(None, 2)) == set()


# --- pages


def test_a_page_with_a_secret_letter_is_for_those_who_see_all_on_it(register: Register) -> None:
    """The province's secret letter lies on page 2, attached to the district's open one."""
    district = replace(chain_of_three()[0], attached_pages=(2,))
    province = secret(chain_of_three()[1])
    store(register, "bundle", district, province)
    sha256 = scan("bundle").sha256
    for viewer in (viewer_of_office(TOWN, 0), Viewer(None, 0)):
        assert may_see_page(register, viewer, sha256, 1)
        assert not may_see_page(register, viewer, sha256, 2)
    assert may_see_page(register, viewer_of_office(TOWN, 1), sha256, 2)
    assert not may_see_page(register, viewer_of_office("อำเภอเมืองลำพูน", 3), sha256, 1)
    assert may_see_page(register, ALL_SEEING, sha256, 2)
    assert not may_see_page(register, ALL_SEEING, sha256, 3)  # there is none


def test_a_page_of_no_letter_is_for_those_who_see_every_office(register: Register) -> None:
    store(register, "bundle", secret(letter("ชร 0618/1", DAY, DISTRICT, page=2)))
    sha256 = scan("bundle").sha256
    assert not may_see_page(register, Viewer(None, 0), sha256, 1)
    assert may_see_page(register, Viewer(None, 1), sha256, 1)
    assert not may_see_page(register, viewer_of_office(DISTRICT, 3), sha256, 1)
    store(register, "empty")
    assert may_see_page(register, Viewer(None, 0), scan("empty").sha256, 1)


def test_the_condition_on_pages_says_the_same(register: Register) -> None:
    store(register, "bundle", *chain_of_three())
    seen = pages_seen_by(viewer_of_office(NEIGHBOUR, 0))
    sql = f"SELECT number FROM pages WHERE {seen.sql}"  # noqa: S608 - a clause of ours
    rows = register.db.execute(sql, seen.values)
    assert [number for (number,) in rows] == [2, 3]


@pytest.mark.parametrize("clearance", range(4))
@pytest.mark.parametrize("office", [None, TOWN, DISTRICT, NEIGHBOUR, PROVINCE])
def test_pages_of_letters_that_may_be_seen_are_told_apart_by_secrets_alone(
    register: Register, office: str | None, clearance: int
) -> None:
    district, province, ministry = chain_of_three()
    attached = replace(district, attached_pages=(2,))
    store(register, "attached to", attached, secret(province), secret(ministry, "ลับที่สุด"))
    store(register, "open", *chain_of_three())
    store(register, "alone", secret(letter("ชร 0618/1", DAY, TOWN, page=2), "ลับมาก"))
    viewer = viewer_of_office(office, clearance)
    # a letter's pages, as search goes through them
    sql = """
        SELECT letters.id, pages.id FROM letters JOIN copies ON letter_id = letters.id
        JOIN copy_pages ON copy_id = copies.id JOIN pages ON pages.id = page_id
        WHERE {seen} AND {page}
    """
    letters = seen_by(viewer)
    found = [
        register.db.execute(
            sql.format(seen=letters.sql, page=pages.sql), [*letters.values, *pages.values]
        ).fetchall()
        for pages in (pages_seen_by(viewer), pages_without_secrets(viewer))
    ]
    assert sorted(found[0]) == sorted(found[1])
    if clearance == 3:
        assert bool(found[0]) is bool(visible(register, viewer))


# --- always the same


def kept(register: Register) -> set[Any]:
    """What is written down of whom each letter concerns, with names in place of ids."""
    rows = register.db.execute(
        """
        SELECT letters.number, letters.sender, urgency, secrecy, secrecy_level, office_key, own
        FROM letters LEFT JOIN letter_offices ON letter_id = letters.id
        """
    )
    return set(rows)


BUNDLES = (
    chain_of_three(),
    (secret(chain_of_three()[1], "ลับมาก"),),
    (letter("ชร 0618/9", DAY, DISTRICT, cites=[citation("ชร 0017/9", DAY, PROVINCE, "body")]),),
    (chain_of_three()[2], chain_of_three()[0]),
    (letter("ชร 0017/9", DAY, PROVINCE, urgency=found("ด่วนที่สุด")),),
)


def stored_in(order: Sequence[int]) -> set[Any]:
    with Register.open(":memory:") as register:  # type: ignore[arg-type]
        for at in order:
            store(register, f"bundle {at}", *BUNDLES[at])
        return kept(register)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(order=st.permutations(range(len(BUNDLES))))
def test_the_order_of_arrival_does_not_matter(order: list[int]) -> None:
    assert stored_in(order) == stored_in(range(len(BUNDLES)))


def test_an_older_register_is_gone_through_when_it_is_opened(tmp_path: Any) -> None:
    path = tmp_path / "register.db"
    with Register.open(path) as register:
        for at, bundle in enumerate(BUNDLES):
            store(register, f"bundle {at}", *bundle)
        before = kept(register)
        for statement in (
            "DROP TABLE letter_offices",
            "DROP INDEX letters_urgent",
            "DROP INDEX letters_held_by_date",
            "ALTER TABLE letters DROP COLUMN form",
            "DROP INDEX letters_unnoted",
            "DROP INDEX letters_secret",
            "ALTER TABLE letters DROP COLUMN urgency",
            "ALTER TABLE letters DROP COLUMN secrecy",
            "ALTER TABLE letters DROP COLUMN secrecy_level",
            "DELETE FROM _sqlite_migrations WHERE name IN ('0020_who_may_see', '0021_catalogue')",
        ):
            register.db.execute(statement)
        register.db.conn.commit()
    with Register.open(path) as again:
        assert kept(again) == before
