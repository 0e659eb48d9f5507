"""Templates that are broken: one line with file and place, exit 2, and everything else is still judged; and
files that are no templates, which are passed over in silence."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import smtp_iac
from smtp_iac.reporters import Options, json, sarif, text

from ..commands import PLANTED, check
from ..walking import put

ROOT = Path(__file__).parent.parent.parent
RULE = "{IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}"
OPEN = f"""Resources:
  G:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - {RULE}
"""
IN_JSON = '{"Resources": {"G": {"Type": "AWS::EC2::SecurityGroup", "P": '
LAUGHS = "".join(f"  a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12))
LAUGHS = f"Metadata:\n  a0: &a0 [{', '.join(['x'] * 9)}]\n{LAUGHS}"
PILE = (
    "b: &b {" + ", ".join(f"k{n}: 1" for n in range(300)) + "}\nc: {<<: [" + ", ".join(["*b"] * 400) + "]}\n"
)


def scanned(
    folder: Path, files: dict[str, str | bytes]
) -> tuple[list[tuple[str, int | None, str]], list[str]]:
    """What is unreadable, and the exposed resources; a rule that is open beside it must be found."""
    put(folder, {"planted.tf": PLANTED, **files})
    report = smtp_iac.check([str(folder)], working_directory=str(folder))
    exposed = [each.resource for each in report.findings if each.verdict == "exposed"]
    assert "aws_security_group.planted" in exposed
    exposed.remove("aws_security_group.planted")
    for each in report.unreadable:
        assert "\n" not in each.reason
        assert len(each.reason) < 200
    return [(report.paths.relative(one.path), one.line, one.reason) for one in report.unreadable], exposed


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        pytest.param(
            OPEN + "  G: {Type: AWS::S3::Bucket}\n", 7, 'duplicate key "G"', id="duplicate resource"
        ),
        pytest.param(OPEN + OPEN, 7, 'duplicate key "Resources"', id="duplicate section"),
        pytest.param(
            OPEN.replace("ToPort: 25", "ToPort: 25, ToPort: 26"),
            6,
            'duplicate key "ToPort"',
            id="duplicate port",
        ),
        pytest.param(LAUGHS + OPEN, 7, "aliases stand for more than", id="billion laughs"),
        pytest.param(PILE + OPEN, 2, "aliases stand for more than", id="piled merges"),
        pytest.param(OPEN.replace("{Ip", "&a [*a, {Ip"), 6, "*a stands for nothing", id="recursive anchor"),
        pytest.param("x: &x\n  <<: *x\n" + OPEN, 2, "*x stands for nothing", id="recursive merge"),
        pytest.param(OPEN + "---\n" + OPEN, 7, "one YAML document", id="two documents"),
        pytest.param(OPEN + "{% if x %}\n  H: {}\n{% endif %}\n", 7, 'the text has "{%"', id="Jinja block"),
        pytest.param(OPEN.replace("0.0.0.0/0", "{{ cidr }}"), 6, 'the text has "{{"', id="Jinja value"),
        pytest.param(OPEN + "<% x.each do |y| %>\n  H: {}\n<% end %>\n", 8, 'the text has "<%"', id="ERB"),
        pytest.param(OPEN[:-12], 6, "did not find expected", id="truncated"),
        pytest.param(
            OPEN + "<<<<<<< HEAD\n  H: {}\n=======\n  I: {}\n>>>>>>> b\n", 7, "merge conflict", id="conflict"
        ),
        pytest.param(OPEN.replace("    Prop", "\tProp"), 4, "tab character", id="tab"),
        pytest.param(OPEN.encode() + b"# caf\xe9\n", 7, "not UTF-8", id="Latin-1"),
        pytest.param(OPEN.encode("utf-16-le"), 1, "NUL byte", id="UTF-16 without a mark"),
        pytest.param(OPEN.encode("utf-32"), 1, "NUL byte", id="UTF-32"),
        pytest.param(
            b"\xff\xfe" + OPEN.encode("utf-16-le") + b"x", None, "not UTF-16", id="half a character"
        ),
        pytest.param(OPEN.replace("tcp", "t\0cp"), 6, "NUL byte", id="NUL"),
        pytest.param(OPEN.replace("tcp", "t\x07cp"), 6, "control characters", id="control character"),
        pytest.param(OPEN + "  H: " + "[" * 100_000 + "]" * 100_000, 7, "nested deeper", id="brackets"),
        pytest.param(OPEN + "  H: " + "{a: " * 100_000, 7, "nested deeper", id="open braces"),
        pytest.param(OPEN + "  H:\n    " + "- " * 50_000 + "a", 8, "nested deeper", id="dashes"),
        pytest.param(OPEN + "? [a, b]\n: c\n", 7, "a key must be a string", id="a list as a key"),
        pytest.param(OPEN + "  H: [!Ref a: b]\n", 7, "a key must be a string", id="a function as a key"),
        pytest.param(OPEN + "x" * 3000 + ": 1\n", 7, "could not find expected ':'", id="a long key"),
        pytest.param(
            "Resources:\n- Type: AWS::S3::Bucket\n", 2, "must be a mapping", id="a list of resources"
        ),
        pytest.param(OPEN.replace("\n", "\r\n") + "---\r\n", 7, "one YAML document", id="CRLF"),
    ],
)
def test_a_broken_yaml_template(tmp_path: Path, content: str | bytes, line: int | None, reason: str) -> None:
    (unreadable,), exposed = scanned(tmp_path, {"bad.yaml": content, "good.yaml": OPEN})
    assert unreadable[:2] == ("bad.yaml", line)
    assert reason in unreadable[2]
    assert exposed == ["G"]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        pytest.param(IN_JSON + "[" * 100_000, 1, "nested deeper", id="brackets"),
        pytest.param(IN_JSON + '{"a":' * 100_000, 1, "nested deeper", id="braces"),
        pytest.param(IN_JSON + "{\n\n", 3, "ends too early", id="truncated"),
        pytest.param(IN_JSON + "1},\n" + IN_JSON[15:] + "1}}}", 2, 'duplicate key "G"', id="duplicate"),
        pytest.param(IN_JSON + "1}}}\n{}", 2, "more text after", id="two values"),
        pytest.param(IN_JSON + '\n"\x01"}}}', 2, "control character", id="a control character"),
        pytest.param(
            '{"Resources": {\n<<<<<<< a\n' + IN_JSON[15:] + "1}\n=======\n>>>>>>> b\n}}",
            2,
            "conflict",
            id="conflict",
        ),
    ],
)
def test_a_broken_json_template(tmp_path: Path, content: str, line: int, reason: str) -> None:
    (unreadable,), exposed = scanned(tmp_path, {"bad.json": content, "good.yaml": OPEN})
    assert unreadable[:2] == ("bad.json", line)
    assert reason in unreadable[2]
    assert exposed == ["G"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(OPEN + 'Description: "' + "x" * 5_000_000 + '"\n', id="a huge text"),
        pytest.param(
            "x: &x " + "y" * 100_000 + "\nz: [" + ", ".join(["*x"] * 50_000) + "]\n" + OPEN, id="aliases"
        ),
        pytest.param("%YAML 1.1\n---\n" + OPEN + "...\n", id="directive"),
        pytest.param(
            OPEN + "  H:\n  I: []\n  J: x\n  K: {Type: [a]}\n  L: {Type: !Ref a}\n", id="odd resources"
        ),
        pytest.param("Parameters: [a]\nConditions: x\nMappings:\nTransform: {}\n" + OPEN, id="odd sections"),
        pytest.param(OPEN + "~: x\n1: y\nyes: z\n", id="odd keys"),
    ],
)
def test_what_is_odd_and_read_all_the_same(tmp_path: Path, content: str) -> None:
    assert scanned(tmp_path, {"odd.yaml": content}) == ([], ["G"])


def test_unknown_tags_are_undecided_and_construct_nothing(tmp_path: Path) -> None:
    python = OPEN.replace("0.0.0.0/0", "!!python/object/apply:os.mkdir [made]")
    put(tmp_path, {"a.yaml": OPEN.replace("0.0.0.0/0", "!Mail {a: b}"), "b.yaml": python})
    ran = check(tmp_path)
    assert (ran.code, ran.undecided, ran.unreadable) == (0, ["G", "G"], [])
    assert "Fn::Mail is not supported yet" in ran.missing
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]


def test_the_exit_code_is_2(tmp_path: Path) -> None:
    put(tmp_path, {"bad.yaml": OPEN + OPEN, "good.yaml": OPEN})
    ran = check(tmp_path)
    assert (ran.code, ran.exposed, ran.unreadable) == (2, ["G"], [("bad.yaml", 7)])
    assert ran.err.startswith("smtp-iac: bad.yaml:7: duplicate key")


HELM = """{{- if .Values.mail }}
apiVersion: v1
kind: ConfigMap
data:
  template.yaml: |
    AWSTemplateFormatVersion: 2010-09-09
    Resources:
      G: {Type: AWS::EC2::SecurityGroup, Name: {{ .Values.name }}}
{{ toYaml .Values.more | indent 2 }}
{{- end }}
"""
FOREIGN: dict[str, str | bytes] = {
    "chart/templates/a.yaml": HELM,
    "chart/templates/b.yaml": "{{- range .Values.x }}\nkind: List\nresources:\n  - {{ . }}\n{{- end }}\n",
    "list.yaml": "apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n---\napiVersion: v1\nkind: Pod\n",
    "log.json": '{"level": "info", "Resources": 1}\n{"level": "warn", "Type": "a"}\n',
    "events.json": '{"detail": {"Resources": ["arn:aws:s3:::a"], "Type": "AWS API Call"}}\n{"a": "::"}\n',
    "openapi.yaml": "openapi: 3.0.0\npaths:\n  /Resources: {get: {operationId: 'a::b'}}\n",
    "docker-compose.yml": "services:\n  mail: {image: x, ports: ['25:25', '[::]:25:25']}\n",
    "play.yml": "- hosts: all\n  tasks:\n  - name: Resources\n    command: '{{ a::b }}'\n  - {{ x }}\n",
    ".github/workflows/a.yml": "on: push\njobs: {a: {steps: [{run: 'echo ::error::Resources'}]}}\n",
    "values.yaml": "Resources:\n  limits: {cpu: 1}\nhost: '::'\n",
    "broken.json": '{"name": [1, 2',
    "tsconfig.json": '{\n  // comment\n  "compilerOptions": {"types": ["a::b",]},\n}\n',
    "latin.yaml": b"name: caf\xe9\n",
    "image.json": b"\x89PNG\0\0\xff",
    "crlf.yaml": "a:\r\n\tb: 1\r\n",
    "empty.template": "",
}


def test_what_is_no_template_is_passed_over_in_silence(tmp_path: Path) -> None:
    assert scanned(tmp_path, FOREIGN) == ([], [])
    ran = check(tmp_path, *sorted({name.split("/")[0] for name in FOREIGN if "/" in name}))
    assert (ran.code, ran.unreadable) == (3, [])


def test_mutants_of_the_fixtures(tmp_path: Path) -> None:
    """Flipped bits, truncations, lines swapped or repeated, pieces put in: always a report, never more."""
    rng = random.Random(25)
    folder = ROOT / "fixtures" / "cloudformation"
    originals = [path for path in sorted(folder.iterdir()) if path.suffix in (".yaml", ".json")]
    style = Options(colour=False, undecided="warn", exit_code=0)
    for _ in range(100):
        original = rng.choice(originals)
        path = tmp_path / f"mutant{original.suffix}"
        path.write_bytes(mutant(original.read_bytes(), rng))
        report = smtp_iac.check([str(path)], working_directory=str(tmp_path))
        assert all("\n" not in one.reason for one in report.unreadable)
        for reporter in (text, json, sarif):
            assert reporter.render(report, style)


def group(attributes: str, rule: str = "{GroupId: x}") -> str:
    return f"{{Type: AWS::EC2::SecurityGroup, {attributes} Properties: {{SecurityGroupIngress: [{rule}]}}}}\n"


SOURCE = "{IpProtocol: tcp, FromPort: 25, ToPort: 25, SourceSecurityGroupId: %s}"


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("!GetAtt B.GroupId", "!GetAtt A.GroupId", "resources A, B depend on each other"),
        ("{'Fn::GetAtt': [B, GroupId]}", "{Ref: A}", "resources A, B depend on each other"),
        ("!Sub '${B}'", "!Join ['', [!Sub '${A.GroupId}']]", "resources A, B depend on each other"),
        ("!Ref A", "!Ref C", "resource A depends on itself"),
        # innocent: one direction, other names, or not sure
        ("!Ref B", "!Ref C", ""),
        ("!Sub ['${B}', {B: x}]", "!Ref A", ""),
        ("!Sub '${!B}'", "!Ref A", ""),
        ("!If [Never, !Ref B, x]", "!Ref A", ""),
        ("!Ref Param", "!Ref A", ""),
    ],
)
def test_resources_in_a_circle(first: str, second: str, reason: str, tmp_path: Path) -> None:
    sections = "Parameters: {Param: {Type: String}}\nConditions: {Never: !Equals [a, b]}\n"
    groups = f"  A: {group('', SOURCE % first)}  B: {group('', SOURCE % second)}"
    text = sections + OPEN + groups + "  C: {Type: AWS::SNS::Topic}\n"
    unreadable, exposed = scanned(tmp_path, {"t.yaml": text})
    assert exposed == ["G"]
    assert unreadable == ([("t.yaml", 9, f"cycle: {reason}")] if reason else [])


def test_a_circle_of_depends_on(tmp_path: Path) -> None:
    count = 3000
    ring = "".join(
        f"  R{n}: {{Type: AWS::SNS::Topic, DependsOn: R{(n + 1) % count}}}\n" for n in range(count)
    )
    unreadable, _ = scanned(tmp_path, {"t.yaml": OPEN + ring})
    assert unreadable == [
        ("t.yaml", 7, "cycle: resources R0, R1, R2, R3, R4 and 2995 more depend on each other")
    ]
    conditional = (
        "  A: {Type: AWS::SNS::Topic, Condition: C, DependsOn: [B]}\n" + "  B: " + group("DependsOn: [A],")
    )
    other = tmp_path / "other"
    assert scanned(other, {"t.yaml": "Conditions: {C: !Equals [a, b]}\n" + OPEN + conditional})[0] == []


PIECES = (
    b"{",
    b"[",
    b"!If [",
    b"&a ",
    b"*a ",
    b"<<: ",
    b"\t",
    b"\0",
    b'"',
    b"|\n",
    b"---\n",
    b"\xff",
    b"${",
    b"~",
)


def mutant(data: bytes, rng: random.Random) -> bytes:
    at, lines = rng.randrange(len(data)), data.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    kind = rng.randrange(5)
    if kind == 0:
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    if kind == 1:
        return data[:at]
    if kind == 2:
        lines[first], lines[second] = lines[second], lines[first]
        return b"\n".join(lines)
    if kind == 3:
        return b"\n".join([*lines[:first], lines[second], *lines[first:]])
    return data[:at] + rng.choice(PIECES) + data[at:]
