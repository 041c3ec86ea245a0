"""Contacts: 联系人 / 联系电话 / 电子邮箱, on lines of their own or inside brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .model import Contact
from .source import Paragraph, sentence_at

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_PHONE = re.compile(
    r"(?<![\dA-Za-z.@-])(?:\(?0\d{2,3}\)?[-—\s]?)?(?:\d{7,8}|\d{4}\s\d{4})(?:[-—转]\d{1,6})?(?![\d.]?\d)(?:\s?\(传真\))?"
    r"|(?<![\dA-Za-z])1[3-9]\d{9}(?!\d)|(?<![\dA-Za-z])(?:12345|8890|96\d{3}|400-?\d{3}-?\d{4})(?=\D|$)"
)
_PERSON = re.compile(
    r"(?:联\s?系\s?人员?|联络员|经办人|咨询人|联系人及(?:联系)?(?:电话|方式))\s?(?:[:;]\s?|\s)(?P<names>[^\d,;。()@:]{2,30}?)\s{0,3}(?=[,;。()\d]|联系|电话|手机|传真|邮箱|电子|办公|$)"
)
_LABEL = re.compile(
    r"联系人|联络员|经办人|联系电话|咨询电话|办公电话|监督电话|联系方式|电\s?话|手机|传\s?真|邮\s?箱|电子邮件|E-?mail",
    re.I,
)
_HOTLINE_WORD = re.compile(r"(?:12345|8890|96\d{3})")
_OFFICE_LINE = re.compile(
    r"^\(?(?:联系人|联络员|经办人|联系电话|咨询电话|办公电话|传真|电子邮箱|电子邮件|邮箱|联系方式|监督电话|电话|手机|联系地址|地址|邮编)\s?[:;(]"
)


@dataclass
class _Block:
    names: list[str] = field(default_factory=list)
    phones: list[tuple[str, str]] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    sentence: str = ""


def is_contact_line(folded: str) -> bool:
    """A line that says nothing but whom to call."""
    return bool(_OFFICE_LINE.match(folded)) and len(folded) <= 120


def read_contacts(paragraphs: list[Paragraph]) -> list[Contact]:
    """Contacts in reading order; the same block printed twice is one, with all its lines."""
    blocks: list[_Block] = []
    previous: int | None = None
    for index, paragraph in enumerate(paragraphs):
        found = _scan(paragraph)
        if found is None:
            continue
        current = blocks[-1] if blocks else None
        follows = current is not None and previous == index - 1 and is_contact_line(paragraph.folded)
        if current is not None and follows and not (found.names and (current.names or current.phones)):
            current.names += found.names
            current.phones += found.phones
            current.emails += found.emails
            current.lines += found.lines
            current.sentence += "\n" + found.sentence
        else:
            blocks.append(found)
        previous = index
    return _without_repeats(blocks)


def _scan(paragraph: Paragraph) -> _Block | None:
    folded = paragraph.folded
    if not _LABEL.search(folded) and "@" not in folded:
        return None
    block = _Block()
    offsets: list[int] = []
    for match in _PERSON.finditer(folded):
        names = [
            name.strip()
            for name in re.split(r"[、和/\s]", paragraph.text[match.start("names") : match.end("names")])
        ]
        block.names += [name for name in names if name]
        offsets.append(match.start())
    for match in _EMAIL.finditer(folded):
        block.emails.append(paragraph.text[match.start() : match.end()])
        offsets.append(match.start())
    for match in _PHONE.finditer(folded):
        before = folded[max(0, match.start() - 40) : match.start()]
        labelled = re.search(r"(?:电\s?话|手机|传\s?真|联系人|联络员|方式|经办人|号码)[^。;]{0,36}$", before)
        if not labelled or "@" in folded[match.end() : match.end() + 1]:
            continue
        if _HOTLINE_WORD.fullmatch(match.group()) and not re.search(r"电话\s?:?\s?$", before):
            continue
        number = re.sub(r"\s?\(传真\)$", "", match.group()).strip()
        fax = "(传真)" in match.group() or re.search(r"传\s?真\s?:?\s?$", before) is not None
        block.phones.append(
            (number, "fax" if fax else "mobile" if re.fullmatch(r"1[3-9]\d{9}", number) else "phone")
        )
        offsets.append(match.start())
    if not offsets:
        return None
    block.lines = sorted({paragraph.line_at(offset) for offset in offsets})
    block.sentence = sentence_at(paragraph, min(offsets))
    return block


def _without_repeats(blocks: list[_Block]) -> list[Contact]:
    merged: dict[tuple[object, ...], _Block] = {}
    for block in blocks:
        block.phones = list(dict.fromkeys(block.phones))
        block.emails = list(dict.fromkeys(block.emails))
        key = (tuple(block.names), tuple(block.phones), tuple(block.emails))
        if key in merged:
            merged[key].lines += block.lines
        else:
            merged[key] = block
    return [contact for block in merged.values() for contact in _contacts_of(block)]


def _contacts_of(block: _Block) -> list[Contact]:
    """One contact per number. Two names and two numbers belong together in their order, the way offices write them;
    otherwise the names stand together on the first. The mailbox stands on the first."""
    plain = [phone for phone in block.phones if phone[1] != "fax"]
    pair = len(block.names) == len(plain) and len(plain) > 0
    contacts: list[Contact] = []
    rows = max(len(block.phones), 1)
    emails = list(block.emails)
    for row in range(rows):
        phone = block.phones[row] if block.phones else None
        if pair:
            name = block.names[plain.index(phone)] if phone in plain and phone is not None else None
        else:
            name = "、".join(block.names) if row == 0 and block.names else None
        email = emails.pop(0) if emails else None
        contacts.append(
            Contact(name, phone and phone[0], email, phone and phone[1], tuple(block.lines), block.sentence)
        )
    contacts += [Contact(None, None, email, None, tuple(block.lines), block.sentence) for email in emails]
    return contacts
