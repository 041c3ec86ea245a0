"""A summary report as an official document. Always in Chinese: these are the words that officials sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .rules.reports import Figure, Texts, date_in_full, in_words, levels, numeral, unit_said

TYPED = "手工填报"
RECORDED = "系统记录"
CASES, FIGURES, PHOTOS = "典型事例", "主要数据", "现场照片"
#: heading3 and heading2 look the same on pages; paper tells them apart
_SHOWN_KIND = {"heading3": "heading2"}


def title_for(campaign: str, department: str) -> str:
    """What a new report is called."""
    return f"{department}关于{campaign}的总结" if department else f"{campaign}总结"


def figure_rows(figures: Sequence[Figure]) -> list[list[str]]:
    """项目, 数值, 单位, 来源 of each figure; one typed by hand says so and where it is from."""
    return [
        [
            one.title, in_words(one.value, one.of), unit_said(one.unit, one.of),
            f"{TYPED}：{one.source}" if one.typed else RECORDED,
        ]
        for one in figures
    ]  # fmt: skip


FIGURE_HEAD = ["项目", "数值", "单位", "来源"]


def outline(
    texts: Texts, figures: Sequence[Figure], photos: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Everything in the order of the paper, with its numbers: {"kind", "text"} with heading1 to heading3, paragraph, table,
    image."""
    found: list[dict[str, Any]] = []
    if texts.addressee.strip():
        found.append({"kind": "noindent", "text": f"{texts.addressee.strip().rstrip('：:')}："})
    n = 0

    def head(text: str) -> None:
        nonlocal n
        n += 1
        found.append({"kind": "heading1", "id": f"s{n}", "text": f"{numeral(n)}、{text}"})

    for title, text in texts.parts:
        if not text.strip():
            continue
        if title.strip():
            head(title.strip())
        found += [{"kind": kind, "text": line} for kind, line in levels(text)]
    if figures:
        head(FIGURES)
        found.append({"kind": "table", "id": "figures", "head": FIGURE_HEAD, "rows": figure_rows(figures)})
    told = [(title.strip(), text) for title, text in texts.cases if text.strip()]
    if told:
        head(CASES)
        for number, (title, text) in enumerate(told, 1):
            if title:
                found.append({"kind": "heading2", "text": f"（{numeral(number)}）{title}"})
            found += [{"kind": kind, "text": line} for kind, line in levels(text)]
    if photos:
        head(PHOTOS)
        found += [dict(one) for one in photos]
    return found


def blocks(
    texts: Texts, figures: Sequence[Figure], photos: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The blocks that the chain freezes."""
    found = [
        {**one, "kind": _SHOWN_KIND.get(one["kind"], one["kind"])} for one in outline(texts, figures, photos)
    ]
    lines = [texts.signer, *([date_in_full(texts.signed_on)] if texts.signed_on is not None else [])]
    return [*found, {"kind": "sign", "lines": lines}]
