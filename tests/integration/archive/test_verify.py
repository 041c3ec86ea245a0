"""Whatever is done to a bundle is found: a bit, an entry more or less, another order, an altered text, a wrong row."""

from __future__ import annotations

import json
import random
import struct
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.base.access import SYSTEM
from core.base.db import db, unit_of_work
from core.publishing.archive import bundles, store
from core.publishing.archive.checking import NotAnArchive, check_chain, check_file
from core.publishing.archive.models import BundleRow
from core.publishing.archive.verifying import verify_all, verify_paths
from core.publishing.archive.writing import listed, spelled, write_zip
from tests.support.chain import NOW, City

Entries = dict[str, Any]


def codes(place: Path) -> set[str]:
    return {finding.code for finding in verify_paths([place]).findings}


def rewrite(source: Path, target: Path, change: Callable[[Entries], None], *, honest: bool = False) -> Path:
    """The bundle with something changed; `honest` also mends the manifest, as a careful forger would."""
    with zipfile.ZipFile(source) as archive:
        entries: Entries = {name: archive.read(name) for name in archive.namelist()}
        at = archive.infolist()[0].date_time
    change(entries)
    if honest:
        manifest = json.loads(entries.pop("manifest.json"))
        manifest["entries"] = listed(entries)
        entries["manifest.json"] = spelled(manifest)
    with target.open("wb") as out:
        write_zip(out, entries, at)
    return target


def test_a_good_bundle_passes(bundle: Path) -> None:
    assert verify_paths([bundle]).ok
    assert verify_paths([bundle.parent]).checked == 1


def test_any_flipped_bit_is_found(bundle: Path, tmp_path: Path) -> None:
    whole = bundle.read_bytes()
    draw = random.Random(7)
    victim = tmp_path / "victim.zip"
    places = {0, 5, 10, len(whole) - 1, len(whole) - 10, *draw.sample(range(len(whole)), 150)}
    for place in sorted(places):
        broken = bytearray(whole)
        broken[place] ^= 1 << draw.randrange(8)
        victim.write_bytes(bytes(broken))
        assert check_file(victim, "victim").findings, f"byte {place} of {len(whole)}"


def test_cut_off_or_lengthened(bundle: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.zip"
    victim.write_bytes(bundle.read_bytes()[:-100])
    assert codes(victim) == {"damaged"}
    victim.write_bytes(bundle.read_bytes() + b"more")
    assert codes(victim)
    victim.write_bytes(b"before" + bundle.read_bytes())
    assert codes(victim)


def swap(entry: str, *pairs: tuple[str, str]) -> Callable[[Entries], None]:
    def change(entries: Entries) -> None:
        text = entries[entry].decode()
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        entries[entry] = text.encode()

    return change


#: (what is done, whether the manifest is mended too, what is found)
CHANGES: tuple[tuple[Callable[[Entries], Any], bool, str], ...] = (
    (lambda e: e.pop("audit.json"), False, "missing_entry"),
    (lambda e: e.update({"text/extra.txt": b"x"}), False, "extra_entry"),
    (lambda e: e.update({"text/revision-1.txt": b"x"}), False, "altered_entry"),
    (lambda e: e.pop("manifest.json"), False, "manifest_unreadable"),
    (lambda e: e.update({"../../evil.txt": b"x"}), True, "unsafe_name"),
    (lambda e: e.update({"/etc/evil": b"x"}), True, "unsafe_name"),
    (lambda e: e.update({"C:\\evil": b"x"}), True, "unsafe_name"),
    (lambda e: e.update({"TEXT/revision-1.txt": b"x"}), True, "duplicate_entry"),
    (swap("text/revision-1.json", ("平底", "高跟")), True, "digest_wrong"),
    (swap("approvals.json", ('"user:1"', '"user:2"')), True, "signatures_wrong"),
    (swap("approvals.json", ('"outcome": "passed"', '"outcome": "returned"')), True, "signatures_wrong"),
    (swap("manifest.json", ('"number": 1', '"number": 2')), False, "digest_wrong"),
)


def test_each_change_has_its_name(bundle: Path, tmp_path: Path) -> None:
    for number, (change, honest, code) in enumerate(CHANGES):
        victim = rewrite(bundle, tmp_path / "victim.zip", change, honest=honest)
        assert code in codes(victim), f"change {number}"


def test_another_order_of_entries(bundle: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.zip"
    with zipfile.ZipFile(bundle) as archive, zipfile.ZipFile(victim, "w") as out:
        for info in reversed(archive.infolist()):
            again = zipfile.ZipInfo(info.filename, info.date_time)
            again.create_system, again.external_attr = info.create_system, info.external_attr
            out.writestr(again, archive.read(info))
    assert codes(victim) == {"altered_frame"}


def test_a_bomb_is_not_unpacked(bundle: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.zip"
    with zipfile.ZipFile(victim, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("manifest.json", b"0" * 50_000_000)
    assert codes(victim) == {"not_ours"}
    # One that only claims to be large.
    data = bytearray(bundle.read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<II", data, directory + 20, 4_000_000_000, 4_000_000_000)
    victim.write_bytes(bytes(data))
    assert codes(victim) & {"too_large", "damaged"}


def test_no_zip_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("这不是压缩包")
    with pytest.raises(NotAnArchive):
        verify_paths([tmp_path / "a.zip"])
    with pytest.raises(OSError):
        verify_paths([tmp_path / "none.zip"])


def test_predecessors_hang_together(city: City, document_id: int, bundle: Path, tmp_path: Path) -> None:
    city.published(text="请穿雨鞋。", now=NOW + timedelta(days=1))
    bundles.make_bundle(document_id, "published", actor=SYSTEM, now=NOW + timedelta(days=1))
    first, second = (store.place(row.path) for row in store.bundles(document_id))
    assert verify_paths([second, first]).ok
    assert verify_paths([second]).ok

    def other_first(entries: Entries) -> None:
        entries["audit.json"] = b"[]\n"

    forged = rewrite(first, tmp_path / "forged.zip", other_first, honest=True)
    assert verify_paths([forged]).ok
    both = [check_file(forged, "forged"), check_file(second, "second")]
    assert [finding.code for finding in check_chain(both)] == ["predecessor_wrong"]
    forged.replace(first)
    assert {"not_as_recorded", "predecessor_wrong"} == {f.code for f in verify_all().findings}


def test_against_the_rows(city: City, document_id: int, bundle: Path) -> None:
    assert verify_all().ok
    (bundle.parent / "stray.zip").write_bytes(bundle.read_bytes())
    assert {f.code for f in verify_all().findings} == {"unknown_file"}
    (bundle.parent / "stray.zip").unlink()
    row = db.session.get_one(BundleRow, store.bundles(document_id)[0].id)
    with unit_of_work():
        row.predecessor = "0" * 64
    assert {f.code for f in verify_all().findings} == {"predecessor_wrong"}
    bundle.write_bytes(b"")
    assert "damaged" in {f.code for f in verify_all().findings}


def test_the_command_speaks_and_exits(city: City, document_id: int, bundle: Path, tmp_path: Path) -> None:
    from core.site_copy.commands import archive_group

    runner = city.app.test_cli_runner()
    good = runner.invoke(archive_group, ["verify", "--all"])
    assert (good.exit_code, good.output) == (0, "核对了 1 个文件，都完整、没有被改动。\n")
    victim = rewrite(bundle, tmp_path / "victim.zip", lambda e: e.update({"audit.json": b"[]"}))
    bad = runner.invoke(archive_group, ["verify", str(victim)])
    assert bad.exit_code == 1
    assert bad.output.splitlines()[0] == "victim.zip\t内容和清单里的摘要对不上\taudit.json"
    told = json.loads(runner.invoke(archive_group, ["verify", str(victim), "--json"]).output)
    assert told["ok"] is False
    assert told["findings"][0]["code"] == "altered_entry"
    for arguments in ([], ["--all", str(bundle)], [str(tmp_path / "none.zip")], ["--nonsense"]):
        assert runner.invoke(archive_group, ["verify", *arguments]).exit_code == 2, arguments
    assert runner.invoke(archive_group, ["make", "--campaign", "none"]).exit_code == 2
    again = runner.invoke(archive_group, ["make"])
    assert (again.exit_code, again.output) == (0, "建了 0 个档案包。\n")
