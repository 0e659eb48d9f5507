"""Calls as such: names, limits, files, and where results come from."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.formats.terraform.functions import MODULES, call, function_named
from smtp_iac.formats.terraform.functions.names import IMPURE, NAMES, OPENTOFU, THEMES
from smtp_iac.source import Tree
from smtp_iac.value import BOOLEAN, Choice, Known, Origin, Refused, Unknown, option

from .expression_values import ORIGIN, Here, given, plain, unknown, value_of

WANTED = """
concat flatten merge lookup coalesce coalescelist compact distinct toset tolist tomap tostring tonumber
tobool keys values element length contains split join format formatlist replace zipmap setproduct
cidrsubnet cidrsubnets cidrhost cidrnetmask jsondecode jsonencode yamldecode file fileexists
"""


def test_every_function_is_one_of_terraforms() -> None:
    assert set(WANTED.split()) <= set(MODULES) <= NAMES | OPENTOFU
    assert not NAMES & OPENTOFU
    assert len(NAMES) == 118
    assert NAMES >= IMPURE


def test_the_table_of_names_is_that_of_the_modules() -> None:
    for module, names in THEMES.items():
        table = import_module(f"smtp_iac.formats.terraform.functions.{module}").TABLE
        assert sorted(table) == sorted(names)
        assert all(function_named(name) is table[name] for name in names)
    assert function_named("bcrypt") is None


def test_a_name_that_terraform_has_not_is_refused() -> None:
    result = value_of('concatenate(["a"])')
    assert isinstance(result, Refused)
    assert "concatenate" in result.reason


@pytest.mark.parametrize("text", ["provider::aws::arn_parse(1)"])
def test_not_supported_yet(text: str) -> None:
    result = value_of(text)
    assert isinstance(result, Unknown)
    assert result.why is not None
    assert result.why.camp == "not supported yet"


def test_nobody_can_know_the_time() -> None:
    result = value_of("timestamp()")
    assert isinstance(result, Unknown)
    assert result.why is not None
    assert result.why.camp == "nobody can know"


def test_the_namespace_of_the_core() -> None:
    assert given('core::upper("a")') == "A"


@pytest.mark.parametrize("text", ["upper()", 'upper("a", "b")', "upper(null)", "length(null)", "upper([])"])
def test_wrong_arguments_are_refused(text: str) -> None:
    assert isinstance(value_of(text), Refused)


@pytest.mark.parametrize(
    "text",
    [
        "setproduct(l, l, l)",
        'replace(s, "a", s)',
        'indent(999999999, "\\n")',
        'indent(999999999999999999, "\\n")',
        'format("%999999999s", "a")',
        'format("%.999999999f", 1)',
        "join(s, l)",
        "tonumber(n)",
        "jsondecode(deep)",
        "yamldecode(deep)",
        "yamldecode(laughs)",
        "flatten([l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l])",
    ],
)
def test_limits(text: str) -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]\n" for at in range(1, 40))
    names = {
        "l": Known(tuple([Known(str(at)) for at in range(5000)])),
        "s": Known("a" * 3000),
        "n": Known("1" * 5000),
        "deep": Known("[" * 5000 + "]" * 5000),
        "laughs": Known(laughs),
    }
    result = value_of(text, **names)
    assert isinstance(result, Unknown)
    assert result.why is not None
    assert result.why.camp == "not supported yet"


def test_twenty_conditions_in_one_call_are_unknown() -> None:
    each = [
        Choice(Unknown(f"b{at}", facts=BOOLEAN), {option(True): Known("x"), option(False): Known(str(at))})
        for at in range(20)
    ]
    result = call("format", [Known("%s" * 20), *each], ORIGIN, Here())
    assert isinstance(result, Unknown)


def test_one_option_that_is_not_supported_leaves_the_others() -> None:
    either = Choice(unknown("c"), {option("a"): Known("b"), option("z"): Known("/" + "b" * 70_000 + "/")})
    result = value_of('replace("abc", part, "-")', part=either)
    assert plain(result.options[option("a")]) == "a-c"
    assert isinstance(result.options[option("z")], Unknown)


def test_results_come_from_their_arguments() -> None:
    text = Known("0.0.0.0/0,10.0.0.0/8", Origin("tfvars", None))
    first = value_of('split(",", t)', t=text).data[0]
    assert [cause.what for cause in first.origin.causes] == ["here", "tfvars"]
    element = Known("a", Origin("written", None))
    listed = Known((element,))
    assert value_of("concat(l, l)", l=listed).data[0] is element
    assert value_of("coalesce(e, 1)", e=element).origin.literal.what == "written"
    assert value_of("element(l, 0)", l=listed).origin.literal.what == "written"


@pytest.fixture
def here(tmp_path: Path) -> Any:
    root = tmp_path / "repo" / "infra"
    root.mkdir(parents=True)
    (root / "rules.json").write_text('{"ports": [25, 587]}')
    (root / "big.txt").write_text("x" * (1 << 20) + "y")
    (tmp_path / "repo" / "shared.txt").write_text("shared")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    context = Here(str(root))
    context.tree = Tree(str(tmp_path / "repo"), str(root))
    return context


def read(name: str, path: str, here: Any) -> Any:
    return call(name, [Known(path)], ORIGIN, here)


def test_files_are_read_from_where_terraform_runs(here: Any) -> None:
    assert plain(read("file", "rules.json", here)) == '{"ports": [25, 587]}'
    assert plain(read("file", "../shared.txt", here)) == "shared"
    assert plain(read("fileexists", "rules.json", here)) is True
    assert plain(read("fileexists", "nope", here)) is False
    decoded = call("jsondecode", [read("file", "rules.json", here)], ORIGIN, here)
    assert plain(decoded) == {"ports": [25, 587]}


def test_a_missing_file_is_refused_as_terraform_does(here: Any) -> None:
    assert isinstance(read("file", "nope.txt", here), Refused)
    assert isinstance(read("file", ".", here), Refused)


@pytest.mark.parametrize("path", ["../../secret.txt", "link.txt", "/etc/hostname", "~/x", "big.txt"])
def test_nothing_outside_and_nothing_huge_is_read(path: str, here: Any) -> None:
    result = read("file", path, here)
    assert isinstance(result, Unknown)
    assert result.why is not None
    assert path in result.why.what
    if path != "big.txt":
        assert isinstance(read("fileexists", path, here), Unknown)


def test_a_path_that_is_no_path(here: Any) -> None:
    assert isinstance(read("file", "a\0b", here), (Unknown, Refused))
    assert isinstance(read("file", "x" * 5000, here), (Unknown, Refused))
