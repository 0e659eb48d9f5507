"""What several test files share and is slow to make."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from .commands import CHECKOUT, environment

settings.register_profile("untimed", deadline=None)  # a busy machine fails no test
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout, built."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(CHECKOUT),
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where no package can be got."""
    folder = tmp_path_factory.mktemp("registry")
    download = [
        "pip",
        "download",
        "--no-deps",
        "--retries",
        "1",
        "--timeout",
        "15",
        "--dest",
        str(folder),
        "PyYAML",
    ]
    done = subprocess.run(
        [sys.executable, "-m", *download], capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode != 0:
        pytest.skip(f"no registry of packages can be reached: {done.stderr.strip().splitlines()[-1:]}")


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository whose only commit is the files of the checkout as they are now."""
    if shutil.which("git") is None or not (CHECKOUT / ".git").exists():
        pytest.skip("this is no checkout of git, or git is not installed")
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, folder / name)
    commit(folder)
    return folder


def commit(folder: Path) -> str:
    """Make a git repository of a folder, with everything in one commit; its id."""
    who = ["-c", "user.name=A Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    for arguments in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "-m", "All"]):
        subprocess.run(["git", *arguments], cwd=folder, env=environment(), check=True, capture_output=True)
    made = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True
    )
    return made.stdout.strip()
