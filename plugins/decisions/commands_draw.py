"""`yangguang decisions draw FILE --seed S --places N [--json]`: work a published draw out again.

Exit codes: 0 done, 2 an unreadable file or bad arguments with one line on standard error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from core.api import booking, text_files


@click.group("decisions", help="行政决策大家看。")
def decisions_group() -> None:
    pass


@decisions_group.command(
    "draw", help="按公布的种子重算一次抽签。FILE 是公布的名单，每行“编号,人数”；- 从标准输入读。"
)
@click.argument("file", required=False, default="")
@click.option("--seed", default="", metavar="S", help="公布的种子。")
@click.option("--places", default="", metavar="N", help="名额。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON：{digest, order, taken, line}。")
def draw_command(file: str, seed: str, places: str, as_json: bool) -> None:
    if not file or not seed or not places.isdigit():
        _stop("请写明名单文件、种子和名额，例如 decisions draw 名单.csv --seed 9f2c… --places 20。")
    try:
        lots = booking.read_lots(_text(file))
    except OSError as problem:
        _stop(f"打不开文件 {file}：{problem.strerror or problem}。")
    except text_files.UnreadableFile:
        _stop(f"{file}：读不出文字。请用 .txt 或 .csv。")
    except ValueError as problem:
        _stop(f"{file}：第 {problem} 行看不懂，或者编号重复。每行写“编号,人数”。")
    drawn = booking.draw(seed, lots, int(places))
    if as_json:
        told = {
            "digest": booking.digest_of(lots),
            "order": [lot.number for lot in drawn.order],
            "taken": list(drawn.taken),
            "line": list(drawn.line),
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    taken = set(drawn.taken)
    click.echo(
        "\n".join(
            f"{n}\t{lot.number}\t{lot.party}\t{'抽中' if lot.number in taken else '候补'}"
            for n, lot in enumerate(drawn.order, 1)
        )
    )


def _text(file: str) -> str:
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return text_files.decode_text(data)


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)
