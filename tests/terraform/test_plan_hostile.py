"""Plans that are broken, or no plans at all: one line each, never a traceback, never clear."""

from __future__ import annotations

import copy
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smtp_iac.formats.terraform.plan.reader import read_source
from smtp_iac.reading import Inputs, Reading
from smtp_iac.resources import aws_security_group, aws_security_group_rule
from smtp_iac.scan import Outcome, scan
from smtp_iac.source import Source

from .plans import PATH, ROOT, TYPES, entry, plan, read, refused

PLANS = Path(__file__).parents[2] / "fixtures" / "plans"
LOWERINGS = {**aws_security_group.LOWERINGS, **aws_security_group_rule.LOWERINGS}
A = "aws_security_group.a"
WHOLE = json.dumps(plan(entry(A, {"name": "a"})), indent=1)


def test_a_plan_that_is_cut_off() -> None:
    for length in range(len(WHOLE)):
        [(line, reason)] = refused(WHOLE[:length])
        assert line is not None and 1 <= line <= WHOLE.count("\n") + 1
        assert reason.startswith("not JSON")
    [(line, reason)] = refused(WHOLE[: WHOLE.index('"name"') + 3])
    assert line == WHOLE[: WHOLE.index('"name"')].count("\n") + 1 and "cut off" in reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (WHOLE + WHOLE, "not JSON: extra data"),
        (WHOLE.replace('"name": "a"', '"name": NaN', 1), "not JSON: NaN is no number"),
        (WHOLE.replace('"name": "a"', '"name": -Infinity', 1), "not JSON: -Infinity is no number"),
        (WHOLE.replace('"mode"', '"address": "x", "mode"', 1), "the key 'address' stands twice"),
        (WHOLE.replace('"a"', "9" * 5000, 1), "too many digits"),
        (WHOLE.replace('"a"', "[" * 10_000 + "]" * 10_000, 1), "nested too deeply"),
        (WHOLE.replace('"a"', "[" * 100_000, 1), "nested too deeply"),
        (WHOLE.replace('"1.2"', '"2.0"'), "format_version 2.0 is not known"),
        (WHOLE.replace('"1.2"', '"10.0"'), "format_version 10.0 is not known"),
        (WHOLE.replace('"1.2"', "1.2"), "format_version 1.2 is not known"),
        (WHOLE.replace('"1.2"', "null"), "format_version None is not known"),
    ],
)
def test_a_plan_that_cannot_be_read(text: str, reason: str) -> None:
    [(_, said)] = refused(text)
    assert reason in said and "\n" not in said
    assert not read(text).resources


@pytest.mark.parametrize("damaged", [1, 12, 60, 90])
def test_an_entry_whose_beginning_is_damaged(damaged: int) -> None:
    """It does not pass as a part of the entry before it, which is passed over."""
    entries = [entry(f"aws_s3_bucket.{name}", {"tags": {}}) for name in "abc"]
    text = json.dumps(plan(entries[0], entry(A, {"name": "a"}), *entries[1:]), separators=(",", ":"))
    start = text.index('{"address":"aws_security_group.a"')
    assert '"change"' in text[start + damaged : start + 150]
    [(_, reason)] = refused(text[:start] + "x" * damaged + text[start + damaged :])
    assert reason.startswith("not JSON")


@pytest.mark.parametrize("broken", ['"\\q"', '"a\nb"', '"a" "b"', "tru", "NaN", '{"a":1,}', '"a'])
def test_an_error_in_an_entry_that_is_not_judged(broken: str) -> None:
    entries = [entry(f"aws_s3_bucket.{name}", {"id": f"of {name}", "tags": {}}) for name in "abc"]
    text = json.dumps(plan(*entries, entry(A, {"name": "a"}), *entries), separators=(",", ":"))
    [(_, reason)] = refused(text.replace('"of b"', broken, 1))
    assert reason.startswith("not JSON")


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.99"])
def test_known_versions(version: str) -> None:
    assert not refused(WHOLE.replace('"1.2"', f'"{version}"'))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"resource_changes": {}}, "resource_changes is not a list"),
        (
            {"resource_changes": None, "planned_values": {"root_module": {"resources": [{}]}}},
            "no resource_changes",
        ),
        (
            {
                "resource_changes": None,
                "planned_values": {"root_module": {"child_modules": [{"resources": [{}]}]}},
            },
            "no resource_changes",
        ),
    ],
)
def test_a_plan_without_its_changes(more: Any, reason: str) -> None:
    [(_, said)] = refused({**plan(), **more})
    assert reason in said


def test_a_configuration_alone() -> None:
    [(_, said)] = refused({"format_version": "1.0", "configuration": {"root_module": {}}})
    assert "configuration without a plan" in said


GOOD = entry("aws_security_group.good", {})


@pytest.mark.parametrize(
    "bad",
    [
        25,
        None,
        [],
        {},
        {**GOOD, "mode": None},
        {**GOOD, "type": ["aws_security_group"]},
        {**GOOD, "address": None, "name": "other"},
        {**GOOD, "name": 5},
        {**GOOD, "module_address": 5},
        {**GOOD, "change": []},
        {**GOOD, "change": {"actions": ["create"], "after": None}},
        {**GOOD, "change": {"actions": "create", "after": {}}},
        {**GOOD, "change": {"actions": ["create"], "after": {}, "after_unknown": True}},
        GOOD,
    ],
)
def test_an_entry_that_cannot_be_read(bad: Any) -> None:
    """It is named with its line, and the others are judged."""
    text = json.dumps(plan(GOOD, bad, entry(A, {})), indent=1)
    reading = read(text)
    assert [one.address for one in reading.resources] == ["aws_security_group.good", A]
    [unreadable] = reading.unreadable
    assert unreadable.path == PATH
    decoded, _ = json.JSONDecoder().raw_decode(
        "\n".join(text.split("\n")[(unreadable.line or 0) - 1 :]).lstrip()
    )
    assert decoded == bad


def test_many_such_entries_are_one_line() -> None:
    [(line, reason)] = refused(plan(1, 2, 3))
    assert line == 1 and reason.endswith("(and 2 more such entries)")


@pytest.mark.parametrize(
    "number", ["1e999999999", "-1e999999999", "1e-999999999", "1e99999999999999999999", "25.5"]
)
def test_absurd_numbers_are_no_ports(number: str) -> None:
    rule = {"protocol": "tcp", "from_port": 25, "to_port": "NUMBER", "cidr_blocks": ["0.0.0.0/0"]}
    text = json.dumps(plan(entry(A, {"ingress": [rule]}))).replace('"NUMBER"', number)
    judge(read(text))


def test_deep_values_and_halves_of_characters() -> None:
    deep: Any = "0.0.0.0/0"
    for _ in range(400):
        deep = [deep]
    document = plan(
        entry(A, {"ingress": deep, "name": "\ud800"}), entry('aws_security_group.a["\udfff"]', {})
    )
    reading = read(document)
    judge(reading)
    for one in reading.resources:
        one.address.encode()


def judge(reading: Reading) -> None:
    """Everything that is asked of a reading: rules, places, names."""
    for one in reading.resources:
        LOWERINGS[one.type](one)
        for name in one.body.names():
            one.body.value(name)
        assert one.span.line >= 1
    for opaque in reading.opaque:
        assert opaque.span.line >= 1


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-2, 70_000)
    | st.sampled_from(["", "sg-1", "tcp", "-1", "0.0.0.0/0"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
DOCUMENTS = [
    json.loads((PLANS / name / "plan.json").read_bytes()) for name in ("changes", "counted", "inline")
]
DOCUMENTS.append(json.loads((PLANS / "repeated" / "state.json").read_bytes()))
DOCUMENTS.append(
    {
        "plan_format_version": "1.2",
        "resource_changes": DOCUMENTS[0]["resource_changes"],
        "provider_schemas": {},
    }
)
LAYOUTS: list[Any] = [{"indent": 1}, {"separators": (",", ":")}]
"""Sections are jumped over only where there are no blanks."""


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_change_of_a_plan_is_read_or_refused(data: st.DataObject) -> None:
    document = copy.deepcopy(data.draw(st.sampled_from(DOCUMENTS)))
    for _ in range(data.draw(st.integers(1, 4))):
        holder: Any = document
        for _ in range(data.draw(st.integers(0, 7))):
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            inner = [key for key in keys if isinstance(holder[key], dict | list) and holder[key]]
            if not inner:
                break
            holder = holder[data.draw(st.sampled_from(inner))]
        if not holder:
            break
        key = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder))))
        if data.draw(st.booleans()):
            holder[key] = data.draw(JSON)
        else:
            del holder[key]
    judge(read(json.dumps(document, **data.draw(st.sampled_from(LAYOUTS)))))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_change_of_its_text_is_read_or_refused(data: st.DataObject) -> None:
    text = bytearray(WHOLE.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b"{", b"]", b'"', b",", b"\\", b"0"])
        )
    reading = Reading()
    read_source(Source(PATH, bytes(text)), ROOT, TYPES, reading)
    judge(reading)


def checked(directory: Path, name: str, content: bytes, named: bool = True) -> Outcome:
    path = directory / name
    path.write_bytes(content)
    return scan([str(path if named else directory)], str(directory), Inputs())


OPEN = json.dumps(
    plan(entry(A, {"ingress": [{"protocol": "-1", "cidr_blocks": ["0.0.0.0/0"]}], "name": "\u00e9"})),
    ensure_ascii=False,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    report = checked(tmp_path, "plan.json", OPEN.encode(encoding)).report
    assert [finding.resource for finding in report.findings] == [A] and not report.unreadable


def test_a_plan_of_another_name_that_is_named(tmp_path: Path) -> None:
    assert checked(tmp_path, "tfplan", OPEN.encode()).report.count("exposed") == 1


def binary_plan(directory: Path) -> bytes:
    with zipfile.ZipFile(directory / "archive", "w") as archive:
        archive.writestr("tfplan", b"\x00\x01")
        archive.writestr("tfstate", b"{}")
    return (directory / "archive").read_bytes()


REFUSED = {
    "stream": b'{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui","type":"version"}\n'
    * 2,
    "bookmark": b'{"remote_plan_format":1,"run_id":"run-1","hostname":"app.terraform.io"}',
    "raw state": b'{"version":4,"serial":1,"lineage":"x","outputs":{},"resources":[]}',
    "schemas": b'{"format_version":"1.0","provider_schemas":{}}',
    "validate": b'{"format_version":"1.0","valid":true,"diagnostics":[]}',
    "encrypted": b'{"meta":{},"encrypted_data":"x","encryption_version":"v0"}',
}


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_what_is_no_plan_is_an_error_when_named(tmp_path: Path, kind: str) -> None:
    report = checked(tmp_path, "plan.json", REFUSED[kind]).report
    [unreadable] = report.unreadable
    assert unreadable.path == str(tmp_path / "plan.json") and "\n" not in unreadable.reason


@pytest.mark.parametrize("kind", ["raw state", "schemas", "validate"])
def test_what_terraform_leaves_behind_is_passed_over_when_found(tmp_path: Path, kind: str) -> None:
    outcome = checked(tmp_path, "other.json", REFUSED[kind], named=False)
    assert not outcome.report.unreadable and outcome.nothing


def test_a_binary_plan(tmp_path: Path) -> None:
    [unreadable] = checked(tmp_path, "plan.out", binary_plan(tmp_path)).report.unreadable
    assert "binary plan" in unreadable.reason and "terraform show -json" in unreadable.reason


def test_a_broken_plan_beside_a_good_one(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(OPEN, encoding="utf-8")
    report = checked(tmp_path, "broken.json", OPEN.encode()[:-20], named=False).report
    assert report.count("exposed") == 1
    assert [unreadable.path for unreadable in report.unreadable] == [str(tmp_path / "broken.json")]
