"""Plans that are packed with gzip, and what only looks so."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from smtp_iac import content, gzipped, source

from .walking import found, put, search, unreadable

PLAN = json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": []}).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["plan.json.gz", "plan.gz", "plan", "plan.json"])
def test_a_packed_plan_that_is_named(tmp_path: Path, name: str, encoding: str) -> None:
    put(tmp_path, {name: gzip.compress(PLAN.decode().encode(encoding))})
    tree, discovery = search(tmp_path, name)
    [candidate] = discovery.candidates
    assert candidate.kind == "plan" and tree.read(candidate.path).data == PLAN


def test_what_is_found(tmp_path: Path) -> None:
    packed = gzip.compress(PLAN)
    put(
        tmp_path,
        {"a.json.gz": packed, "b.gz": packed, "c.yaml.gz": packed, "d.json.gz": gzip.compress(b"{}")},
    )
    assert found(tmp_path) == ["a.json.gz"]
    assert unreadable(tmp_path) == []


def test_members_are_one_file() -> None:
    packed = gzip.compress(PLAN[:10]) + gzip.compress(PLAN[10:]) + b"\0\0"
    assert gzipped.unpacked(packed, 1 << 20) == PLAN


def test_a_packed_file_that_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzipped, "CHUNK", 100)
    text = bytes(range(256)) * 40
    assert gzipped.unpacked(gzip.compress(text), len(text)) == text
    with pytest.raises(gzipped.GzipFault, match="more than 0 MiB when unpacked"):
        gzipped.unpacked(gzip.compress(text), len(text) - 1)


def test_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "FILE_LIMIT", 1 << 20)
    monkeypatch.setattr(source, "PACKED_TIMES", 2)
    bomb = gzip.compress(b'{"format_version":"1.2","resource_changes":[' + b" " * (3 << 20))
    put(tmp_path, {"bomb.json.gz": bomb, "zeros.json.gz": gzip.compress(bytes(3 << 20))})
    assert unreadable(tmp_path) == [("bomb.json.gz", "more than 1 MiB when unpacked")]


@pytest.mark.parametrize(("cut", "reason"), [(-1, "cut off"), (-9, "cut off"), (15, "cut off")])
def test_one_that_is_cut_off(tmp_path: Path, cut: int, reason: str) -> None:
    put(tmp_path, {"plan.json.gz": gzip.compress(PLAN)[:cut]})
    [(_, said)] = unreadable(tmp_path, "plan.json.gz")
    assert reason in said


def test_broken_ones_and_look_alikes(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(PLAN))
    packed[-8] ^= 1  # of the checksum
    put(tmp_path, {"plan.json.gz": bytes(packed), "main.tf": gzip.compress(b"a = 1")})
    assert unreadable(tmp_path, "plan.json.gz") == [("plan.json.gz", "packed with gzip, and broken")]
    tree, _ = search(tmp_path, "main.tf")
    with pytest.raises(content.Unreadable, match="not UTF-8"):  # terraform takes none
        tree.read("main.tf")
