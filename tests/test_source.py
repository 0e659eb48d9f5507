"""Spans and offsets, and the tree: what it decodes, what it refuses, and where its boundary is."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_iac import content as module
from smtp_iac.source import Source, Span, Tree, Unreadable


def tree_of(folder: Path) -> Tree:
    return Tree(str(folder), str(folder))


def refusal(tree: Tree, path: str) -> tuple[int | None, str]:
    with pytest.raises(Unreadable) as caught:
        tree.read(path)
    return caught.value.line, caught.value.reason


# --- places in a text -------------------------------------------------------------------------------


@given(st.text(alphabet="ab\r\n\té漢😀", max_size=40), st.data())
def test_offsets_and_positions(text: str, data: st.DataObject) -> None:
    source = Source("x", text.encode())
    index = data.draw(st.integers(0, len(text)))
    offset = source.offset(index)
    assert offset == len(text[:index].encode())
    before = text[:index].split("\n")
    assert source.position(offset) == (len(before), len(before[-1]) + 1)


@given(st.text(alphabet="ab\n", max_size=40), st.lists(st.integers(0, 40), max_size=5))
def test_lines_are_counted_by_blocks(text: str, offsets: list[int]) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("smtp_iac.source.BLOCK", 4)
        source = Source("x", text.encode())
        for offset in [min(offset, len(text)) for offset in offsets]:
            assert source.line(offset) == text.count("\n", 0, offset) + 1


def test_a_span_is_searched_once() -> None:
    calls = []

    def find() -> tuple[int, int]:
        calls.append(1)
        return (4, 5)

    span = Span.searched(Source("x", b"ab\ncd\n"), find)
    assert (span.start, span.end, span.line) == (4, 5, 2)
    assert calls == [1]
    assert span.encloses(Span(span.source, 4, 4))
    assert not span.encloses(Span(span.source, 3, 5))


# --- what is decoded --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a = 1\r\nb\n", "a = 1\r\nb\n"),
        (b"\xef\xbb\xbfa", "a"),
        ("\ufeffé😀\n".encode("utf-16-le"), "é😀\n"),
        ("\ufeffé😀\n".encode("utf-16-be"), "é😀\n"),
        ("é漢".encode(), "é漢"),
        (b"\xff\xfe", ""),
    ],
    ids=["empty", "crlf", "bom", "utf-16 le", "utf-16 be", "utf-8", "only a bom"],
)
def test_read_gives_utf8(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "x.tf").write_bytes(data)
    source = tree_of(tmp_path).read("x.tf")
    assert source.data == text.encode()
    assert source.path == str(tmp_path / "x.tf")


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"a\n\xe9\n", 2, "not UTF-8"),
        (b"\xef\xbb\xbfa\nb\n\xff", 3, "not UTF-8"),
        (b"a\nb\x00", 2, "not text: it has a NUL byte"),
        (b"\x7fELF\x02\x01\x01\x00\xff", 1, "not UTF-8"),
        ("a\n".encode("utf-16-le"), 1, "not text: it has a NUL byte"),
        (b"\xff\xfea", None, "not UTF-16"),
        (b"\xfe\xff\xd8\x00", None, "not UTF-16"),
        ("\ufeffa".encode("utf-32-le"), 1, "not text: it has a NUL byte"),
    ],
)
def test_read_refuses_what_is_no_text(tmp_path: Path, data: bytes, line: int | None, reason: str) -> None:
    (tmp_path / "x.tf").write_bytes(data)
    assert refusal(tree_of(tmp_path), "x.tf") == (line, reason)


# --- what is refused --------------------------------------------------------------------------------


def test_read_refuses_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.tf").mkdir()
    (tmp_path / "nowhere.tf").symlink_to("missing")
    (tmp_path / "loop.tf").symlink_to("loop.tf")
    os.mkfifo(tmp_path / "pipe.tf")
    tree = tree_of(tmp_path)
    assert refusal(tree, "folder.tf") == (None, "a directory")
    assert refusal(tree, "nowhere.tf") == (None, "a link that leads nowhere")
    assert refusal(tree, "vanished.tf") == (None, "no such file or directory")
    assert refusal(tree, "pipe.tf") == (None, "not a regular file")
    assert refusal(tree, "loop.tf") == (None, "too many levels of symbolic links")
    assert refusal(tree, "x" * 5000 + ".tf") == (None, "file name too long")
    assert refusal(tree, "nul\0.tf") == (None, "not a path")
    assert refusal(tree, "half\ud800.tf") == (None, "not a path")


def test_a_socket_is_not_opened(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            listener.bind(str(tmp_path / "s.tf"))
        except OSError as error:
            pytest.skip(f"no socket can be made here: {error}")
        assert refusal(tree_of(tmp_path), "s.tf") == (None, "not a regular file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads files of every mode")
def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "x.tf").write_text("a")
    (tmp_path / "x.tf").chmod(0)
    assert refusal(tree_of(tmp_path), "x.tf") == (None, "permission denied")


def test_what_the_system_refuses_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.tf").write_text("a")

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", denied)
    assert refusal(tree_of(tmp_path), "x.tf") == (None, "permission denied")


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILE_LIMIT", 1 << 20)
    monkeypatch.setattr(module, "JSON_LIMIT", 2 << 20)
    for name, size in (
        ("ok.tf", 1 << 20),
        ("x.tf", (1 << 20) + 1),
        ("ok.json", 2 << 20),
        ("x.json", 3 << 20),
    ):
        (tmp_path / name).write_bytes(b"a" * size)
    tree = tree_of(tmp_path)
    assert len(tree.read("ok.tf").data) == 1 << 20
    assert len(tree.read("ok.json").data) == 2 << 20
    assert refusal(tree, "x.tf") == (None, "larger than 1 MiB")
    with pytest.raises(Unreadable, match="larger than 2 MiB") as caught:
        tree.read("x.json")
    assert caught.value.sample == b"a" * module.SAMPLE


@pytest.mark.parametrize(
    "size", [0, 1, module.SAMPLE - 1, module.SAMPLE, module.SAMPLE + 1, 3 * module.SAMPLE]
)
def test_files_of_every_size_are_read_whole(tmp_path: Path, size: int) -> None:
    data = (b"0123456789\n" * (size // 11 + 1))[:size]
    (tmp_path / "x.tf").write_bytes(data)
    assert tree_of(tmp_path).read("x.tf").data == data


def test_reads_that_give_less_than_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.tf").write_bytes(b"0123456789" * 10)
    read = os.read
    monkeypatch.setattr("os.read", lambda descriptor, size: read(descriptor, min(size, 30)))
    assert tree_of(tmp_path).read("x.tf").data == b"0123456789" * 10


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILE_LIMIT", 4 * module.SAMPLE)
    path = tmp_path / "x.tf"
    path.write_bytes(b"a" * module.SAMPLE)
    seen, seek = [], os.lseek

    def grow(*arguments: int) -> int:
        seen.append(path.write_bytes(b"a" * 9 * module.SAMPLE))
        return seek(*arguments)

    monkeypatch.setattr("os.lseek", grow)
    assert len(tree_of(tmp_path).read("x.tf").data) == 4 * module.SAMPLE
    assert seen


def test_a_long_chain_of_links_is_no_recursion(tmp_path: Path) -> None:
    (tmp_path / "l0.tf").write_text("a")
    for n in range(1500):
        (tmp_path / f"l{n + 1}.tf").symlink_to(f"l{n}.tf")
    assert refusal(tree_of(tmp_path), "l1500.tf") == (None, "too many levels of symbolic links")


# --- one file, one Source ---------------------------------------------------------------------------


def test_every_way_to_a_file_is_the_same_source(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.tf").write_text("x")
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "y.tf").symlink_to("a/x.tf")
    tree = tree_of(tmp_path)
    source = tree.read("y.tf")
    assert source.path == str(tmp_path / "a" / "x.tf")
    for path in ("a/x.tf", "b/x.tf", "b/../a/x.tf", "./a/./x.tf", str(tmp_path / "b" / "x.tf")):
        assert tree.read(path) is source
    tree.forget(source)
    assert tree.read("y.tf") is not source


# --- the boundary -----------------------------------------------------------------------------------


def test_nothing_outside_the_boundary_is_read_unless_named(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "in-not").mkdir()
    for place in (tmp_path / "out.tf", inside / "x.tf", tmp_path / "in-not" / "x.tf"):
        place.write_text("a")
    (inside / "link.tf").symlink_to("../out.tf")
    (inside / "folder").symlink_to("..")
    tree = tree_of(inside)
    assert tree.inside("x.tf")
    assert tree.inside(".")
    assert tree.exists_file("x.tf")
    assert tree.list_directory(".") == ["folder", "link.tf", "x.tf"]
    for path in ("../out.tf", "link.tf", "folder/out.tf", str(tmp_path / "in-not" / "x.tf")):
        assert not tree.inside(path)
        assert not tree.exists_file(path)
        assert refusal(tree, path) == (None, "outside the boundary of the scan")
    for path in ("..", "folder", "../in-not"):
        with pytest.raises(Unreadable, match="outside"):
            tree.list_directory(path)
    assert tree.read_named("../out.tf").data == b"a"
    assert refusal(tree, "../in-not/x.tf") == (None, "outside the boundary of the scan")


def test_listing_what_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "x.tf").write_text("")
    tree = tree_of(tmp_path)
    for path, reason in (("x.tf", "not a directory"), ("missing", "no such file"), ("a\0", "not a path")):
        with pytest.raises(Unreadable, match=reason):
            tree.list_directory(path)
    assert not tree.exists_file("missing")
    assert not tree.exists_file(".")
    assert not tree.exists_file("a\0")


def folders(root: Path, *names: str) -> None:
    for name in names:
        (root / name).mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize(
    ("here", "paths", "boundary"),
    [
        ("repo", ["."], "repo"),
        ("repo/infra", ["."], "repo"),
        ("repo/infra", ["a.tf"], "repo"),
        ("", ["repo/infra"], "repo"),
        ("plain", ["repo/infra", "../repo/infra"], None),
        ("", ["repo/infra", "repo/sub"], "repo"),  # a submodule or worktree within its parent
        ("", ["repo/sub/x"], "repo/sub"),
        ("", ["repo", "other"], ""),
        ("", ["repo/infra", "plain/a/p.json"], "repo"),
        ("", ["repo/infra/a.tf", "plain/a/p.json"], "repo"),
        ("", ["repo/infra", "plain/a"], ""),
        ("", ["link"], "repo"),
        ("plain", ["."], "plain"),
        ("plain", ["a", "b"], "plain"),
        ("plain", ["a/p.json"], "plain"),
        ("plain/a", ["../b"], "plain/b"),
        ("plain/a", ["../b", "."], "plain"),
        ("plain/a", ["../b/x.tf"], "plain/b"),
        ("plain", [], "plain"),
    ],
)
def test_boundary(tmp_path: Path, here: str, paths: list[str], boundary: str | None) -> None:
    folders(tmp_path, "repo/.git", "repo/infra", "repo/sub/x", "other/.git", "plain/a", "plain/b")
    (tmp_path / "repo" / "sub" / ".git").write_text("gitdir: ../.git/modules/sub\n")
    (tmp_path / "link").symlink_to("repo/infra")
    for name in ("repo/infra/a.tf", "plain/a/p.json", "plain/b/x.tf"):
        (tmp_path / name).write_text("")
    tree = Tree.for_paths(paths, str(tmp_path / here))
    assert boundary is None or tree.boundary == str((tmp_path / boundary).resolve())


# --- how paths are shown ----------------------------------------------------------------------------


def test_display_and_relative(tmp_path: Path) -> None:
    folders(tmp_path, "repo/infra/mail")
    tree = Tree(str(tmp_path / "repo"), str(tmp_path / "repo" / "infra"))
    repo = f"{tmp_path}/repo"
    assert tree.display(f"{repo}/infra/mail/a.tf") == "mail/a.tf"
    assert tree.display(f"{repo}/b.tf") == "../b.tf"
    assert tree.display("/elsewhere/plan.json") == "/elsewhere/plan.json"
    assert tree.relative(f"{repo}/infra/mail/a.tf") == "infra/mail/a.tf"
    assert tree.relative("/elsewhere/plan.json") == "/elsewhere/plan.json"
    assert tree.display(os.fsdecode(f"{repo}/infra/".encode() + b"\xff.tf")) == "\\udcff.tf"
