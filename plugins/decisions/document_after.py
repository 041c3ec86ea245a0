"""Decision, interpretation and progress as official documents. Always in Chinese, as documents are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .document_feedback import Heads, book_marks, day_words, numeral, paragraphs

_CHAPTER = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,6}[编章节](?:\s|　|$)")
#: what an interpretation usually answers; offered, never put in by itself
USUAL_QUESTIONS = (
    "为什么要出台这个文件？",
    "主要内容是什么？",
    "征求意见时大家最关心什么，怎样采纳的？",
    "对我有什么影响，要办什么？",
    "什么时候开始施行？",
    "有疑问找谁问？",
)


def decision_title(preview_title: str) -> str:
    return f"关于公布{book_marks(preview_title)}的决定"


def interpretation_title(preview_title: str) -> str:
    return f"{book_marks(preview_title)}政策解读"


def progress_title(preview_title: str, milestone: str) -> str:
    return f"{book_marks(preview_title)}落实情况：{milestone}"


def decision_blocks(
    *,
    issuer: str,
    preview_title: str,
    parts: Mapping[str, Any],
    decided_on: date | None,
    reviewed_on: date | None,
    feedback_on: date | None,
    milestones: Sequence[tuple[str, date]],
) -> list[dict[str, Any]]:
    """Who decided when under which number, the text or where it stands, what comes next."""
    when = day_words(decided_on) if decided_on is not None else "（作出决定的日期）"
    body = str(parts.get("body", "")).strip() or "（作出决定的会议或机关）"
    told = f"{book_marks(preview_title)}已经{body}于{when}决定"
    number = str(parts.get("number", "")).strip()
    found: list[dict[str, Any]] = [
        {"kind": "paragraph", "text": f"{told}{f'，文号为{number}' if number else ''}，现予公布。"}
    ]
    before = []
    if feedback_on is not None:
        before.append(f"公开征求的意见及采纳情况已于{day_words(feedback_on)}公布")
    if reviewed_on is not None:
        before.append(f"合法性审查于{day_words(reviewed_on)}完成")
    if before:
        found.append({"kind": "paragraph", "text": f"{'，'.join(before)}。"})
    found += paragraphs(str(parts.get("note", "")))
    if parts.get("way") == "link":
        place = str(parts.get("place", "")).strip() or "下列网址"
        found.append(
            {"kind": "paragraph", "id": "full-text", "text": f"全文见{place}：{parts.get('url', '')}"}
        )
    else:
        found += text_blocks(str(parts.get("text", "")))
    if milestones:
        rows = [[title, day_words(due)] for title, due in milestones]
        found.append({"kind": "heading1", "text": "落实安排"})
        found.append({"kind": "table", "id": "milestones", "head": ["要做的事", "完成期限"], "rows": rows})
    found.append({"kind": "sign", "lines": [issuer], "date": "published"})
    return found


def text_blocks(text: str) -> list[dict[str, Any]]:
    """A final text line by line; chapters are headings."""
    found: list[dict[str, Any]] = []
    for line in paragraphs(text):
        chapter = _CHAPTER.match(line["text"]) is not None and len(line["text"]) <= 40
        found.append({**line, "kind": "heading1"} if chapter else line)
    return found


def interpretation_blocks(*, issuer: str, parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Why it was made, questions with their answers, whom to ask."""
    heads = Heads()
    found = [heads.next("出台背景"), *paragraphs(str(parts.get("background", "")))]
    answers = [(q, a) for q, a in parts.get("answers") or () if q.strip() and a.strip()]
    if answers:
        found.append(heads.next("问答"))
        for n, (question, answer) in enumerate(answers, 1):
            found.append({"kind": "heading2", "text": f"（{numeral(n)}）{question}"})
            found += paragraphs(answer)
    if str(parts.get("contact", "")).strip():
        found.append(heads.next("咨询方式"))
        found += paragraphs(str(parts["contact"]))
    found.append({"kind": "sign", "lines": [issuer], "date": "published"})
    return found


def progress_blocks(
    *, issuer: str, title: str, due: date, done_on: date | None, note: str, evidence_url: str
) -> list[dict[str, Any]]:
    """What was to be done by when, when it was done, and what can be seen of it."""
    rows = [["要做的事", title], ["完成期限", day_words(due)]]
    if done_on is not None:
        late = (done_on - due).days
        rows.append(["完成时间", day_words(done_on) + (f"（晚{late}天）" if late > 0 else "")])
    found: list[dict[str, Any]] = [{"kind": "table", "id": "facts", "head": ["项目", "内容"], "rows": rows}]
    found += paragraphs(note)
    if evidence_url:
        found.append({"kind": "paragraph", "text": f"相关公开信息：{evidence_url}"})
    found.append({"kind": "sign", "lines": [issuer], "date": "published"})
    return found
