"""Files, sets of files and paths: what is read, and what nobody can know."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.formats.terraform.functions import call, filesets
from smtp_iac.source import Tree
from smtp_iac.value import Known, Refused, Unknown

from .expression_values import ORIGIN, Here, given, plain, value_of


@pytest.fixture
def here(tmp_path: Path) -> Any:
    root = tmp_path / "repo" / "infra"
    (root / "rules" / "deep").mkdir(parents=True)
    for name in ("a.txt", "rules/b.txt", "rules/deep/c.txt"):
        (root / name).write_text(name)
    (root / "bytes").write_bytes(b"\xff\xfe\x00x")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "d.txt").write_text("d")
    context = Here(str(root))
    context.tree = Tree(str(tmp_path / "repo"), str(root))
    return context


def asked(name: str, here: Any, *texts: str) -> Any:
    return call(name, [Known(text) for text in texts], ORIGIN, here)


def fileset(here: Any, *texts: str) -> Any:
    return asked("fileset", here, *texts)


def test_files_in_order(here: Any) -> None:
    found = fileset(here, ".", "**/*.txt")
    assert plain(found) == ["a.txt", "rules/b.txt", "rules/deep/c.txt"]
    assert found.type == ("set", "string")


def test_a_link_to_a_directory_is_followed(here: Any) -> None:
    root = Path(here.working_directory)
    (root / "link").symlink_to(root / "rules" / "deep")
    assert plain(fileset(here, ".", "link/*")) == ["link/c.txt"]
    assert "link/c.txt" in plain(fileset(here, ".", "**"))


def test_a_broken_link_is_an_error_as_it_is_for_terraform(here: Any) -> None:
    (Path(here.working_directory) / "broken").symlink_to("nowhere")
    assert isinstance(fileset(here, ".", "*"), Refused)
    assert plain(fileset(here, ".", "*.txt")) == ["a.txt"]


@pytest.mark.parametrize("arguments", [("../..", "*"), (".", "../../outside/*"), ("/", "**"), ("~", "*")])
def test_nothing_outside_is_listed(arguments: tuple[str, str], here: Any) -> None:
    result = fileset(here, *arguments)
    assert isinstance(result, Unknown)
    assert result.why is not None
    assert result.why.camp == "not supported yet"


def test_a_link_that_leads_outside_is_not_followed(here: Any) -> None:
    root = Path(here.working_directory)
    (root / "out").symlink_to(root.parent.parent / "outside")
    assert isinstance(fileset(here, ".", "**"), Unknown)
    assert isinstance(fileset(here, ".", "out/*"), Unknown)
    assert plain(fileset(here, "rules", "*")) == ["b.txt"]


def test_a_ring_of_links_and_a_pattern_that_blows_up_come_to_an_end(here: Any) -> None:
    root = Path(here.working_directory)
    (root / "rules" / "again").symlink_to(root)
    assert isinstance(fileset(here, ".", "**/x"), (Known, Unknown))
    (root / ("a" * 200)).write_text("")
    assert isinstance(fileset(here, ".", "*a" * 60 + "b"), Unknown)


def test_many_files_are_not_walked(here: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filesets.MOST_FILES == 10_000
    monkeypatch.setattr(filesets, "MOST_FILES", 10)
    many = Path(here.working_directory) / "many"
    many.mkdir()
    for number in range(11):
        (many / str(number)).touch()
    result = fileset(here, "many", "*")
    assert isinstance(result, Unknown)
    assert result.why is not None
    assert result.why.why == "looks at more than 10 files"


def test_the_bytes_of_a_file_are_digested_as_they_are(here: Any) -> None:
    assert plain(asked("filebase64", here, "bytes")) == "//4AeA=="
    assert plain(asked("filemd5", here, "bytes")) == md5(b"\xff\xfe\x00x", usedforsecurity=False).hexdigest()
    assert isinstance(asked("file", here, "bytes"), Refused)


@pytest.mark.parametrize("text", ['abspath("x")', 'pathexpand("~/x")', 'pathexpand("~")'])
def test_nobody_can_know_where_terraform_runs(text: str) -> None:
    result = value_of(text)
    assert isinstance(result, Unknown)
    assert result.why is not None
    assert result.why.camp == "nobody can know"
    assert result.facts.type == "string"


def test_functions_of_opentofu() -> None:
    assert given('urldecode("a+b%2Fc")') == "a b/c"
    assert isinstance(value_of('urldecode("%zz")'), Refused)
    assert given('cidrcontains("10.0.0.0/8", "10.1.2.3")') is True
    assert given('cidrcontains("10.0.0.0/8", "10.0.0.0/7")') is False
    assert given('cidrcontains("10.0.0.0/8", "::1")') is False
    assert given('base64gunzip("H4sIAAAAAAAA/8pIzcnJBwAAAP//AQAA//+GphA2BQAAAA==")') == "hello"
    assert isinstance(value_of('base64gunzip("H4sIAAAAAAAA")'), Refused)


def test_a_provider_that_is_not_required_has_no_functions() -> None:
    assert isinstance(value_of("provider::terraform::encode_expr(1)"), Refused)
