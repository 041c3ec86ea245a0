"""Settings: who wins, what is refused in words. The clock: CLOCK, and one clock for several processes."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.base import clock, config


@pytest.fixture(autouse=True)
def _real_time_afterwards():
    yield
    clock.set_clock("")


def test_environment_wins_over_file_and_overrides_win_over_both(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "config.toml").write_text(
        'port = 9001\ndemo = true\n[site]\narea = "云川市"\n', encoding="utf-8"
    )
    assert config.load({"INSTANCE": tmp_path}).port == 9001
    monkeypatch.setenv("PORT", "9002")
    assert config.load({"INSTANCE": tmp_path}).port == 9002
    found = config.load({"INSTANCE": tmp_path, "PORT": 9003})
    assert (found.port, found.demo, found.site["area"]) == (9003, True, "云川市")


@pytest.mark.parametrize("port", ["", "0", "65536", "八千", "80 80"])
def test_a_bad_port_is_refused_in_words(tmp_path: Path, port: str) -> None:
    if port == "":
        assert config.load({"INSTANCE": tmp_path}).port == 8000
        return
    with pytest.raises(config.BadSetting, match="PORT"):
        config.load({"INSTANCE": tmp_path, "PORT": port})


@pytest.mark.parametrize("text", ["prot = 1", "port = = 1", '[site]\nfone = "1"'])
def test_a_bad_config_file_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(config.BadSetting, match=r"config\.toml"):
        config.load({"INSTANCE": tmp_path})


def test_a_plugin_has_a_section_of_its_own(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "config.toml").write_text("[hotline]\nnumber = 12345\n", encoding="utf-8")
    known = {"name": "热线", "number": "8890"}
    found = config.load({"INSTANCE": tmp_path})
    found.declare("hotline", known)
    assert found.of("hotline") == {"name": "热线", "number": "12345"}
    monkeypatch.setenv("HOTLINE_NUMBER", "8891")
    found.declare("hotline", known)
    assert found.of("hotline")["number"] == "8891"
    ours = config.load({"INSTANCE": tmp_path, "HOTLINE_NUMBER": "8892"})
    ours.declare("hotline", known)
    assert ours.of("hotline")["number"] == "8892"


def test_a_setting_that_no_plugin_knows_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[hotline]\nnumer = "1"\n', encoding="utf-8")
    found = config.load({"INSTANCE": tmp_path})
    with pytest.raises(config.BadSetting, match=r"\[hotline\].*numer"):
        found.declare("hotline", {"number": "8890"})
    found.refuse_foreign(["hotline"])
    with pytest.raises(config.BadSetting, match=r"\[hotline\]"):
        found.refuse_foreign(["open_day"])


def test_the_database_address_names_the_driver(tmp_path: Path) -> None:
    assert config.load({"INSTANCE": tmp_path}).database == f"sqlite:///{tmp_path}/yangguang.sqlite"
    given = config.load({"INSTANCE": tmp_path, "DATABASE_URL": "postgresql://u@h/d"})
    assert given.database == "postgresql+psycopg://u@h/d"


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    settings = config.load({"INSTANCE": tmp_path})
    first = config.master_key(settings)
    assert config.master_key(settings) == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(config.BadSetting, match=r"secret\.key"):
        config.master_key(settings)


def test_clock_starts_where_told_and_runs_on() -> None:
    clock.set_clock("2024-08-01T09:00")
    first = clock.now()
    assert datetime(2024, 8, 1, 1, 0, tzinfo=UTC) <= first < datetime(2024, 8, 1, 1, 0, 5, tzinfo=UTC)
    time.sleep(0.02)
    assert clock.now() > first
    assert clock.today().isoformat() == "2024-08-01"


def test_an_anchored_clock_is_the_same_for_who_comes_later() -> None:
    early = f"2024-08-01T09:00@{time.time() - 605:.3f}"
    clock.set_clock(early)
    assert clock.local(clock.now()).strftime("%H:%M") == "09:10"


def test_a_clock_nobody_understands_is_refused() -> None:
    with pytest.raises(config.BadSetting, match="CLOCK"):
        clock.set_clock("yesterday")


def test_the_day_changes_at_midnight_in_china() -> None:
    with clock.travel(datetime(2024, 8, 1, 15, 59, tzinfo=UTC)):
        assert clock.today().isoformat() == "2024-08-01"
    with clock.travel(datetime(2024, 8, 1, 16, 0, tzinfo=UTC)):
        assert clock.today().isoformat() == "2024-08-02"
        assert clock.now() - datetime(2024, 8, 1, 16, 0, tzinfo=UTC) < timedelta(seconds=5)
