"""What letters, their parts and what happens to them are called on the pages, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from extract.letter import Relation, Role

Words = tuple[str, str]  # Thai, English


class Part(NamedTuple):
    """Fields that are read together; `in_parts` where a letter may have several such."""

    title: Words
    fields: tuple[str, ...]
    in_parts: bool = False


GROUPS: Mapping[str, Part] = MappingProxyType(
    {
        "head": Part(
            ("หนังสือ", "Letter"),
            ("number", "date", "sender", "subject", "form", "urgency", "secrecy", "owner_unit"),
        ),
        "to": Part(("ผู้รับ", "Addressees"), ("addressees", "listed", "through")),
        "receipts": Part(
            ("ตรารับ", "Receive stamp"),
            ("receipts.office", "receipts.number", "receipts.date", "receipts.time"),
            in_parts=True,
        ),
        "obligations": Part(("ต้องทำอะไร", "What it asks"), ("obligations",)),
        "attachments": Part(("สิ่งที่ส่งมาด้วย", "Enclosures"), ("attachments",)),
        "citations": Part(
            ("หนังสือที่อ้างถึง", "Letter cited"),
            (
                "citations.number",
                "citations.date",
                "citations.sender",
                "citations.relation",
                "citations.phrase",
            ),
            in_parts=True,
        ),
        "signed": Part(
            ("ผู้ลงนามและติดต่อ", "Signature and contact"),
            (
                "signer",
                "signer_title",
                "acting_for",
                "contact.unit",
                "contact.telephones",
                "contact.faxes",
                "contact.emails",
            ),
        ),
        "codes": Part(("คิวอาร์โค้ด", "QR codes"), ("codes",)),
        "other": Part(("อื่น ๆ", "Other"), ()),
    }
)
#: What more may be said of one item of a group, beside its own words.
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "receipts": ("receipts.number", "receipts.date", "receipts.time", "receipts.office"),
        "obligations": (
            "obligations.due",
            "obligations.creditor",
            "obligations.debtors",
            "obligations.action",
        ),
        "attachments": ("attachments.quantity",),
        "citations": ("citations.number", "citations.date", "citations.sender"),
    }
)
FORMS: Mapping[str, Words] = MappingProxyType(
    {
        "external": ("หนังสือภายนอก", "letter to the outside"),
        "memo": ("บันทึกข้อความ", "memo"),
        "stamped": ("หนังสือประทับตรา", "stamped letter"),
        "order": ("คำสั่ง", "order"),
        "announcement": ("ประกาศ", "announcement"),
        "other": ("อื่น ๆ", "other"),
    }
)
ROLES: Mapping[Role, Words] = MappingProxyType(
    {
        "first": ("หน้าแรกของหนังสือ", "first page of a letter"),
        "further": ("หน้าต่อของหนังสือ", "further page"),
        "attached": ("สิ่งที่ส่งมาด้วย", "attached"),
    }
)
#: What this letter is to one that it cites.
CITES: Mapping[Relation, Words] = MappingProxyType(
    {
        "forwards": ("ส่งต่อ", "passes on"),
        "replies": ("ตอบ", "answers"),
        "refers": ("อ้างถึง", "refers to"),
        "reminds": ("เร่งรัด", "reminds of"),
        "amends": ("แก้ไข", "amends"),
        "extends": ("ขยายเวลา", "extends the time of"),
        "cancels": ("ยกเลิก", "cancels"),
    }
)
#: Why a page was taken for what it is: the signs of `extract.split`.
SIGNS: Mapping[str, Words] = MappingProxyType(
    {
        "memo": ("หัวบันทึกข้อความ", "a memo's heading"),
        "order": ("หัวคำสั่ง", "an order's heading"),
        "announcement": ("หัวประกาศ", "an announcement's heading"),
        "number": ("มีเลขที่หนังสือ", "a letter number"),
        "subject": ("มีเรื่อง", "a subject"),
        "salutation": ("มีเรียน", "a salutation"),
        "to": ("มีถึง", "an address"),
        "closing-anew": ("มีคำลงท้ายอีกครั้ง", "it closes once more"),
        "signed-anew": ("มีลายมือชื่ออีกครั้ง", "it is signed once more"),
        "date": ("มีวันที่", "a date"),
        "letterhead": ("มีหัวหนังสือ", "a letterhead"),
        "emblem": ("มีตราครุฑ", "the emblem"),
        "page-number": ("มีเลขหน้า", "a page number"),
        "promise-kept": ("ขึ้นต้นตามคำต่อท้ายหน้าก่อน", "it opens with the words promised"),
        "enclosure-mark": ("เขียนว่าสิ่งที่ส่งมาด้วย", "it is marked as an enclosure"),
        "form-title": ("เป็นแบบฟอร์ม", "it is a form"),
        "other-paper": ("กระดาษต่างขนาด", "paper of another size"),
        "missing-number": ("เป็นหน้าที่ขาดอยู่", "it is the page that was missing"),
        "next-number": ("เลขหน้าต่อจากหน้าก่อน", "the page number goes on"),
        "next-item": ("เลขข้อต่อจากหน้าก่อน", "the items go on"),
        "closing-due": ("คำลงท้ายที่ยังขาด", "the closing that was due"),
        "unsigned-before": ("หน้าก่อนยังไม่ลงนาม", "the letter before is unsigned"),
        "other-number": ("เลขหน้าไม่ต่อกัน", "the page number does not go on"),
        "prose": ("เป็นเนื้อความ", "it is prose"),
        "signed-here": ("ลงนามที่หน้านี้", "it is signed here"),
        "few-words": ("มีข้อความน้อย", "it has few words"),
        "table": ("เป็นตาราง", "it is a table"),
        "titled": ("มีชื่อเอกสาร", "it has a title"),
        "signed-before": ("หน้าก่อนลงนามแล้ว", "the letter before is signed"),
        "attached-before": ("ต่อจากสิ่งที่ส่งมาด้วย", "it follows an attached page"),
        "no-header": ("หน้าแรกของแฟ้ม", "first page of the scan"),
        "given": ("เจ้าหน้าที่กำหนด", "a person decided it"),
    }
)
