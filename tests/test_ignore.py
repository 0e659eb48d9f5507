"""Ignore files: what they mean, held to git itself."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from .walking import found, put


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [
        ("", ["a/x.tf", "a/y.tf", "b/a/x.tf", "x.tf"]),
        ("# a\n\n", ["a/x.tf", "a/y.tf", "b/a/x.tf", "x.tf"]),
        ("*.log\n.terraform/\n", ["a/x.tf", "a/y.tf", "b/a/x.tf", "x.tf"]),
        ("x.tf\n", ["a/y.tf"]),
        ("/x.tf\n", ["a/x.tf", "a/y.tf", "b/a/x.tf"]),
        ("a/\n", ["x.tf"]),
        ("/a\r\n", ["b/a/x.tf", "x.tf"]),
        ("a\n!a/y.tf\n", ["x.tf"]),
        ("a/*\n!a/y.tf\n", ["a/y.tf", "b/a/x.tf", "x.tf"]),
        ("*\n!*/\n!y.tf\n", ["a/y.tf"]),
        ("!\na\\\n[z\n/x.tf\n", ["a/x.tf", "a/y.tf", "b/a/x.tf"]),
    ],
)
def test_gitignore(tmp_path: Path, ignored: str, expected: list[str]) -> None:
    put(tmp_path, {".gitignore": ignored, "x.tf": "", "a/x.tf": "", "a/y.tf": "", "b/a/x.tf": ""})
    assert found(tmp_path) == expected


def test_the_deeper_file_decides_and_the_boundary_is_where_they_begin(tmp_path: Path) -> None:
    put(tmp_path, {"repo/.git/info/exclude": "i.tf\ne.tf\n", "repo/.gitignore": "x.tf\n!e.tf\n"})
    put(tmp_path, {"repo/a/.gitignore": "!x.tf\n/y.tf\n", ".gitignore": "*\n"})
    put(tmp_path, {f"repo/{folder}{name}.tf": "" for folder in ("", "a/", "a/b/") for name in "xyei"})
    everything = ["a/b/e.tf", "a/b/x.tf", "a/b/y.tf", "a/e.tf", "a/x.tf", "e.tf", "y.tf"]
    assert found(tmp_path / "repo") == everything
    assert found(tmp_path / "repo" / "a" / "b") == ["e.tf", "x.tf", "y.tf"]
    assert found(tmp_path / "repo", "x.tf", "a/y.tf") == ["a/y.tf", "x.tf"]


def test_an_ignored_directory_that_is_named_is_searched(tmp_path: Path) -> None:
    put(tmp_path, {".git/HEAD": "", ".gitignore": "build\n", "build/a/x.tf": "", "build/a/y.tf": ""})
    put(tmp_path, {"build/.gitignore": "y.tf\n"})
    assert found(tmp_path) == []
    assert found(tmp_path, "build") == ["build/a/x.tf"]
    assert found(tmp_path, "build/a") == ["build/a/x.tf"]
    assert found(tmp_path, ".", "build") == ["build/a/x.tf"]


def test_an_ignore_file_that_cannot_be_read_ignores_nothing(tmp_path: Path) -> None:
    put(tmp_path, {"x.tf": "", "a/x.tf": "", "b/.gitignore": b"x.tf\n\xff\n", "b/x.tf": ""})
    os.mkfifo(tmp_path / ".gitignore")
    (tmp_path / "a" / ".gitignore").symlink_to("missing")
    assert found(tmp_path) == ["a/x.tf", "b/x.tf", "x.tf"]


NAMES = ["a", "b", "ab", "build", "x.tf", "a b.tf"]
SEGMENTS = [
    "a",
    "b",
    "ab",
    "build",
    "*",
    "**",
    "*.tf",
    "x.tf",
    "?",
    "[ab]",
    "a*",
    "*b",
    "[!a]*",
    "a b.tf",
    "\\a",
]


def random_pattern(chance: random.Random) -> str:
    text = "/".join(chance.choices(SEGMENTS, k=chance.choice([1, 1, 1, 2, 2, 3])))
    return (
        chance.choice(["", "", "!"])
        + chance.choice(["", "", "", "/"])
        + text
        + chance.choice(["", "", "/", " "])
    )


def random_tree(folder: Path, chance: random.Random) -> None:
    directories = [folder]
    for _ in range(7):
        directory = chance.choice(directories) / chance.choice(NAMES[:5])
        directory.mkdir(exist_ok=True)
        directories.append(directory)
    for _ in range(16):
        path = chance.choice(directories) / (chance.choice(NAMES[:4]) + ".tf")
        if not path.exists():
            path.touch()
    for directory in chance.sample(directories, chance.choice([1, 2, 3])):
        lines = [random_pattern(chance) for _ in range(chance.randint(1, 4))]
        (directory / ".gitignore").write_text("\n".join(lines) + "\n")


def shown_by_git(folder: Path) -> Iterable[str]:
    command = [
        "git",
        "-C",
        str(folder),
        "-c",
        "core.excludesFile=",
        "ls-files",
        "-co",
        "--exclude-standard",
        "-z",
    ]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    return (name for name in names if name.endswith(".tf"))


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("seed", range(40))
def test_ignore_files_mean_what_they_mean_to_git(tmp_path: Path, seed: int) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    random_tree(tmp_path, random.Random(seed))
    assert found(tmp_path) == sorted(shown_by_git(tmp_path))


def test_pathspec_is_imported_only_when_a_pattern_may_match(tmp_path: Path) -> None:
    put(tmp_path, {".gitignore": "# a comment\n\n*.log\n**/.terraform/*\n*.tf\nbuild/\n*.py[cod]\n"})
    put(tmp_path, {"modules/mail/main.tf": "", "pod.yaml": "kind: Pod", "build/x.json": ""})
    code = (
        "import sys; from smtp_iac.source import Tree; from smtp_iac.discover import discover\n"
        f"discover(Tree.for_paths(['.'], {str(tmp_path)!r}), ['.']); print(' '.join(sys.modules))"
    )

    def imported() -> set[str]:
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return set(run.stdout.split())

    assert not imported() & {"pathspec", "yaml", "json", "typing", "dataclasses", "pathlib"}
    put(tmp_path, {"a.pycs/x.json": ""})
    assert "pathspec" in imported()
