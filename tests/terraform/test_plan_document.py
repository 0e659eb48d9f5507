"""What is left of a plan after the walk, and that jumping over a section leaves the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smtp_iac.formats.terraform.plan import json_text
from smtp_iac.formats.terraform.plan.document import Document
from smtp_iac.formats.terraform.plan.json_text import PlanFault

from .plans import TYPES, entry, plan

FIXTURES = Path(__file__).parents[2] / "fixtures"
PLANS = sorted(FIXTURES.glob("plans/*/plan.json"))
A, B = "aws_security_group.a", "aws_security_group.b"
COMPACT: Any = {"separators": (",", ":")}


def left_of(text: str) -> Any:
    """The entries, the data sources, and the keys of the top level; the reason where there is none."""
    try:
        document = Document(text.encode(), TYPES)
    except PlanFault as fault:
        return fault.reason
    values = [[one.value for one in found] for found in (document.changes, document.resources, document.data)]
    return document.kind, values, document.simple, sorted(document.keys), document.section("configuration")


def assert_the_same(document: Any) -> Any:
    walked = left_of(json.dumps(document, indent=1, ensure_ascii=False))
    assert left_of(json.dumps(document, **COMPACT)) == walked
    assert left_of(json.dumps(document, sort_keys=True, **COMPACT)) == left_of(
        json.dumps(document, sort_keys=True, indent=1)
    )
    assert left_of(json.dumps(document, ensure_ascii=False, **COMPACT)) == walked
    return walked


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.parent.name)
def test_with_and_without_blanks(path: Path) -> None:
    kind, (changes, _, _), *_ = assert_the_same(json.loads(path.read_bytes()))
    assert kind == "plan" and changes


NESTED = plan(entry(B, {"name": "a plan in a plan"}), errored=True)
"""As a dynamic attribute may hold it."""


@pytest.mark.parametrize("section", ["planned_values", "resource_drift", "prior_state", "variables"])
def test_a_plan_inside_a_plan(section: str) -> None:
    before = {"format_version": "1.2", section: {"root_module": {"x": [NESTED, '{"}],"resource_changes":[']}}}
    document = {**before, **plan(entry(A, {"name": "é"})), section: before[section]}
    _, (changes, _, _), simple, keys, _ = assert_the_same(document)
    assert [one["address"] for one in changes] == [A]
    assert "errored" not in simple and section in keys


def test_what_is_looked_at_is_not_jumped_over() -> None:
    parts = plan(entry(A, {}))
    del parts["planned_values"]
    head = {"format_version": "1.2", "planned_values": {"a": {}}, "errored": True, "checks": {}}
    _, _, simple, _, _ = assert_the_same({**head, **parts})
    assert simple["errored"] is True
    data = {"mode": "data", "type": "aws_prefix_list", "values": {"id": "pl-1"}}
    state = {"values": {"root_module": {"child_modules": [{"resources": [data]}]}}}
    _, (_, _, read), *_ = assert_the_same({"prior_state": state, **plan()})
    assert read == [data]


@pytest.mark.parametrize("cut", [1, 2, 10, 100, 200])
def test_a_text_that_is_cut_off_after_a_jump(cut: int) -> None:
    text = json.dumps({"planned_values": {"a": {}}, **plan(entry(A, {})), "prior_state": {}}, **COMPACT)
    reason = left_of(text[:-cut])
    assert reason.startswith("not JSON")


def test_entries_that_do_not_begin_as_terraform_writes_them() -> None:
    found = entry(A, {"name": "a"})
    for changed in (dict(reversed(found.items())), {"action_reason": "x", **found}):
        _, (changes, _, _), *_ = assert_the_same(plan(changed))
        assert changes == [changed]
    twice = json.dumps(plan(found), **COMPACT).replace('"mode":', '"mode":"data","mode":')
    assert "the key 'mode' stands twice" in left_of(twice)


def as_attribute(value: Any) -> Any:
    """With the keys sorted, as terraform writes whatever an attribute holds."""
    return json.loads(json.dumps(value, sort_keys=True))


BUCKET = "aws_s3_bucket.a"
UNTOLD: list[Any] = [
    None,
    5,
    {},
    {"address": A, "type": "aws_security_group", "x": {}},
    {"type": "aws_security_group", "mode": "managed", "x": {"y": {}}},
    entry(
        BUCKET, as_attribute({"input": [{"x": {}}, {"address": "x", "y": {}}, {"address": "z", "mode": "w"}]})
    ),
    entry(BUCKET, as_attribute({"input": [{"x": {}}, entry(A, {"a": {}}), entry(B, {})]})),
    entry(BUCKET, as_attribute({"input": [{"x": {}}, entry(A, {"a": {}}), entry(BUCKET, {})], "more": {}})),
    entry(BUCKET, {"mode": "managed", "a": '}},{"address":"x","mode":"managed","type":"x","name":"'}),
    {**entry(BUCKET, {}), "deposed": "x"},
]


@pytest.mark.parametrize("odd", UNTOLD)
def test_what_follows_entries_that_are_passed_over(odd: Any) -> None:
    others = [entry(f"aws_s3_bucket.b[{index}]", {"name": "é", "tags": {}}) for index in range(3)]
    _, (changes, _, _), *_ = assert_the_same(plan(*others, odd, *others, entry(B, {"x": {}}), *others))
    assert changes[-1]["address"] == B
    modules = [{"resources": [*others, odd], "address": "module.a"}, {"resources": [entry(B), *others]}]
    root = {"resources": [*others, entry(A), *others], "child_modules": modules}
    state = {"format_version": "1.0", "values": {"root_module": root}}
    _, (_, resources, _), *_ = assert_the_same(state)
    assert [resources[0]["address"], resources[-1]["address"]] == [A, B]


def test_windows_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "WINDOW", 7)
    assert_the_same(plan(entry(A, {"name": "é", "count": 12.5e3}), entry(BUCKET, {"name": "a" * 500})))
    for value in ("12", "-12.25e+10", "1E5", "true", "null", '"\\u00e9"', "[1, 2]", "12.", "1e", "tru", "-"):
        text = f'{{"format_version": "1.2", "planned_values": {{}}, "resource_changes": [], "x": {value}}}'
        monkeypatch.setattr(json_text, "WINDOW", 1 << 20)
        whole = left_of(text)
        for size in range(1, 12):
            monkeypatch.setattr(json_text, "WINDOW", size)
            assert left_of(text) == whole
