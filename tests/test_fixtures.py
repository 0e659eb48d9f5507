"""Every file under fixtures/ is judged by its own marks; everything unmarked must stay silent."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import smtp_iac
from smtp_iac.finding import Report
from smtp_iac.judging.lowering import access_list_lowerings, listener_lowerings, lowerings
from smtp_iac.plugins import load

from .fixtures_harness import (
    FIXTURES,
    KINDS,
    BadMarkError,
    Fixture,
    differences,
    fixtures,
    marks_in_text,
    marks_of,
)

ALL = [fixture for kind in KINDS for fixture in fixtures(kind)]
PLANS = [fixture for fixture in ALL if fixture.plans]
STACKS = fixtures("stacks")


@cache
def report(fixture: Fixture) -> Report:
    return fixture.report()


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.name)
def test_what_is_marked_is_found_and_nothing_else(fixture: Fixture) -> None:
    found = differences(fixture, report(fixture))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("fixture", ALL, ids=lambda fixture: fixture.name)
def test_every_fixture_can_be_read(fixture: Fixture) -> None:
    unreadable = [f"{one.path}:{one.line} {one.reason}" for one in report(fixture).unreadable]
    assert unreadable == []


@pytest.mark.parametrize("fixture", PLANS, ids=lambda fixture: fixture.name)
def test_a_plan_says_what_the_configuration_beside_it_does(fixture: Fixture) -> None:
    marks = [mark for mark in fixture.marks() if mark.path.endswith(".tf")]
    for plan in fixture.plans:
        found = differences(fixture, smtp_iac.check([str(plan)], working_directory=str(FIXTURES)), marks)
        assert not found, f"{plan.name}: " + "\n".join(found)


@pytest.mark.parametrize("fixture", STACKS, ids=lambda fixture: fixture.name)
def test_a_stack_is_judged_alike_in_every_dialect(fixture: Fixture) -> None:
    verdicts = {}
    for name in ("main.tf", "template.yaml", "plan.json"):
        found = smtp_iac.check([str(fixture.path / name)], working_directory=str(FIXTURES)).findings
        verdicts[name] = Counter((finding.policy, finding.verdict) for finding in found)
    assert verdicts["main.tf"] == verdicts["template.yaml"] == verdicts["plan.json"]


# What the fixtures must cover


def policies() -> list[str]:
    return sorted({policy.id for fixture in ALL for policy in report(fixture).policies})


def test_every_policy_is_expected_somewhere_and_silent_on_a_look_alike() -> None:
    written = {path.stem.split("-")[0] for path in (FIXTURES.parent / "policies").glob("*.yaml")}
    assert len(policies()) == len(written)
    for policy in policies():
        expected = [fixture for fixture in ALL if any(mark.policy == policy for mark in fixture.marks())]
        silent = [fixture for fixture in ALL if fixture not in expected and report(fixture).resources_judged]
        assert expected, policy
        assert silent, policy


TYPES = sorted({**lowerings(), **listener_lowerings(), **access_list_lowerings()})
ADMITS = "# admits: everyone"
"""What a network ACL lets in says a comment of its own (tests/semantics.py)."""


@pytest.mark.parametrize("type_", TYPES)
def test_every_resource_type_is_expected_and_silent_somewhere(type_: str) -> None:
    texts = {
        path: path.read_text("utf-8", "replace")
        for fixture in ALL
        for path in fixture.files()
        if path.stat().st_size
    }
    using = [path for path, text in texts.items() if type_ in text and not path.name.endswith("plan.json")]
    said = any(marks_of(path) or ADMITS in texts[path] for path in using)
    assert said, f"{type_} is nowhere expected"
    assert any(not marks_of(path) for path in using), f"{type_} has no look-alike of its own"


def test_every_format_has_fixtures() -> None:
    formats: list[Any] = load("smtp_iac.formats")
    for module in formats:
        assert fixtures(module.__name__.rpartition(".")[2])
    kinds = {kind for module in formats for one in module.FORMATS for kind in one.kinds}
    assert kinds == {"terraform", "tfvars", "cloudformation", "plan", "state"}, (
        "a new kind of file needs a folder"
    )
    assert fixtures("plans")


def test_every_reporter_has_a_fixture() -> None:
    reporters: list[Any] = load("smtp_iac.reporters")
    goldens = Path(__file__).parent / "reporters" / "goldens"
    for module in reporters:
        assert list(goldens.glob(f"*.{module.NAME}")), module.NAME


# The harness itself


def lines_of(text: str) -> list[tuple[str, str, int]]:
    return [(mark.word, mark.verdict, mark.line) for mark in marks_in_text(text)]


def test_marks_are_about_their_line_or_the_next_and_stack() -> None:
    text = (
        "# expect: SMTP001\n"
        "  # expect: SMTP001?\n"
        "a # trail: SMTP001\n"
        "\n"
        "b // expect: SMTP001 # expect: SMTP001\n"
        "// todo: SMTP001\n"
        "# a comment of its own\n"
        "c\n"
    )
    assert lines_of(text) == [
        ("expect", "exposed", 3),
        ("expect", "undecided", 3),
        ("trail", "exposed", 3),
        ("expect", "exposed", 5),
        ("expect", "exposed", 5),
        ("todo", "exposed", 8),
    ]


def test_marks_with_windows_line_ends() -> None:
    assert lines_of("a # expect: SMTP001\r\n# trail: SMTP001\r\nb\r\n") == [
        ("expect", "exposed", 1),
        ("trail", "exposed", 2 + 1),
    ]


@pytest.mark.parametrize(
    "comment",
    [
        "# expects: SMTP001",
        "# Expect: SMTP001",
        "#expect: SMTP001",
        "# expect:SMTP001",
        "# expect SMTP001",
        "# expect: SMTP001!",
        "# expect: smtp001",
        "# expected: nothing",
        "# todo: later",
        "# this line should expect: SMTP001",
        "// trail : SMTP001",
    ],
)
def test_what_is_almost_a_mark_is_an_error(comment: str) -> None:
    with pytest.raises(BadMarkError):
        marks_in_text(f"a {comment}\n")
    with pytest.raises(BadMarkError):
        marks_in_text(f"{comment}\nb\n")


@pytest.mark.parametrize(
    "comment", ["# mail from everywhere", "# what we expect of a relay", "# https://example.com"]
)
def test_other_comments_are_no_marks(comment: str) -> None:
    assert marks_in_text(f"a {comment}\n") == []


def test_a_mark_at_the_end_of_a_file_is_about_nothing() -> None:
    with pytest.raises(BadMarkError):
        marks_in_text("a\n# expect: SMTP001\n\n")
