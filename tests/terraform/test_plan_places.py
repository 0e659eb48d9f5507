"""Where an entry stands in the text of a plan."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smtp_iac.formats.terraform.plan.places import EntrySpan
from smtp_iac.source import Span

from .plans import entry, plan, read

A, B = "aws_security_group.a", "aws_security_group.b"
# The address stands in many places before its own entry, with braces and quotes around it.
DOCUMENT = {
    "variables": {"x": {"value": '{"resource_changes": [{"address": "aws_security_group.b"'}},
    **plan(
        entry(A, {"description": f'{{"address":"{B}"}}]}}, "\u00e9\U0001f600'}),
        entry("aws_instance.b", {"note": [B, {"address": B}, -1.5e3, True, None]}),
        entry(B, {"name": "b"}),
    ),
    "resource_changes_of": [],
}


def shown(span: Span) -> str:
    return span.source.data[span.start : span.end].decode()


@pytest.mark.parametrize("ascii_only", [True, False])
def test_one_line(ascii_only: bool) -> None:
    text = json.dumps(DOCUMENT, separators=(",", ":"), ensure_ascii=ascii_only)
    first, second = [one.span for one in read(text).resources]
    assert shown(first) == f'{{"address":"{A}"'
    assert shown(second) == f'{{"address":"{B}"'
    assert second.source.position(second.start) == (1, text.rindex(f'{{"address":"{B}","mode"') + 1)


def test_many_lines() -> None:
    text = "\r\n\t" + json.dumps(DOCUMENT, indent=2).replace("\n", "\r\n") + "\r\n"
    _, second = [one.span for one in read(text).resources]
    assert shown(second) == f'{{\r\n      "address": "{B}"'
    lines = text.split("\n")
    wanted = max(number for number, line in enumerate(lines, 1) if f'"address": "{B}"' in line)
    assert second.source.position(second.start) == (wanted - 1, 5)


def test_an_entry_whose_address_comes_late() -> None:
    changed: Any = plan(dict(reversed(entry(A, {"secret": "x"}).items())))
    [found] = read(changed).resources
    assert shown(found.span) == "{"


def test_asking_whether_a_value_lies_in_its_entry_searches_nothing() -> None:
    [found] = read(plan(entry(A, {"ingress": [{"protocol": "tcp"}]}))).resources
    ingress = found.body.value("ingress")
    assert ingress.origin.span is found.span and found.span.encloses(ingress.origin.span)
    assert isinstance(found.span, EntrySpan) and found.span._shown is None
