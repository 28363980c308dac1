"""What letters ask for: the verbs that name an action, and the kind of action that they tell of."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from operator import itemgetter
from typing import get_args

from extract.gazetteer import table
from extract.letter import Action
from extract.requests import SEND
from extract.thaitext import skeleton_pattern

STAFF = r"(?: เจ้าหน้าที่ | ข้าราชการ | ผู้ (?!ว่า) | บุคลากร | พนักงาน )"

#: The verb that comes first tells the action.
_ACTIONS: tuple[tuple[Action, re.Pattern[str]], ...] = (
    (
        "attend",
        skeleton_pattern(
            r"""เข้าร่วม (?:การ)? (?:ประชุม|โครงการ|พิธี|กิจกรรม|อบรม|สัมมนา|งาน)
            | (?:ร่วม|เข้า) (?:ประชุม|อบรม|พิธี|งาน) | เข้ารับการ (?:อบรม|ฝึก) | เป็นเกียรติ"""
        ),
    ),
    (
        "nominate",
        skeleton_pattern(
            rf"""แต่งตั้ง | มอบหมาย (?:ให้)? {STAFF} | {SEND} (?:ตัว)? {STAFF} | เสนอชื่อ
            | คัดเลือก | (?:ส่ง|แจ้ง) (?:ราย)? ชื่อ"""
        ),
    ),
    (
        "reply",
        skeleton_pattern(r"ตอบ (?:กลับ|รับ|แบบ|ข้อ) | แจ้ง (?:ผลการพิจารณา|ความประสงค์|ตอบ) | ยืนยัน"),
    ),
    ("report", skeleton_pattern(r"(?<!แบบ) (?<!ผู้) (?<!แก้ไข) รายงาน | แจ้งผล | แจ้ง (?:จำนวน|ข้อมูล)")),
    ("submit", skeleton_pattern(rf"{SEND} | กรอก (?:ข้อมูล|แบบ) | ยื่น | ลงทะเบียน")),
    (
        "disseminate",
        skeleton_pattern(
            r"""ประชาสัมพันธ์ | เผยแพร่ | รณรงค์ | สร้างการรับรู้
            | แจ้ง (?: (?!แจ้ง). ){0,60}? ทราบ | แจ้ง (?:ให้)? (?: เวียน | องค์กา?ร | อปท | อบต
              | เทศบาล | หน่วยงาน | ส่วนราชการ | ผู้ (?:ที่)? เกี่ยวข้อง | บุคลากร | กำนัน | ผู้ใหญ่บ้าน
              | โรงเรียน | สถานศึกษา | อำเภอ | จังหวัด | ประชาชน | ลูกบ้าน | ราษฎร | ชาวบ้าน | ชุมชน
              | เกษตรกร | ผู้ (?! ประสาน | ติดต่อ | แทน ) | นักเรียน | สมาชิก | เจ้าของ | เจ้าหน้าที่
              | ครู | อาสาสมัคร )"""
        ),
    ),
    (
        "implement",
        skeleton_pattern(
            r"""ปฏิบัติ (?!การแทน) | ดำเนินการ | กำชับ | กำกับ | ตรวจ | จัดให้มี | จัดทำ | จัดเตรียม
            | จัดตั้ง | สำรวจ | เร่งรัด | เฝ้าระวัง | เตรียม | ควบคุม"""
        ),
    ),
)
#: What is owed to the office that asks, if no other is named.
OWED_TO_SENDER = frozenset[Action]({"report", "submit", "nominate", "reply", "attend"})
#: What is done rather than told or sent.
DOING = frozenset[Action]({"disseminate", "implement", "attend"})


def action_of(words: str, among: Collection[Action] = get_args(Action)) -> Action | None:
    """What the string of a skeleton asks, by the first verb that says so."""
    found = [
        (match.start(), action)
        for action, verbs in _ACTIONS
        if action in among and (match := verbs.search(words))
    ]
    return min(found, key=itemgetter(0))[1] if found else None


@cache
def action_verbs() -> str:
    """A pattern, for `skeleton_pattern`, of every verb that may name an action (action_verbs.csv).

    Some are short enough to stand inside other words: look for them only where a word begins.
    """
    verbs = (_verb(row["verb"], row["unless"]) for row in table("action_verbs"))
    return f"(?: {' | '.join(verbs)} )"


def _verb(verb: str, unless: str) -> str:
    behind = "|".join(map(re.escape, unless.split(" / "))) if unless else ""
    return rf"{re.escape(verb)} (?! {behind} )" if behind else re.escape(verb)
