"""Which texts are proposed for merging: measured on samples, and the edges."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.base.similar import likeness, read, similar_groups
from core.opinions.commands import similar_command
from tests.unit.opinions.scores import load, precision_and_recall


def alike(one: str, other: str) -> float:
    return likeness(read(one), read(other))


def test_the_samples_are_many_enough() -> None:
    samples = load("samples.txt")
    assert len(samples.texts) >= 150
    assert len(samples.meant) >= 40


@pytest.mark.parametrize(
    ("name", "least_precision", "least_recall"),
    [("samples.txt", 0.99, 0.90), ("second.txt", 0.99, 0.88), ("held_out.txt", 0.99, 0.78)],
)
def test_precision_and_recall_on_the_samples(name: str, least_precision: float, least_recall: float) -> None:
    """What docs/opinions.md quotes. Precision counts more: a wrong merge hides somebody's request."""
    samples = load(name)
    precision, recall = precision_and_recall(similar_groups(samples.texts), samples.meant)
    assert precision >= least_precision
    assert recall >= least_recall


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("建议在中山路小学门口增设减速带", "建议在中山路小学门口增设红绿灯"),
        ("建议在中山路小学门口增设减速带", "建议在人民路小学门口增设减速带"),
        ("翠湖花园3号楼电梯坏了", "翠湖花园5号楼电梯坏了"),
        ("翠湖花园三号楼电梯坏了", "翠湖花园5号楼电梯坏了"),
        ("希望取消102路公交", "希望增加102路公交"),
        ("反对取消102路公交", "建议取消102路公交"),
        ("希望延长图书馆开放时间", "希望缩短图书馆开放时间"),
        ("中山路路灯坏了", "中山东路路灯坏了"),
        ("好", "不好"),
        ("希望提高公租房申请的收入门槛", "公租房申请收入门槛太高，希望降低"),
        ("草案第八条罚款太高", "草案第八条罚款太低"),
        ("第五条建议改为三十日", "第五条建议改为60日"),
        ("请公开2023年预算", "请公开2024年预算"),
        ("暖气不热，室温只有14度", "暖气很热，室温有26度"),
        ("人民路和建设街路口装红绿灯", "人民路和解放街路口装红绿灯"),
        ("人民路和建设街路口装红绿灯", "建议拆除人民路和建设街路口的红绿灯，太堵车了"),
    ],
)
def test_different_requests_stay_apart(one: str, other: str) -> None:
    assert alike(one, other) < 0.55
    assert similar_groups([one, other]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("建议增设停车位。", "您好！建议增设停车位！！谢谢"),
        ("建议增设停车位", "建议增设停車位".replace("車", "车") + "　"),
        ("翠湖花园三号楼电梯坏了", "翠湖花园３号楼的电梯坏了"),
        ("第五条建议改为三十日", "建议第五条改为30日"),
        ("门口增设减速带，建议在中山路小学", "建议在中山路小学门口增设减速带"),
        ("Please fix the street lights on River Road", "The street lights on River Road are broken. Thank you!"),
    ],
)  # fmt: skip
def test_the_same_request_in_other_clothes(one: str, other: str) -> None:
    assert alike(one, other) >= 0.55
    assert alike(one, other) == alike(other, one)


def test_groups_are_the_same_every_time_and_blank_lines_belong_nowhere() -> None:
    texts = ["路灯坏了", "", "路灯坏了。", "   ", "公交太少"]
    assert similar_groups(texts) == [[0, 2]] == similar_groups(texts)


def test_five_thousand_lines_in_twenty_seconds() -> None:
    samples = load("samples.txt").texts
    many = [
        f"{'东西南北'[n % 4]}{'湖山河城门'[n % 5]}街{samples[n % len(samples)]}{n % 97}号"
        for n in range(5000)
    ]
    started = time.process_time()
    similar_groups(many)
    assert time.process_time() - started < 20


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────────
def run(path: Path) -> tuple[int, str]:
    answer = CliRunner().invoke(similar_command, [str(path), "--json"])
    return answer.exit_code, answer.stdout


def write(path: Path, texts: list[str], encoding: str = "utf-8") -> Path:
    path.write_bytes(
        "".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in texts).encode(encoding)
    )
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_command_names_lines_from_one(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.jsonl", ["路灯坏了", "公交太少", "您好，路灯坏了！"], encoding)
    code, out = run(path)
    assert (code, json.loads(out)) == (1, [[1, 3]])


def test_the_command_finds_nothing(tmp_path: Path) -> None:
    assert run(write(tmp_path / "a.jsonl", ["路灯坏了", "公交太少"])) == (0, "[]\n")
    (tmp_path / "empty.jsonl").write_bytes(b"")
    assert run(tmp_path / "empty.jsonl") == (0, "[]\n")


@pytest.mark.parametrize(
    "content", [b"no json\n", b'{"text": 5}\n', b"[1]\n", b"\x00\x01\x02", b'{"other": "x"}']
)
def test_the_command_refuses_what_it_cannot_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    assert run(tmp_path / "a.jsonl")[0] == 2
    assert run(tmp_path / "missing.jsonl")[0] == 2
