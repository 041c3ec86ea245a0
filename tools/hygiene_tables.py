"""Write the tables of the hygiene check. Run by hand when they should be renewed: needs opencc-python-reimplemented
(Apache 2.0), pypinyin (MIT) and gb2260 (BSD), which the product itself doesn't need. Only facts are taken: which
character is the traditional form of which, how characters read, and the national codes of cities and counties.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "core" / "base" / "hygiene" / "data"
#: traditional by the table, but in use in simplified texts: names of people and places, words of their own
ALSO_SIMPLIFIED = set(
    "著乾於瞭徵藉餘鍾昇甯堃喆淼祕緖檯傢僱睏彷佔侷併倖兇剋卹唸噹囉巖崙崑擣晳暱曡栢梘濛瀰灑犇甦皙矽祐穀籲粧缐蔴薑蘋衆裡讚讎豔貍趹遊郄鄺釐鎔鎭鏟鑫閤阯隻雋颱餵驩髒鬍麯鼕"
)
#: of those, the ones that are plainly traditional in running text
CERTAIN = set("餘衆裡隻遊佔併徵瞭讚豔髒颱餵僱傢穀籲釐囉")


def _gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def traditional() -> str:
    import opencc

    folder = Path(opencc.__file__).parent / "dictionary"

    def pairs(name: str) -> list[tuple[str, list[str]]]:
        rows = (line.rstrip("\n").split("\t") for line in (folder / name).open(encoding="utf-8"))
        return [(row[0], row[1].split(" ")) for row in rows if len(row) == 2]

    known = {}
    for char, plain in pairs("TSCharacters.txt"):
        if (
            len(char) == 1
            and ord(char) < 0x10000
            and char != plain[0]
            and not _gb2312(char)
            and _gb2312(plain[0])
            and (char not in ALSO_SIMPLIFIED or char in CERTAIN)
        ):
            known[char] = plain[0]
    both = {char for char, forms in pairs("STCharacters.txt") if char in forms}
    simplified = {char for char, forms in pairs("STCharacters.txt") if char not in both and _gb2312(char)}
    lines = [
        "".join(sorted(known)),
        "".join(known[char] for char in sorted(known)),
        "".join(sorted(simplified)),
    ]
    return "\n".join(lines) + "\n"


def readings() -> str:
    from pypinyin import Style, pinyin

    first: dict[str, list[str]] = defaultdict(list)
    further: dict[str, list[str]] = defaultdict(list)
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                char = bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            sounds = [s.replace("ü", "v") for s in pinyin(char, style=Style.NORMAL, heteronym=True)[0]]
            for place, sound in enumerate(dict.fromkeys(sounds)):
                if sound.isascii() and sound.isalpha():
                    (further if place else first)[sound].append(char)
    sounds = sorted({*first, *further})
    return "".join(f"{s}\t{''.join(first[s])}\t{''.join(further[s])}\n" for s in sounds)


def areas() -> str:
    from gb2260 import data

    names: dict[str, str] = {str(code): name for code, name in data.data[None].items()}
    lines: list[str] = []
    for code in sorted(names):
        name = names[code]
        if code.endswith("0000"):
            lines.append(f"{code} {name}")
        elif code.endswith("00"):
            if name not in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
                lines.append(f"{code} {name}")
        elif name != "市辖区":
            lines.append(f"{code} {name}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for name, make in (("traditional", traditional), ("readings", readings), ("areas", areas)):
        (HERE / f"{name}.txt").write_text(make(), encoding="utf-8")
