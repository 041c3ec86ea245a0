"""The feedback as an official document: what is written by itself, and its blocks. Always in Chinese, as documents are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .rules.feedback import DRAWN, ENDS, Asked, Counted, Tally

#: comments that stand in the document itself; all of them stand in its list, whose digest the document bears
MOST_LISTED = 300
END_WORDS = {
    "adopted": "采纳",
    "partly": "部分采纳",
    "not_adopted": "不采纳",
    "passed_on": "转其他单位办理",
    "answered": "已答复",
    "rejected": "未受理",
    "withdrawn": "本人撤回",
    "open": "正在办理",
}
NUMERALS = "一二三四五六七八九十"
UNLISTED = "（内容不公开）"


def first_title(preview_title: str) -> str:
    return f"{book_marks(preview_title)}意见采纳反馈"


def first_intro(preview_title: str, first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return (
            f"就{book_marks(preview_title)}公开征求意见以后，我们对收到的意见逐条研究，现将采纳情况公布如下。"
        )
    return (
        f"{day_words(first)}至{day_words(last, first)}，我们就{book_marks(preview_title)}公开征求意见，"
        "对收到的意见逐条研究，现将采纳情况和理由公布如下。"
    )


def book_marks(title: str) -> str:
    """《…》 around a title that doesn't bear them."""
    return title if "《" in title else f"《{title}》"


def day_words(day: date, before: date | None = None) -> str:
    """2026年5月15日; without the year where the day before it had the same."""
    return (
        f"{day.month}月{day.day}日"
        if before is not None and before.year == day.year
        else f"{day.year}年{day.month}月{day.day}日"
    )


def counts_words(tally: Tally, authors: int) -> str:
    """共收到意见167条，来自143人：采纳64条，部分采纳41条，不采纳62条。 What ended otherwise is named, too: it adds up."""
    if not tally.total:
        return "征求意见期间没有收到意见。"
    said = [
        f"{END_WORDS[end]}{tally.of(end)}条"
        for end in ENDS
        if tally.of(end) or (end in DRAWN and tally.drawn)
    ]
    return f"共收到意见{tally.total}条，来自{authors}人：{'，'.join(said)}。"


def blocks(
    *,
    issuer: str,
    intro: str,
    closing: str,
    questions: Sequence[Asked],
    counted: Counted,
    authors: int,
    lines: Sequence[Mapping[str, Any]],
    minutes: Sequence[dict[str, Any]] = (),
) -> list[dict[str, Any]]:
    """Counts, questions with what was said and done, the table, then the comments with end and reason; `minutes` are blocks
    of the meetings held."""
    found = [*paragraphs(intro), {"kind": "paragraph", "text": counts_words(counted.all, authors)}]
    heads = Heads()
    found.append(heads.next("我们问了什么、您说了什么、我们做了什么"))
    for n, one in enumerate(questions, 1):
        found.append({"kind": "heading2", "text": f"（{numeral(n)}）{one.asked}"})
        tally = counted.question(n)
        found.append({"kind": "paragraph", "text": f"您说，{tally.total}条。{one.said}"})
        found.append({"kind": "paragraph", "text": f"我们做：{one.did}"})
    found.append(counts_table(questions, counted))
    found.append(heads.next("每条意见的结果和理由"))
    listed = [line for line in lines if line["end"] != "withdrawn"]
    rows = [line_row(line) for line in listed[:MOST_LISTED]]
    if rows:
        found.append(
            {"kind": "table", "id": "comments", "head": ["编号", "意见", "结果", "理由和答复"], "rows": rows}
        )
    else:
        found.append({"kind": "paragraph", "text": "没有收到意见。"})
    if len(listed) > MOST_LISTED:
        found.append(
            {
                "kind": "paragraph",
                "text": f"以上为前{MOST_LISTED}条，全部意见见“全部意见和理由”，与本文一并公开。",
            }
        )
    if minutes:
        found += [heads.next("会议纪要"), *minutes]
    if closing.strip():
        found.append(heads.next("说明"))
        found += paragraphs(closing)
    found.append({"kind": "sign", "lines": [issuer], "date": "published"})
    return found


def counts_table(questions: Sequence[Asked], counted: Counted) -> dict[str, Any]:
    """Questions by end; whatever ended otherwise than the drawn three in one column, where there is any."""
    others = any(tally.total - tally.drawn for tally in counted.by_question.values())
    head = ["问题", "采纳", "部分采纳", "不采纳", *(["其他"] if others else []), "合计"]

    def row(name: str, tally: Tally) -> list[str]:
        cells = [tally.of(end) for end in DRAWN] + ([tally.total - tally.drawn] if others else [])
        return [name, *(str(cell) for cell in cells), str(tally.total)]

    rows = [row(one.name, counted.question(n)) for n, one in enumerate(questions, 1)]
    if counted.question(0).total:
        rows.append(row("其他意见", counted.question(0)))
    return {
        "kind": "table",
        "id": "counts",
        "caption": "意见采纳数",
        "head": head,
        "rows": rows,
        "foot": row("合计", counted.all),
        "numeric": True,
    }


def line_row(line: Mapping[str, Any]) -> list[str]:
    """One comment of the list: number (and how many with it), text, end, reason."""
    with_it = line["voices"] - 1
    number = f"{line['number']}（连同相同意见共{line['voices']}条）" if with_it > 0 else str(line["number"])
    end = END_WORDS[line["end"]]
    if line["end"] == "rejected":
        return [number, UNLISTED, end, "与征求意见的事项无关，或者内容依法不能受理，已告知本人"]
    if not line["text"]:
        return [number, UNLISTED, end, "已答复本人"]
    reason = str(line["reason"])
    if line["end"] == "passed_on":
        # A colon before the unit: “转云川市…” would be read as the name of another city by the text check.
        reason = f"转办单位：{line['passed_to']}。{reason}"
    return [number, str(line["text"]), end, reason or "—"]


def paragraphs(text: str) -> list[dict[str, Any]]:
    return [{"kind": "paragraph", "text": line.strip()} for line in text.splitlines() if line.strip()]


def numeral(n: int) -> str:
    """一 to 二十."""
    if n <= 10:
        return NUMERALS[n - 1]
    return f"十{NUMERALS[n - 11]}" if n < 20 else "二十"


class Heads:
    """一、 二、 三、 in their order, whichever of them there are."""

    def __init__(self) -> None:
        self._n = 0

    def next(self, title: str) -> dict[str, Any]:
        self._n += 1
        return {"kind": "heading1", "text": f"{numeral(self._n)}、{title}"}
