"""When terraform takes two module sources for the same, and a version for the one that is asked for.

The tables were measured with terraform 1.11.4, which says whether what a call asks for is still what
`terraform init` recorded; they are measured again where it is installed.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from smtp_iac.formats.terraform.modules.module_source import is_local, normalised, registry_parts
from smtp_iac.formats.terraform.modules.module_version import satisfies
from tests.oracle import exproracle

REGISTRY = "registry.terraform.io"

SAME = [
    ("a/b/aws", f"{REGISTRY}/a/b/aws"),
    ("a/b/aws", "a/b/aws"),
    (f"{REGISTRY}/a/b/aws", f"{REGISTRY}/a/b/aws"),
    ("a/b/aws//modules/z", f"{REGISTRY}/a/b/aws//modules/z"),
    ("a/b/aws//./modules/../z/", f"{REGISTRY}/a/b/aws//z"),
    ("a/b/aws//", f"{REGISTRY}/a/b/aws"),
    ("app.terraform.io/a/b/aws", "app.terraform.io/a/b/aws"),
    ("App.terraform.io/a/b/aws", "app.terraform.io/a/b/aws"),
    ("app.terraform.io:443/a/b/aws", "app.terraform.io/a/b/aws"),
    ("gitlab.com/a/b/aws", "gitlab.com/a/b/aws"),
    ("github.com/a/b", "git::https://github.com/a/b.git"),
    ("github.com/a/b//", "git::https://github.com/a/b.git"),
    ("github.com/a/b.git?ref=v1", "git::https://github.com/a/b.git?ref=v1"),
    ("github.com/a/b?ref=v1", "github.com/a/b?ref=v1"),
    ("github.com/a/b//m?ref=v1", "git::https://github.com/a/b.git//m?ref=v1"),
    ("github.com/a/b/c?ref=v1", "git::https://github.com/a/b.git//c?ref=v1"),
    ("github.com/a/b/c//d", "git::https://github.com/a/b.git//c/d"),
    ("github.com/a/b/aws", "git::https://github.com/a/b.git//aws"),
    ("git::github.com/a/b", "git::https://github.com/a/b.git"),
    ("git@github.com:a/b.git//m?ref=x", "git::ssh://git@github.com/a/b.git//m?ref=x"),
    ("git@bitbucket.org:a/b.git", "git::ssh://git@bitbucket.org/a/b.git"),
    ("git::git@x.com:a/b.git", "git::ssh://git@x.com/a/b.git"),
    ("git::ssh://git@x.com:22/a/b.git", "git::ssh://git@x.com:22/a/b.git"),
    ("bitbucket.org/a/b//m?ref=1", "git::https://bitbucket.org/a/b.git//m?ref=1"),
    ("git::https://x.com/a.git//", "git::https://x.com/a.git"),
    ("git::https://x.com/a.git//m/../n", "git::https://x.com/a.git//n"),
    ("git::https://x.com/a.git//m/?ref=1", "git::https://x.com/a.git//m?ref=1"),
    ("https://x.com/m.zip//sub/", "https://x.com/m.zip//sub"),
    ("s3-eu-west-1.amazonaws.com/b/m.zip", "s3::https://s3-eu-west-1.amazonaws.com/b/m.zip"),
    ("b.s3-eu-west-1.amazonaws.com/m.zip", "s3::https://s3-eu-west-1.amazonaws.com/b/m.zip"),
    ("www.googleapis.com/storage/v1/b/m.zip", "gcs::https://www.googleapis.com/storage/v1/b/m.zip"),
    ("/srv/abs", "file:///srv/abs"),
    ("./x/", "./x"),
    ("./y/../x", "./x"),
    ("..\\a", "../a"),
]
DIFFERENT = [
    ("a/B/aws", f"{REGISTRY}/a/b/aws"),
    ("a/b/aws//modules/z", f"{REGISTRY}/a/b/aws"),
    ("a/b/aws", "app.terraform.io/a/b/aws"),
    ("github.com/a/b", "git::https://github.com/a/c.git"),
    ("github.com/a/b?ref=v2", "git::https://github.com/a/b.git?ref=v1"),
    ("git::https://github.com/a/b", "git::https://github.com/a/b.git"),
    ("git::https://x.com/a.git?ref=1//m", "git::https://x.com/a.git//m?ref=1"),
    ("./x", "./y"),
]

MET = [
    ("1.0.0", "1.0.0"),
    ("1.0", "1.0.0"),
    ("=1", "1.0.0"),
    ("v1.0.0", "1.0.0"),
    ("1.0.0+x", "1.0.0"),
    ("1.0.0", "1.0.0+x"),
    ("= 1.2.3.4", "1.2.3.4"),
    ("~> 1.2", "1.9.9"),
    ("~> 1.2.3", "1.2.9"),
    ("~> 1", "2.0.0"),
    (">= 1, < 3", "2.0.0"),
    (">1.0", "1.0.1"),
    ("1.1.0-beta", "1.1.0-beta"),
    ("~> 1.1.0-alpha", "1.1.0-beta"),
    (">= 1.1.0-alpha", "1.1.0-beta"),
    ("> 1.0.0-alpha", "1.0.0"),
    ("~> 1.0.0-rc.2", "1.0.0-rc.10"),
]
NOT_MET = [
    ("~> 1.2", "2.0.0"),
    ("~> 1.2.3", "1.3.0"),
    (">= 1, < 3", "3.0.0"),
    ("!= 2.0.0", "2.0.0"),
    (">= 1.0", "1.1.0-beta"),
    ("~> 1.1.0-beta", "1.1.5"),
    ("< 2.0.0", "2.0.0-rc1"),
    ("<= 1.0.0", "1.0.0-rc1"),
]


@pytest.mark.parametrize(("source", "recorded"), SAME)
def test_the_same_source(source: str, recorded: str) -> None:
    assert normalised(source) == normalised(recorded)


@pytest.mark.parametrize(("source", "recorded"), DIFFERENT)
def test_another_source(source: str, recorded: str) -> None:
    assert normalised(source) != normalised(recorded)


def test_the_registry_of_opentofu_is_a_default_too() -> None:
    assert normalised("registry.opentofu.org/a/b/aws") == normalised("a/b/aws")


@pytest.mark.parametrize(("constraint", "version"), MET)
def test_a_version_that_is_asked_for(constraint: str, version: str) -> None:
    assert satisfies(version, constraint) is True


@pytest.mark.parametrize(("constraint", "version"), NOT_MET)
def test_another_version(constraint: str, version: str) -> None:
    assert satisfies(version, constraint) is False


@pytest.mark.parametrize("constraint", ["", "latest", "1.*", "^1.0", ">= ", "1.0 2.0", "~> 1,"])
def test_a_constraint_that_cannot_be_read(constraint: str) -> None:
    assert satisfies("1.0.0", constraint) is None


def test_what_a_registry_source_names() -> None:
    assert registry_parts("a/b/aws") == ("", "a/b/aws", "")
    assert registry_parts("registry.terraform.io/a/b/aws//modules/z") == ("", "a/b/aws", "modules/z")
    assert registry_parts("app.terraform.io/a/b/aws") == ("app.terraform.io", "a/b/aws", "")
    for other in ("./a/b/aws", "github.com/a/b/aws", "a/b", "git::https://x.com/a/b", "a/b/aws?ref=1", ""):
        assert registry_parts(other) is None


@pytest.mark.parametrize("source", ["./a", "../a", ".", "..", ".\\a"])
def test_a_local_source(source: str) -> None:
    assert is_local(source)


@pytest.mark.parametrize("source", ["a", ".a/b", "/a", "...", ""])
def test_a_source_that_is_not_local(source: str) -> None:
    assert not is_local(source)


@pytest.mark.skipif(exproracle.version() != "1.11.4", reason="needs terraform 1.11.4")
def test_terraform_still_says_so(tmp_path: Path) -> None:
    sources = [(*pair, None, None) for pair in SAME + DIFFERENT]
    versions = [("a/b/aws", f"{REGISTRY}/a/b/aws", *pair) for pair in MET + NOT_MET]
    calls, modules = [], [{"Key": "", "Source": "", "Dir": "."}]
    for number, (source, recorded, constraint, version) in enumerate([*sources, *versions]):
        asked = "" if constraint is None else f"version = {json.dumps(constraint)}"
        calls.append(f'module "m{number}" {{\n source = {json.dumps(source)}\n {asked}\n}}\n')
        entry = {"Key": f"m{number}", "Source": recorded, "Dir": "code"}
        modules.append(entry if version is None else {**entry, "Version": version})
    (tmp_path / "main.tf").write_text("".join(calls))
    (tmp_path / "code").mkdir()
    (tmp_path / "code/main.tf").write_text("")
    (tmp_path / ".terraform/modules").mkdir(parents=True)
    (tmp_path / ".terraform/modules/modules.json").write_text(json.dumps({"Modules": modules}))
    said = subprocess.run(
        ["terraform", "validate", "-json"],
        cwd=tmp_path,
        env={**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"},
        capture_output=True,
        check=False,
    )
    problems = json.loads(said.stdout)["diagnostics"]
    assert {problem["summary"].rpartition(" ha")[0] for problem in problems} == {
        "Module source",
        "Module version requirements",
    }
    refused = {(problem["range"]["start"]["line"] - 1) // 4 for problem in problems}
    first = len(SAME) + len(DIFFERENT)
    assert refused == {
        *range(len(SAME), first),
        *range(first + len(MET), first + len(MET) + len(NOT_MET)),
    }
