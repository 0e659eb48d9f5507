"""The format as scan sees it: candidates in, a Reading out, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smtp_iac.formats.cloudformation import FORMATS
from smtp_iac.identity import identity, missing_inputs
from smtp_iac.reading import Inputs, Reading
from smtp_iac.source import Tree

from .helpers import TYPES, read
from .test_conditions import SECTIONS
from .test_stack import MAIL

ROOT = Path(__file__).parent.parent.parent


class File:
    kind = "cloudformation"

    def __init__(self, path: Path, named: bool = False) -> None:
        self.path = str(path)
        self.named = named


def read_files(folder: Path, *files: File) -> Reading:
    return FORMATS[0].read(files, Tree(str(folder), str(folder)), Inputs(), TYPES)


@pytest.mark.parametrize(
    "data",
    [
        MAIL.encode(),
        b"\xef\xbb\xbf" + MAIL.encode(),
        MAIL.encode("utf-16"),
        MAIL.replace("\n", "\r\n").encode(),
    ],
)
def test_however_a_file_is_encoded(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "mail.yaml").write_bytes(data)
    reading = read_files(tmp_path, File(tmp_path / "mail.yaml"))
    (mail,) = reading.resources
    assert (mail.root, mail.header.line) == ("mail.yaml", 11)
    assert reading.files == {str((tmp_path / "mail.yaml").resolve())}


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", "c.json"):
        (tmp_path / name).write_text(MAIL if name != "c.json" else '{"a": 1}')
    files = [File(tmp_path / name) for name in ("b.yaml", "c.json", "a.yaml")]
    for given_files in (files, files[::-1]):
        reading = read_files(tmp_path, *given_files)
        assert [each.root for each in reading.resources] == ["a.yaml", "b.yaml"]


def test_a_file_that_cannot_be_read_is_unreadable(tmp_path: Path) -> None:
    (unreadable,) = read_files(tmp_path, File(tmp_path / "gone.yaml")).unreadable
    assert unreadable.path.endswith("gone.yaml")


def test_the_format_itself_imports_no_parser() -> None:
    code = (
        "import sys, smtp_iac.formats.cloudformation as f; print({'yaml', 'json', 're'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "set()"


def look_at_everything(reading: Reading) -> None:
    """Evaluate all that is there; whatever it is, it has an identity and a place."""
    for resource in reading.resources:
        identity(resource.exists)
        for name in resource.body.names():
            value = resource.body.value(name)
            identity(value)
            missing_inputs(value)
            if value.__class__.__name__ != "Absent":
                span = value.origin.span
                assert span is not None
                assert resource.suggest is not None
                resource.suggest(span)
    lines = [each.line for each in reading.unreadable] + [each.line for each in reading.diagnostics]
    assert all(line is not None and line > 0 for line in lines)


CONDITIONAL = """
Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Condition: One
    Properties: {VpcId: !Sub '${Env}/8'}
"""
IN_JSON = {
    "Resources": {
        "G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"VpcId": {"Fn::Select": [0, ["a"]]}}},
    }
}
TEXTS = [MAIL, dedent(SECTIONS) + CONDITIONAL, json.dumps(IN_JSON, indent=1)]
CALLS = "!Ref |!If |!Sub |!Join |!Select |!FindInMap |!GetAtt |!Split |!Cidr |!Equals |!Not |Fn::If: |Ref: "
MARKS = "[|]|{|}|, |: |\n|  |- |&a |*a|<<: *a|'|\"|\\|\t|\ufeff|\x00|\u2028|😀|#|---\n|%|${|: |-\n|\r"
WORDS = (
    "~|null|true|022|${A}|{{resolve:ssm:x}}|AWS::NoValue|Public|Cidr|Mail|Fn::Transform: |Fn::ForEach::A: "
)
PIECES = ["", *CALLS.split("|"), *MARKS.split("|"), *WORDS.split("|")]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_no_mutation_of_a_template_raises(text: str) -> None:
    look_at_everything(read(text))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="{}[]\":,!&*-<> \n\tRefTyp#|'a1\\", max_size=60))
def test_no_text_raises(text: str) -> None:
    look_at_everything(read("Resources:\n  A: {Type: AWS::EC2::SecurityGroup}\n" + text))
    look_at_everything(read('{"Resources": {"A": {"Type": "AWS::EC2::SecurityGroup", "Properties": ' + text))


@pytest.mark.parametrize(
    "piece",
    [
        '"' + "${" * 100_000 + '"',
        '!Sub "' + "${" * 100_000 + '"',
        '"' + "{{resolve:" * 100_000 + '"',
        "0x" + "f" * 9_999,
    ],
    ids=["variables", "sub", "dynamic references", "a number"],
)
def test_texts_that_only_look_like_something_cost_little(piece: str) -> None:
    properties = f"{{VpcId: {piece}}}"
    look_at_everything(read(f"Resources: {{A: {{Type: AWS::EC2::SecurityGroup, Properties: {properties}}}}}"))
