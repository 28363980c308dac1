"""The office register: names, buildings, titles, groups, and what scans make of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.gazetteer import agencies, forms, places, provinces, table
from extract.offices import (
    Group,
    Office,
    _bearers_of,
    all_offices,
    family_of,
    find_office,
    group_of,
    includes,
    office_by_code,
    office_named,
    office_of_title,
    offices_called,
    parent_of,
    split_addressees,
    whereabouts,
)

named_forms = [form for form in forms() if form.use == "name"]
offices = st.sampled_from(named_forms).flatmap(
    lambda form: st.sampled_from(places()[form.places]).map(form.at)
)
provincial_halls = st.sampled_from(sorted(provinces().items()))

CHIANG_RAI = Office("จังหวัดเชียงราย", "province", "เชียงราย")
PHAN = Office("อำเภอพาน", "district", "เชียงราย", "พาน")
INTERIOR = Office("กระทรวงมหาดไทย", "ministry")


@given(offices)
@settings(max_examples=200, deadline=None)
def test_every_office_is_found_under_its_own_name(office: Office) -> None:
    match = find_office(office.name, province=office.province, district=office.district)
    assert match
    assert (match.office, match.score) == (office, 1.0)


@pytest.mark.parametrize("agency", agencies(), ids=lambda agency: agency.office.name)
def test_every_central_office_is_found_and_named(agency) -> None:
    match = find_office(agency.office.name, code=agency.code)
    assert match
    assert match.office == office_named(agency.office.name) == agency.office
    assert office_of_title(agency.office.name) == agency.office.name
    if agency.abbreviation:
        assert find_office(agency.abbreviation).office == agency.office


@given(provincial_halls, st.data())
@settings(deadline=None)
def test_a_damaged_hall_is_that_of_the_letters_code(hall: tuple[str, str], data) -> None:
    code, province = hall
    printed = f"ศาลากลางจังหวัด{province}"
    at = data.draw(st.integers(len("ศาลากลางจังหวัด"), len(printed) - 1))
    damaged = printed[:at] + data.draw(st.sampled_from(["", " ", "ม", "ๆ"])) + printed[at + 1 :]
    match = find_office(damaged, code=f"{code} 0017.2/ว 55")
    assert match
    assert match.office == office_by_code(code)


@pytest.mark.parametrize(
    ("line", "code", "expected"),
    [
        ("ที่ว่าการอำเภอพาน", "ชร 0618", "อำเภอพาน"),
        ("ที่ทำการปกครองอำเภอพาน", None, "อำเภอพาน"),
        ("ศาลากลางจังหวัดเชียงราย", None, "จังหวัดเชียงราย"),
        ("ศาลากลางจังหวัด", "ชร", "จังหวัดเชียงราย"),
        ("สำนักงานเทศบาลตำบลเมืองพาน", None, "เทศบาลตำบลเมืองพาน"),
        ("ที่ทำการ อบต.แม่อ้อ", "ชร", "องค์การบริหารส่วนตำบลแม่อ้อ"),
        ("อบจ.เชียงราย", None, "องค์การบริหารส่วนจังหวัดเชียงราย"),
        ("สำนักงานจังหวัดลำพูน", None, "สำนักงานจังหวัดลำพูน"),
        ("สำนักงานจังหวัด", "ลพ", "สำนักงานจังหวัดลำพูน"),
        ("อำเภอเมือง จังหวัดเชียงราย", None, "อำเภอเมืองเชียงราย"),
        ("กระทรวงมหาดไทย", "มท 0206", "กระทรวงมหาดไทย"),
        ("มท.", None, "กระทรวงมหาดไทย"),
        ("สถ.", None, "กรมส่งเสริมการปกครองท้องถิ่น"),
        # as scanned
        ("ทีวาการอาเภอพาน", "ชร", "อำเภอพาน"),
        ("ที่ว่าการ อําเภอ เฝ้าไร่", None, "อำเภอเฝ้าไร่"),
        ("ศาลจกลางจังหวัดเชียงรา", "ชร", "จังหวัดเชียงราย"),
        ("ศาลากลางจังหวัดเซียงราย", None, "จังหวัดเชียงราย"),
        ("ที่ ชร ๐๖๑๘.๑/ว๓๕๓   ที่ว่าการอำเภอพาน", None, "อำเภอพาน"),
        ("ที่ว่าการอำเภอพานถนนพหลโยธิน ชร ๕๗๑๒๐", None, "อำเภอพาน"),
        ("กรมสงเสรมการปกครองทองถิน", "มท 0810.7", "กรมส่งเสริมการปกครองท้องถิ่น"),
        ("กระทรวงมหาคไทย", None, "กระทรวงมหาดไทย"),
    ],
)
def test_a_printed_line_names_its_office(line: str, code: str | None, expected: str) -> None:
    match = find_office(line, code=code)
    assert match
    assert match.office.name == expected


@pytest.mark.parametrize(
    "line",
    [
        "",
        "อำเภอ",
        "จังหวัด",
        "กองคลัง",
        "โรงเรียนบ้านสมมุติ",
        "สถานีตำรวจภูธรสมมุติ",
        "สำนักงานปลัดเทศบาลตำบลเมืองพาน",
        "สำนักงานเหล่ากาชาด จังหวัดลำพูน",
        "ถนนพหลโยธิน ชร ๕๗๑๒๐",
        "เทศบาลตำบลสมมุตินคร",
        "องค์การบริหารส่วนตำบลตัวอย่างใต้",
        "โทร. ๐ ๕๓๗๒ ๐๐๐๐",
    ],
)
def test_what_the_register_does_not_hold_is_left_to_the_print(line: str) -> None:
    assert find_office(line) is None


def test_a_name_many_bear_has_a_place_only_once_it_is_known() -> None:
    name = "องค์การบริหารส่วนตำบลโคกสว่าง"
    anywhere, known = find_office(name), find_office(name, province="สระบุรี")
    assert anywhere and known
    assert anywhere.office == Office(name, "subdistrict_administration")
    assert known.office.province == "สระบุรี"
    assert office_named(name) is None
    assert office_named(name, "สระบุรี") == known.office


def test_offices_of_one_name_in_one_province_are_told_apart_by_the_postal_code() -> None:
    name = "องค์การบริหารส่วนตำบลโคกสว่าง"
    found = [
        find_office(name, code="รอ 71501", address=whereabouts(f"จังหวัดร้อยเอ็ด {postal}"))
        for postal in ("๔๕๒๑๐", "๔๕๑๔๐")
    ]
    assert [match.office.district for match in found if match] == ["หนองพอก", "พนมไพร"]
    assert len({match.office.key for match in found if match}) == 2
    assert office_named(name, "ร้อยเอ็ด") is None
    assert office_named(name, "ร้อยเอ็ด", "หนองพอก") == found[0].office


def test_the_register_holds_every_kind() -> None:
    held = {kind: len(named) for kind, named in places().items()}
    assert (held["จังหวัด"], held["อำเภอ"], held["เขต"]) == (76, 878, 50)
    assert (held["ตำบล"], held["แขวง"]) == (7256, 180)
    local = {"อบต.": 5302, "ทต.": 2166, "ทม.": 188, "ทน.": 30, "อบจ.": 76}
    assert {kind: held[kind] for kind in local} == local


@pytest.mark.parametrize(
    ("address", "province", "district"),
    [
        ("ถนนตัวอย่าง ชร ๕๗๑๒๐", "เชียงราย", "พาน"),
        ("ถนนตัวอย่าง ขร ๕๗๑๒๐", "เชียงราย", "พาน"),
        ("ถนนตัวอย่าง กทม. ๑๐๒๐๐", "กรุงเทพมหานคร", "พระนคร"),
        ("จังหวัดเชียงใหม่", "เชียงใหม่", None),
        ("โทร. ๐ ๕๓๐๐ ๐๐๐๐", None, None),
    ],
)
def test_what_an_address_tells(address: str, province: str | None, district: str | None) -> None:
    found = whereabouts(address)
    assert found.province == province
    assert (district in found.districts) if district else not found.districts


def test_an_address_outweighs_a_code_misread() -> None:
    match = find_office(
        "ศาลากลางจังหวัดเชียง", code="ชม 0017.2", address=whereabouts("ถนนตัวอย่าง ชร ๕๗๑๐๐")
    )
    assert match and match.office.name == "จังหวัดเชียงราย"


@pytest.mark.parametrize(
    ("short", "code", "expected"),
    [
        ("ทช.", "คค 0703", None),  # shared by two departments; neither is listed under it
        ("ทน.", "ทส 0601", "กรมทรัพยากรน้ำ"),
        ("ทน.ลำปาง", "ลป 52001", "เทศบาลนครลำปาง"),
        ("กฟก.", None, "การไฟฟ้าส่วนภูมิภาค"),  # ก for ภ
        ("กปภ.", None, "การประปาส่วนภูมิภาค"),
        ("กปน.", None, "การประปานครหลวง"),
        ("ปภ.", None, "กรมป้องกันและบรรเทาสาธารณภัย"),
        ("สภ.พาน", None, "สถานีตำรวจภูธรพาน"),
        ("สถจ.เชียงราย", None, "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดเชียงราย"),
        ("สนจ.เชียงราย", None, "สำนักงานจังหวัดเชียงราย"),
        ("ภ.๕", None, "ตำรวจภูธรภาค ๕"),
    ],
)
def test_short_names(short: str, code: str | None, expected: str | None) -> None:
    match = find_office(short, code=code)
    assert (match.office.name if match else None) == expected


@pytest.mark.parametrize(
    ("worn", "code", "expected"),
    [
        ("ที่ว่าการอำเภอผาน", "ชร", "อำเภอพาน"),  # ผ for พ
        ("ศาลากลางจังหวัดดาก", "ตก", "จังหวัดตาก"),  # ด for ต
        ("ที่ว่าการอำเภอเผ้าไร่", "นค", "อำเภอเฝ้าไร่"),  # ผ for ฝ
        ("ศาลากลางจังหวัดกูเก็ต", "ภก", "จังหวัดภูเก็ต"),  # ก for ภ
        ("ศาลากลางจังหวัดซัยนาท", "ชน", "จังหวัดชัยนาท"),  # ซ for ช
        ("กรมการปกศรอง", "มท 0310", "กรมการปกครอง"),  # ศ for ค
        ("ที่ว่าการอำเภอถันทรลักษ์", "ศก", "อำเภอกันทรลักษ์"),  # ถ for ก
    ],
)
def test_letters_that_look_alike(worn: str, code: str, expected: str) -> None:
    match = find_office(worn, code=code)
    assert match and match.office.name == expected


@pytest.mark.parametrize(
    ("name", "parents"),
    [
        ("องค์การบริหารส่วนตำบลแม่อ้อ", ["อำเภอพาน", "จังหวัดเชียงราย", "กระทรวงมหาดไทย"]),
        ("องค์การบริหารส่วนจังหวัดเชียงราย", ["จังหวัดเชียงราย", "กระทรวงมหาดไทย"]),
        ("สำนักงานเกษตรอำเภอพาน", ["อำเภอพาน", "จังหวัดเชียงราย", "กระทรวงมหาดไทย"]),
        ("สำนักงานจังหวัดลำพูน", ["จังหวัดลำพูน", "กระทรวงมหาดไทย"]),
        ("กรมการปกครอง", ["กระทรวงมหาดไทย"]),
        ("สำนักงานตำรวจแห่งชาติ", []),
    ],
)
def test_what_an_office_is_under(name: str, parents: list[str]) -> None:
    office, above = office_named(name), []
    while office and (office := parent_of(office)):
        above.append(office.name)
    assert above == parents


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("โรงเรียนบ้านสมมุติวิทยา", "school"),
        ("โรงพยาบาลส่งเสริมสุขภาพตำบลบ้านสมมุติ", "hospital"),
        ("สพป.เชียงราย เขต ๑", "education_area"),
        ("มหาวิทยาลัยสมมุติ", "university"),
        ("ศาลวกลางจังหวัด", None),
        ("ถนนพหลโยธิน", None),
    ],
)
def test_the_family_of_an_office_that_no_table_lists(name: str, kind: str | None) -> None:
    assert family_of(name) == kind


def test_the_code_of_the_letter_outweighs_a_likeness_elsewhere() -> None:
    worn = "ศาลากลางจังหวัดเชียง"
    expected = {"ชร": "จังหวัดเชียงราย", "ชม": "จังหวัดเชียงใหม่"}
    for code, name in expected.items():
        match = find_office(worn, code=code)
        assert match and match.runner_up
        assert match.office.name == name
        assert match.score < find_office(f"{worn}ราย", code="ชร").score


@pytest.mark.parametrize("row", table("titles"), ids=lambda row: row["title"])
def test_every_title_heads_its_office(row: dict[str, str]) -> None:
    place = "" if office_named(row["office"]) else "สมมุติ" if row["office"] else "กองสมมุติ"
    expected = row["office"] + place
    assert office_of_title(row["title"] + place) == expected
    assert office_of_title(f"รองปลัดจังหวัด ปฏิบัติราชการแทน {row['title']}{place}") == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("นายกเทศมนตรีตำบลเมืองพาน", "เทศบาลตำบลเมืองพาน"),
        ("รองนายกเทศมนตรีตำบลเมืองพาน", "เทศบาลตำบลเมืองพาน"),
        ("นายก อบต.แม่อ้อ", "องค์การบริหารส่วนตำบลแม่อ้อ"),
        ("นายกองค์การบรหารสวนตำบล แม่อ้อ", "องค์การบริหารส่วนตำบลแม่อ้อ"),
        ("อธิบดีกรมการปกครอง", "กรมการปกครอง"),
        ("เลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน", "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน"),
        ("ผู้บัญชาการตำรวจแห่งชาติ", "สำนักงานตำรวจแห่งชาติ"),
        ("หัวหน้าสำนักงานจังหวัดลำพูน", "สำนักงานจังหวัดลำพูน"),
        ("ท้องถิ่นจังหวัดลำพูน", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดลำพูน"),
        ("นายอำเภอพาน รักษาราชการแทน", "อำเภอพาน"),
        ("อำเภอพาน", "อำเภอพาน"),
        ("นายอำเภอ", None),
        ("นายอำเภอ ทุกอำเภอ", None),
        ("หัวหน้าส่วนราชการประจำจังหวัด", None),
        ("ประธานกรรมการ", None),
        ("นายสมมุติ ตัวอย่าง", None),
        ("", None),
    ],
)
def test_the_office_behind_a_title(title: str, expected: str | None) -> None:
    assert office_of_title(title) == expected


LOCAL = {
    "provincial_administration", "city", "town", "subdistrict_municipality",
    "subdistrict_administration", "special",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kinds", "scope"),
    [
        ("นายอำเภอ ทุกอำเภอ", {"district"}, None),
        ("นายอำเภอทุกอำเภอ", {"district"}, None),
        ("ที่ว่าการอำเภอทุกอำเภอ", {"district"}, None),
        ("ผู้ว่าราชการจังหวัด ทุกจังหวัด", {"province"}, None),
        ("นายกองค์การบริหารส่วนตำบลทุกแห่ง", {"subdistrict_administration"}, None),
        (
            "นายกเทศมนตรีตำบล และนายกองค์การบริหารส่วนตำบล ทุกแห่ง",
            {"subdistrict_municipality", "subdistrict_administration"},
            None,
        ),
        ("หัวหน้าส่วนราชการประจำจังหวัด", {"provincial_office"}, None),
        ("องค์กรปกครองส่วนท้องถิ่น", LOCAL, None),
        ("องค์กรปกครองส่วนท้องถิ่นทุกแห่งในเขตพื้นที่อำเภอพาน", LOCAL, "อำเภอพาน"),
        ("องค์กรปกครองส่วนท้องถิ่นในพื้นที่", LOCAL, None),
        ("องค์การปกครองส่วนท้องถิ่นในพื้นที่", LOCAL, None),
        ("องค์กรปกครองส่วนท้องถิ่นในเขตพื้นที่รับผิดชอบทุกแห่ง", LOCAL, None),
        ("ทุกอำเภอ", {"district"}, None),
        ("ผู้อำนวยการโรงเรียนทุกแห่ง", set(), None),
    ],
)
def test_groups_of_offices(text: str, kinds: set[str], scope: str | None) -> None:
    assert group_of(text) == Group(frozenset(kinds), scope)


def test_a_list_at_the_back_is_a_group_to_be_looked_up() -> None:
    for text in ("รายชื่อตามบัญชีแนบท้าย", "ตามบัญชีรายชื่อแนบท้ายหนังสือนี้", "รายชือตามบญชีแนบทาย"):
        group = group_of(text)
        assert group and group.listed


@pytest.mark.parametrize(
    "text",
    [
        "นายอำเภอพาน",
        "นายกเทศมนตรีตำบลเมืองพาน",
        "อำเภอ",
        "กระทรวงมหาดไทย",
        "นายอำเภอ",
        "",
        "องค์กรปกครองส่วนท้องถิ่นในพื้นที่เสี่ยงภัย",
    ],
)
def test_one_office_is_no_group(text: str) -> None:
    assert group_of(text) is None


def test_a_group_holds_the_offices_under_the_one_that_wrote() -> None:
    town_hall = office_named("เทศบาลตำบลเมืองพาน")
    elsewhere = office_named("เทศบาลตำบลเวียงชัย")
    mayors, governors = group_of("นายกเทศมนตรีตำบล ทุกแห่ง"), group_of("ผู้ว่าราชการจังหวัดทุกจังหวัด")
    assert town_hall and elsewhere and mayors and governors
    assert includes(mayors, town_hall, issuer=PHAN)
    assert not includes(mayors, elsewhere, issuer=PHAN)
    assert includes(mayors, elsewhere, issuer=CHIANG_RAI)
    assert not includes(mayors, PHAN, issuer=CHIANG_RAI)
    assert includes(governors, CHIANG_RAI, issuer=INTERIOR)
    assert not includes(governors, CHIANG_RAI, issuer=town_hall)


def test_a_scope_that_is_named_stands_over_the_issuer() -> None:
    group = group_of("นายกเทศมนตรีตำบลทุกแห่งในเขตอำเภอพาน")
    town_hall, elsewhere = office_named("เทศบาลตำบลเมืองพาน"), office_named("เทศบาลตำบลเวียงชัย")
    assert group and town_hall and elsewhere
    assert includes(group, town_hall, issuer=CHIANG_RAI)
    assert not includes(group, elsewhere, issuer=CHIANG_RAI)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("นายอำเภอพาน", ["นายอำเภอพาน"]),
        ("นายอำเภอ ทุกอำเภอ", ["นายอำเภอ ทุกอำเภอ"]),
        ("นายอำเภอพาน จังหวัดเชียงราย", ["นายอำเภอพาน จังหวัดเชียงราย"]),
        (
            "นายกเทศมนตรีตำบลบ้านหนึ่ง นายกเทศมนตรีตำบลบ้านสอง และนายกองค์การบริหารส่วนตำบลทุกแห่ง",
            [
                "นายกเทศมนตรีตำบลบ้านหนึ่ง",
                "นายกเทศมนตรีตำบลบ้านสอง",
                "นายกองค์การบริหารส่วนตำบลทุกแห่ง",
            ],
        ),
        (
            "นายกเทศมนตรีตำบลบ้านหนึ่งนายกเทศมนตรีตำบลบ้านสอง",
            ["นายกเทศมนตรีตำบลบ้านหนึ่ง", "นายกเทศมนตรีตำบลบ้านสอง"],
        ),
        (
            "นายกเทศมนตรีตำบล และนายกองค์การบริหารส่วนตำบล ทุกแห่ง",
            ["นายกเทศมนตรีตำบล ทุกแห่ง", "นายกองค์การบริหารส่วนตำบล ทุกแห่ง"],
        ),
        (
            "หัวหน้าส่วนราชการประจำจังหวัด และนายอำเภอทุกอำเภอ",
            ["หัวหน้าส่วนราชการประจำจังหวัด", "นายอำเภอทุกอำเภอ"],
        ),
        (
            "ส่วนราชการประจำจังหวัดทุกส่วน หน่วยงานรัฐวิสาหกิจทุกแห่ง ที่ว่าการอำเภอทุกอำเภอ",
            ["ส่วนราชการประจำจังหวัดทุกส่วน", "หน่วยงานรัฐวิสาหกิจทุกแห่ง", "ที่ว่าการอำเภอทุกอำเภอ"],
        ),
        ("นายอำเภอพาน/แม่ลาว, เวียงชัย", ["นายอำเภอพาน", "นายอำเภอแม่ลาว", "นายอำเภอเวียงชัย"]),
        ("๑. นายอำเภอพาน ๒. นายอำเภอแม่ลาว", ["นายอำเภอพาน", "นายอำเภอแม่ลาว"]),
        ("จังหวัดลำพูน และอำเภอพาน", ["จังหวัดลำพูน", "อำเภอพาน"]),
        ("รายชื่อตามบัญชีแนบท้าย", ["รายชื่อตามบัญชีแนบท้าย"]),
        ("", []),
    ],
)
def test_addressees_one_by_one(printed: str, expected: list[str]) -> None:
    assert split_addressees(printed) == expected


heads = st.sampled_from(["นายอำเภอพาน", "นายกเทศมนตรีตำบลเมืองพาน", "ปลัดเทศบาลตำบลเวียงชัย",
                         "นายกองค์การบริหารส่วนตำบลแม่อ้อ", "ผู้ว่าราชการจังหวัดลำพูน"])  # fmt: skip


@settings(deadline=None)
@given(st.lists(heads, min_size=1, max_size=6), st.sampled_from([" ", ", ", " และ", "\n", ""]))
def test_addressees_come_apart_whatever_joins_them(titles: list[str], joint: str) -> None:
    assert split_addressees(joint.join(titles)) == titles


@given(st.text(alphabet=st.sampled_from("นายกอำเภอพานและทุกแห่ง ,/๑.จังหวัด"), max_size=60))
def test_no_addressee_is_empty_or_made_up(text: str) -> None:
    for item in split_addressees(text):
        assert item and item == item.strip()
        assert set(item) <= set(text) | set("ทุกแห่ง ")


def test_an_office_is_found_by_its_name_alone_as_it_is_among_all() -> None:
    named: dict[str, list[Office]] = {}
    for office in all_offices():
        named.setdefault(office.name, []).append(office)
    assert len(named) > 20_000
    for name, bearers in named.items():
        assert list(_bearers_of(name)) == bearers == list(offices_called(name))
    assert _bearers_of("อำเภอ") == _bearers_of("") == ()
