"""The wheel: what is in it, and that it works in an empty environment outside of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .commands import CHECKOUT, PLANTED, environment
from .walking import put


def names_in(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_policies_are_in_the_wheel(wheel: Path) -> None:
    ours = sorted(path.name for path in (CHECKOUT / "policies").iterdir())
    inside = sorted(Path(name).name for name in names_in(wheel) if name.startswith("smtp_iac/policies/"))
    assert "SMTP001.yaml" in inside
    assert inside == ours


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    names = names_in(wheel)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"smtp_iac"}
    suffixes = {Path(name).suffix for name in names if name.startswith("smtp_iac/")}
    assert suffixes == {".py", ".yaml", ".typed", ".csv", ".hcl"}
    assert not [name for name in names if "test" in name or "fixture" in name]


def test_every_module_is_in_the_wheel(wheel: Path) -> None:
    modules = {path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "smtp_iac").rglob("*.py")}
    assert modules <= set(names_in(wheel))


def test_the_licence_is_in_the_wheel(wheel: Path) -> None:
    assert [name for name in names_in(wheel) if name.endswith("licenses/LICENSE")]


@pytest.fixture(scope="module")
def programs(wheel: Path, registry: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an empty environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=120)
    found = folder / ("Scripts" if os.name == "nt" else "bin")
    install = ["pip", "--python", str(found / "python"), "install", "--quiet", str(wheel)]
    subprocess.run([sys.executable, "-m", *install], check=True, timeout=300)
    return found


def installed(programs: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = environment()
    del env["PYTHONPATH"]
    return subprocess.run(
        [str(programs / "smtp-iac"), *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_it_runs_outside_of_the_checkout(programs: Path, tmp_path: Path) -> None:
    put(tmp_path, {"infra/main.tf": PLANTED, "elsewhere/README": ""})
    ran = installed(programs, tmp_path / "elsewhere", "check", "../infra")
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "error[SMTP001]" in ran.stdout
    assert "../infra/main.tf:6:18" in ran.stdout


def test_every_dependency_works_there(programs: Path, tmp_path: Path) -> None:
    """cfn-flip prints the edit of a template, python-hcl2 has a second opinion on a broken expression."""
    template = (
        "Resources:\n  A:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n"
        "      {GroupId: sg-1, IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}\n"
    )
    broken = PLANTED.replace('["0.0.0.0/0"]', "[1 +* 2]")
    put(tmp_path, {"a.yaml": template, "a.tf": broken, ".gitignore": "a*.log\n"})
    ran = installed(programs, tmp_path, "check")
    assert ran.returncode == 2
    assert "CidrIp: <" in ran.stdout
    assert "a.tf:6" in ran.stdout


def test_its_version(programs: Path, tmp_path: Path) -> None:
    from smtp_iac import __version__

    assert installed(programs, tmp_path, "--version").stdout == f"smtp-iac {__version__}\n"


def test_the_source_distribution_has_what_the_wheel_is_made_of(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(CHECKOUT)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)  # the wheel out of the sdist
    (made,) = tmp_path.glob("*.whl")
    assert "smtp_iac/policies/SMTP001.yaml" in names_in(made)
