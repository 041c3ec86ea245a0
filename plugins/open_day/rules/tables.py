"""Rows of a table as “label：text” lines, whichever way the table lies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .labels import Lexicon

_INDEX = re.compile(r"序\s?号|[\d一二三四五六七八九十]{1,3}[、.]?")
_HEADS = re.compile(r"项目|事项|序号|类别|栏目|公告事项|具体内容|内容|要素|说明|名称")


def labelled_rows(rows: list[list[str]], words: Lexicon) -> Iterator[str]:
    """A row of labels over rows of texts, rows of label and text in turn, or (a programme) rows without labels."""
    n = 0
    while n < len(rows):
        cells = [cell for cell in rows[n] if cell and not _INDEX.fullmatch(cell)]
        labels = [words.parse(cell) is not None for cell in cells]
        if len(cells) > 1 and all(_HEADS.fullmatch(cell) for cell in cells):
            n += 1
            continue
        if _heads_columns(rows[n], words) and not _is_pair(cells, rows, n, words):
            data = _rows_below(rows, n, words)
            if data and all(labels) and (len(data) == 1 or len(cells) >= 5):
                for column, cell in enumerate(rows[n]):
                    if cell and words.parse(cell) is not None:
                        said = "；".join(dict.fromkeys(row[column] for row in data if column < len(row)))
                        yield f"{cell}：{said}"
            else:
                yield from ("　".join(["|", *row]) for row in [rows[n], *data])
            n += 1 + len(data)
            continue
        yield from _across(cells, labels)
        n += 1


def _heads_columns(row: list[str], words: Lexicon) -> bool:
    """Labels side by side, none with a text after it: the head of columns."""
    labels = [cell != "" and words.parse(cell) is not None for cell in row]
    side_by_side = any(a and b for a, b in pairwise(labels))
    return side_by_side and not any(any(c.isdigit() for c in cell) for cell in row)


def _is_pair(cells: list[str], rows: list[list[str]], n: int, words: Lexicon) -> bool:
    """Two cells that both read as labels, in a table of two columns: 活动形式 | 会议 is a label and its text."""
    others = [row for m, row in enumerate(rows) if m != n and len([c for c in row if c]) >= 2]
    return len(cells) == 2 and any(
        words.parse(row[-2]) is not None and words.parse(row[-1]) is None for row in others
    )


def _rows_below(rows: list[list[str]], head: int, words: Lexicon) -> list[list[str]]:
    found = []
    for row in rows[head + 1 :]:
        if len(row) != len(rows[head]) or any(cell and words.parse(cell) is not None for cell in row[:1]):
            break
        found.append(row)
    return found


def _across(cells: list[str], labels: list[bool]) -> Iterator[str]:
    if not any(labels):
        yield "　".join(cells)
        return
    head = ""
    texts: list[str] = []
    for cell, is_label in zip(cells, labels, strict=True):
        if is_label and (not head or texts):
            if head or texts:
                yield f"{head}：{'　'.join(texts)}" if head else "　".join(texts)
            head, texts = cell, []
        else:
            texts.append(cell)
    yield f"{head}：{'　'.join(texts)}" if head else "　".join(texts)
