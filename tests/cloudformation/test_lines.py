"""Where a finding stands, to the column, and the way to it: the marks « and » say what it must point at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import smtp_iac
from smtp_iac.finding import Finding, Link

RULE = "IpProtocol: tcp, FromPort: 25, ToPort: 25"
GROUP = """Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: x
      SecurityGroupIngress:
"""
FLOW = GROUP + f"        - {{Description: 'é😀漢', {RULE}, CidrIp: «0.0.0.0/0»}} # é\n"
BLOCK = GROUP + "        - IpProtocol: tcp\n          FromPort: 25\n          ToPort: 25\n          CidrIp: "
JSON = (
    '{"Resources":{"G":{"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"é😀\\u00e9",'
    '"SecurityGroupIngress":[{"IpProtocol":"tcp","FromPort":25,"ToPort":25,"CidrIp":«"0.0.0.0/0"»}]}}}}'
)
OPEN = f"{{{RULE}, CidrIp: 0.0.0.0/0}}"
PARAMETER = "Parameters: {A: {Type: String, Default: x}, Any: {Type: String, Default: ‹0.0.0.0/0›}}\n"
CONDITION = PARAMETER + "Conditions:\n  C: !Equals [!Ref A, x]\n"


def found(folder: Path, text: str, name: str = "stack.yaml", encoding: str = "utf-8") -> Finding:
    (folder / name).write_bytes(text.encode(encoding))
    report = smtp_iac.check([str(folder / name)], working_directory=str(folder))
    assert report.unreadable == []
    (finding,) = report.findings
    assert finding.verdict == "exposed"
    return finding


def place(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def ends(item: Finding | Link) -> tuple[tuple[int, int], tuple[int, int]]:
    span = item.span
    return span.source.position(span.start), span.source.position(span.end)


@pytest.mark.parametrize(
    "text",
    [
        FLOW,
        BLOCK + "«0.0.0.0/0»\n",
        BLOCK + "«'0.0.0.0/0'»   # why\n",
        BLOCK + '«"0.0.0.0\\/0"»\n',
        BLOCK + "«|-\n            0.0.0.0/0»\n\n          Description: x\n",
        BLOCK + "«>-\n            0.0.0.0/0»\n",
        BLOCK + "\n            «0.0.0.0/0»\n",
        BLOCK + "&any «0.0.0.0/0»\n",
        BLOCK + "!!str «0.0.0.0/0»\n",
        BLOCK + "!!str &any «0.0.0.0/0»\n",
        BLOCK + "«!Sub 0.0.0.0/0»\n",
        BLOCK + "«!Sub |-\n            0.0.0.0/0»\n",
        BLOCK + "\n            «Fn::Join: ['/', [0.0.0.0, '0']]»\n",
        GROUP + f"        - {{{RULE},\n           CidrIp:\n              «0.0.0.0/0»}}\n",
        "Metadata:\n  base: &base {IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 10.0.0.0/8}\n"
        + GROUP
        + "        - <<: *base\n          CidrIp: «0.0.0.0/0»\n",
        # U+2028, U+0085 and a lone CR end no line of a file
        FLOW.replace("GroupDescription: x", 'GroupDescription: "a\u2028b\u0085c"'),
        FLOW.replace("Resources:\n", "Description: x\rResources:\n"),
    ],
)
def test_yaml(tmp_path: Path, text: str) -> None:
    finding = found(tmp_path, text.replace("«", "").replace("»", ""))
    assert ends(finding) == (place(text, text.index("«")), place(text.replace("«", ""), text.index("»") - 1))
    assert finding.trail == ()


@pytest.mark.parametrize(
    "text",
    [
        JSON,
        JSON.replace('"CidrIp":', '\n\t\t\t"CidrIp" :\t'),
        JSON.replace("[{", "{").replace("}]", "}"),
        JSON.replace('"G"', json.dumps("k" * 2000)),
        JSON.replace('"GroupDescription"', '"Metadata":' + '{"a":' * 60 + "[\n]" + "}" * 60 + ',"Gd"'),
    ],
    ids=["compact", "tabs", "a single rule", "a long key", "deep"],
)
def test_json(tmp_path: Path, text: str) -> None:
    finding = found(tmp_path, text.replace("«", "").replace("»", ""), "stack.json")
    assert ends(finding) == (place(text, text.index("«")), place(text.replace("«", ""), text.index("»") - 1))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be-bom", "crlf"])
@pytest.mark.parametrize(("text", "name"), [(FLOW, "stack.yaml"), (JSON, "stack.json")])
def test_encodings(tmp_path: Path, text: str, name: str, encoding: str) -> None:
    plain = text.replace("«", "").replace("»", "")
    if encoding == "crlf":
        finding = found(tmp_path, plain.replace("\n", "\r\n"), name)
    elif encoding == "utf-16-be-bom":
        finding = found(tmp_path, "\ufeff" + plain, name, "utf-16-be")
    else:
        finding = found(tmp_path, plain, name, encoding)
    assert ends(finding)[0] == place(text, text.index("«"))


@pytest.mark.parametrize(
    ("text", "whats"),
    [
        (PARAMETER + BLOCK + "«!Ref Any»\n", ["default of parameter Any"]),
        (PARAMETER + BLOCK + "\n            «Ref: Any»\n", ["default of parameter Any"]),
        (
            CONDITION + BLOCK + "!If [C, «!Ref Any», 10.0.0.0/8]\n",
            ["default of parameter Any", "condition C"],
        ),
        (
            (CONDITION + BLOCK + "«!Ref Any»\n").replace("    Type", "    Condition: C\n    Type"),
            ["default of parameter Any", "condition C"],
        ),
        (
            "Mappings:\n  M:\n    a:\n      cidr: ‹0.0.0.0/0›\n" + BLOCK + "«!FindInMap [M, a, cidr]»\n",
            ["entry a.cidr of mapping M"],
        ),
        ("Metadata: {any: &any ‹0.0.0.0/0›}\n" + BLOCK + "«*any»\n", ["anchor &any"]),
        (
            f"Metadata:\n  rule: &rule {OPEN}\n{GROUP}        - «*rule»\n".replace(
                "0.0.0.0/0", "‹0.0.0.0/0›"
            ),
            ["anchor &rule"],
        ),
        (
            f"Metadata:\n  base: &base {OPEN}\n{GROUP}        - <<: [«*base»]\n".replace(
                "0.0.0.0/0", "‹0.0.0.0/0›"
            ),
            ["merged by <<"],
        ),
        (
            "Parameters: {A: {Type: CommaDelimitedList, Default: ‹'10.0.0.0/8,0.0.0.0/0'›}}\n"
            + BLOCK
            + "«!Select [1, !Ref A]»\n",
            ["default of parameter A"],
        ),
    ],
)
def test_trails_begin_where_the_value_is_written(tmp_path: Path, text: str, whats: list[str]) -> None:
    plain = text
    for mark in "«»‹›":
        plain = plain.replace(mark, "")
    finding = found(tmp_path, plain)
    unmarked = text.replace("‹", "").replace("›", "")
    assert ends(finding)[0] == place(unmarked, unmarked.index("«"))
    assert [link.what for link in finding.trail] == whats
    assert ends(finding.trail[0])[0] == place(text, text.index("‹"))
    if "condition C" in whats:
        assert finding.trail[1].span.line == 3


def test_a_condition_of_the_resource_is_named_beside_a_rule_that_is_written_there(tmp_path: Path) -> None:
    text = (CONDITION + BLOCK + "0.0.0.0/0\n").replace("    Type", "    Condition: C\n    Type")
    finding = found(tmp_path, text.replace("‹", "").replace("›", ""))
    assert [(link.what, link.span.line) for link in finding.related] == [("condition C", 3)]


@pytest.mark.parametrize(
    "rule",
    [
        f"{{{RULE}, CidrIp: !If [C, 0.0.0.0/0, 10.0.0.0/8]}}",
        "{IpProtocol: tcp, FromPort: !If [C, 25, 26], ToPort: 30, CidrIp: 0.0.0.0/0}",
        f"!If [C, {OPEN}, !Ref AWS::NoValue]",
    ],
)
def test_the_way_from_an_open_parameter_goes_through_its_condition(tmp_path: Path, rule: str) -> None:
    head = "Parameters: {A: {Type: String}}\nConditions:\n  C: !Equals [!Ref A, x]\n"
    text = f"{head}{GROUP}        - {rule}\n"
    (tmp_path / "stack.yaml").write_text(text)
    (finding,) = smtp_iac.check([str(tmp_path)], working_directory=str(tmp_path)).findings
    assert (finding.verdict, finding.span.line) == ("undecided", 10)
    trail = [(link.what, link.span.line) for link in finding.trail]
    assert trail == [("parameter A has no value", 1), ("condition C", 3)]


NARROW = "<the address range of your mail relays, such as 192.0.2.0/24>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BLOCK + "!If [C, 0.0.0.0/0, 10.0.0.0/8]\n", f"CidrIp: !If\n  - C\n  - {NARROW}\n  - 10.0.0.0/8"),
        (BLOCK + "!Sub 0.0.0.0/0\n", f"CidrIp: {NARROW}"),
        (
            "Parameters: {A: {Type: CommaDelimitedList, Default: '10.0.0.0/8,0.0.0.0/0'}}\n"
            + BLOCK
            + "!Select [1, !Ref A]\n",
            f"Type: CommaDelimitedList\nDefault: 10.0.0.0/8,{NARROW}",
        ),
        (f"Metadata:\n  rule: &rule {OPEN}\n{GROUP}        - *rule\n", f"CidrIp: {NARROW}"),
    ],
)
def test_the_edit_is_of_the_declaration_that_says_it(tmp_path: Path, text: str, expected: str) -> None:
    conditions = "Conditions: {C: !Equals [a, a]}\n"
    edit = found(tmp_path, conditions + text).edit
    assert edit is not None
    assert edit.text.endswith(expected)
