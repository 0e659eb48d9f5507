"""The json document: held to the schema that ships in docs, and its fields to what they promise."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from smtp_iac.reporters import Options
from smtp_iac.reporters import json as reporter

from .reports import REPORTS

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def document(name: str, options: Options | None = None) -> dict[str, Any]:
    text = reporter.render(REPORTS[name](), options) if options else reporter.render(REPORTS[name]())
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_fits_the_schema(name: str) -> None:
    VALIDATOR.validate(document(name))


def test_the_schema_refuses_what_is_not_promised() -> None:
    good = document("exposed")
    for spoil in (
        {"version": "2"},
        {"more": 1},
        {"findings": [{**good["findings"][0], "verdict": "open"}]},
        {"findings": [{**good["findings"][0], "line": 0}]},
        {"summary": {**good["summary"], "advised": None}},
    ):
        assert not VALIDATOR.is_valid(copy.deepcopy(good) | spoil)
    assert not VALIDATOR.is_valid({key: good[key] for key in good if key != "unreadable"})


def test_every_instance_is_listed_and_counted() -> None:
    folded = document("folded")
    assert len(folded["findings"]) == folded["summary"]["exposed"] == 9
    exposed = document("exposed")["summary"]
    assert (exposed["exposed"], exposed["advised"], exposed["undecided"]) == (3, 1, 0)


def test_hidden_findings_are_counted_only() -> None:
    hidden = document("undecided", Options(undecided="hide"))
    assert hidden["findings"] == []
    assert hidden["summary"]["undecided"] == 14
    assert len(document("undecided", Options(undecided="fail"))["findings"]) == 14


def test_columns_are_code_points_and_lines_end_at_lf() -> None:
    by_name = {found["resource"]: found for found in document("shapes")["findings"]}

    def place(name: str) -> tuple[int, int, int, int]:
        found = by_name[name]
        return found["line"], found["column"], found["end_line"], found["end_column"]

    assert place("wide") == (1, 16, 1, 27)
    assert place("crlf") == (2, 10, 2, 21)
    assert place("several lines") == (2, 3, 4, 4)
    assert place("far in a long line that is not ASCII") == (1, 5044, 1, 5045)
    assert place("before it") == (1, 3035, 1, 3042)


def test_a_file_name_that_is_not_utf8_stays_readable() -> None:
    output = reporter.render(REPORTS["unreadable"]())
    assert json.loads(output)["unreadable"][1]["file"] == "caf\\xe9.tf"
    assert output.isascii()
