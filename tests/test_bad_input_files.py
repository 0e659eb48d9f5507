"""Files that are broken as files or as text: named in one line, and everything else is still judged."""

from __future__ import annotations

import json
import os
import socket
import zipfile
from pathlib import Path

import pytest

from .commands import CLEAR, PLANTED, Run, check, run
from .walking import put

PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "planned_values": {"root_module": {}},
    "resource_changes": [],
}


def beside_planted(folder: Path, files: dict[str, str | bytes], *arguments: str) -> Run:
    """Check a folder that also holds a rule open to everybody, which must be found."""
    put(folder, {"planted.tf": PLANTED, **files})
    ran = check(folder, *arguments)
    assert "aws_security_group.planted" in ran.exposed
    assert ran.err.count("\n") == len(ran.report["unreadable"]) + len(ran.report["diagnostics"])
    return ran


# --- what is no error -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.tf", "a.tf.json", "terraform.tfvars", "a.yaml", "a.json", "a.template"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    ran = beside_planted(tmp_path, {name: ""})
    # terraform takes an empty .tf.json for invalid JSON
    assert ran.code == (2 if name.endswith("tf.json") else 1)


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(b"\xef\xbb\xbf" + PLANTED.encode(), id="byte order mark"),
        pytest.param(PLANTED.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(b"\xff\xfe" + PLANTED.encode("utf-16-le"), id="UTF-16 little end first"),
        pytest.param(b"\xfe\xff" + PLANTED.encode("utf-16-be"), id="UTF-16 big end first"),
        pytest.param(PLANTED.encode().rstrip(), id="no end of line"),
    ],
)
def test_encodings_and_line_ends(tmp_path: Path, encoded: bytes) -> None:
    put(tmp_path, {"a.tf": encoded})
    ran = check(tmp_path)
    (finding,) = ran.report["findings"]
    assert (ran.code, finding["verdict"], finding["line"], finding["column"]) == (1, "exposed", 6, 18)


def test_a_link_loop_of_directories_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "c").symlink_to("..")
    put(tmp_path, {"a/planted.tf": PLANTED})
    ran = check(tmp_path)
    assert (ran.code, ran.exposed, ran.unreadable) == (1, ["aws_security_group.planted"], [])


# --- what is unreadable -----------------------------------------------------------------------------


def test_binary_content_under_our_name(tmp_path: Path) -> None:
    ran = beside_planted(tmp_path, {"a.tf": bytes(range(256)) * 20})
    assert (ran.code, [file for file, _ in ran.unreadable]) == (2, ["a.tf"])


def test_text_that_is_not_utf_8_has_its_line(tmp_path: Path) -> None:
    ran = beside_planted(tmp_path, {"a.tf": CLEAR.encode() + b'# caf\xe9\nvariable "x" {}\n'})
    assert (ran.code, ran.unreadable) == (2, [("a.tf", CLEAR.count("\n") + 1)])


def test_a_dangling_link_with_our_name(tmp_path: Path) -> None:
    (tmp_path / "a.tf").symlink_to("nowhere.tf")
    ran = beside_planted(tmp_path, {})
    assert (ran.code, ran.unreadable) == (2, [("a.tf", None)])
    assert "link" in ran.reasons


def test_links_that_lead_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.tf").symlink_to("b.tf")
    (tmp_path / "b.tf").symlink_to("a.tf")
    ran = beside_planted(tmp_path, {})
    assert (ran.code, ran.unreadable) == (2, [("a.tf", None), ("b.tf", None)])


def test_dangling_links_with_other_names_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "README").symlink_to("nowhere")
    assert beside_planted(tmp_path, {}).code == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
@pytest.mark.parametrize("name", ["a.tf", "folder"])
def test_no_permission(tmp_path: Path, name: str) -> None:
    put(tmp_path, {"a.tf": CLEAR, "folder/a.tf": CLEAR})
    (tmp_path / name).chmod(0)
    try:
        ran = beside_planted(tmp_path, {})
    finally:
        (tmp_path / name).chmod(0o700)
    assert (ran.code, ran.unreadable) == (2, [(name, None)])
    assert "permission denied" in ran.reasons


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.tf")
    ran = beside_planted(tmp_path, {})
    assert (ran.code, ran.unreadable) == (2, [("x.tf", None)])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_that_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.json")
    ran = check(tmp_path, "x.json")
    assert (ran.code, ran.unreadable) == (2, [("x.json", None)])


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("x.tf")
        ran = beside_planted(tmp_path, {})
    assert (ran.code, ran.unreadable) == (2, [("x.tf", None)])


def test_a_directory_with_our_name_is_a_directory(tmp_path: Path) -> None:
    ran = beside_planted(tmp_path, {"x.tf/inner.tf": CLEAR})
    assert ran.code == 1


def test_merge_conflict_markers(tmp_path: Path) -> None:
    text = f"{CLEAR}<<<<<<< HEAD\nlocals {{ a = 1 }}\n=======\nlocals {{ a = 2 }}\n>>>>>>> theirs\n"
    ran = beside_planted(tmp_path, {"a.tf": text})
    assert (ran.code, ran.unreadable) == (2, [("a.tf", CLEAR.count("\n") + 1)])
    assert "conflict" in ran.reasons


def test_merge_conflict_markers_inside_a_block(tmp_path: Path) -> None:
    text = "locals {\n<<<<<<< HEAD\n  a = 1\n=======\n  a = 2\n>>>>>>> theirs\n}\n"
    ran = beside_planted(tmp_path, {"a.tf": text})
    assert (ran.code, ran.unreadable) == (2, [("a.tf", 2)])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('cidrs = ["10.0.0.0/8"\n', 1),
        ("a = 1\ncidrs\n", 2),
        ('a = 1\n\nblock "x" {\n}\n', 3),
        ('a = 1\nb = "unclosed\n', 2),
    ],
)
def test_broken_tfvars(tmp_path: Path, text: str, line: int) -> None:
    ran = beside_planted(tmp_path, {"terraform.tfvars": text})
    assert (ran.code, ran.unreadable) == (2, [("terraform.tfvars", line)])


def test_broken_tfvars_json(tmp_path: Path) -> None:
    ran = beside_planted(tmp_path, {"a.auto.tfvars.json": '{\n  "a": [1,\n'})
    assert (ran.code, [file for file, _ in ran.unreadable]) == (2, ["a.auto.tfvars.json"])


def test_a_value_that_cannot_be_parsed_in_tfvars(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "main.tf": 'variable "c" {}\n' + CLEAR.replace('["10.0.0.0/8"]', "var.c"),
        "terraform.tfvars": "unused = 1\nc = [1 +* 2]\n",
    }
    ran = beside_planted(tmp_path, files)
    assert (ran.code, ran.unreadable, ran.undecided) == (
        2,
        [("terraform.tfvars", 2)],
        ["aws_security_group.clear"],
    )


@pytest.mark.parametrize("cut", [1, 3, 200])
def test_a_truncated_plan(tmp_path: Path, cut: int) -> None:
    plan = (Path(__file__).parent.parent / "fixtures/demo/backup-mx.plan.json").read_text()
    ran = beside_planted(tmp_path, {"plan.json": plan.rstrip()[:-cut]})
    assert (ran.code, [file for file, _ in ran.unreadable]) == (2, ["plan.json"])


def test_the_streaming_format_of_plan(tmp_path: Path) -> None:
    lines = [
        {"@level": "info", "@message": "Terraform 1.11.4", "@module": "terraform.ui", "type": "version"},
        {
            "@level": "info",
            "@message": "x: Plan to create",
            "@module": "terraform.ui",
            "type": "planned_change",
        },
    ]
    stream = "".join(json.dumps(line) + "\n" for line in lines)
    ran = beside_planted(tmp_path, {"plan.json": stream})
    assert (ran.code, ran.unreadable) == (2, [("plan.json", None)])
    assert "terraform show -json" in ran.reasons


@pytest.mark.parametrize("name", ["tfplan", "plan.json"])
def test_a_binary_plan(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as plan:
        plan.writestr("tfplan", b"\x08\x03")
        plan.writestr("tfstate", "{}")
    ran = beside_planted(tmp_path, {}, ".", name)
    assert (ran.code, ran.unreadable) == (2, [(name, None)])
    assert "terraform show -json" in ran.reasons


def test_another_zip_file_is_not_ours(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "function.json", "w") as archive:
        archive.writestr("index.py", "")
    assert beside_planted(tmp_path, {}).code == 1


def test_a_broken_template(tmp_path: Path) -> None:
    text = "Resources:\n  A:\n    Type: AWS::EC2::SecurityGroup\n    Properties: {a: [1\n"
    ran = beside_planted(tmp_path, {"a.yaml": text})
    assert (ran.code, [file for file, _ in ran.unreadable]) == (2, ["a.yaml"])


def test_broken_yaml_that_is_not_ours_is_silent(tmp_path: Path) -> None:
    ran = beside_planted(tmp_path, {"a.yaml": "a: [1\n", "b.json": "{", "c.yaml": "{{ helm }}"})
    assert (ran.code, ran.unreadable) == (1, [])


def test_billion_laughs_in_a_template(tmp_path: Path) -> None:
    levels = "".join(f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 12))
    text = (
        "Mappings:\n  l0: &l0 lol\n"
        + levels
        + "Resources:\n  A:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
        "      GroupDescription: x\n      SecurityGroupIngress: *l11\n"
        "  B:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n"
        "      {GroupId: sg-1, IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 0.0.0.0/0}\n"
    )
    ran = beside_planted(tmp_path, {"a.yaml": text})
    assert ran.unreadable or "B" in ran.exposed
    assert ran.unreadable or "A" in ran.undecided


@pytest.mark.parametrize("mark", ["Resources:\n  A:\n    Type: AWS::EC2::SecurityGroup\nx: ", "x: "])
def test_deep_brackets_in_yaml(tmp_path: Path, mark: str) -> None:
    ran = beside_planted(tmp_path, {"a.yaml": mark + "[" * 10_000 + "]" * 10_000})
    assert [file for file, _ in ran.unreadable] == (["a.yaml"] if "AWS" in mark else [])


@pytest.mark.parametrize("mark", ['"Resources": {"A": {"Type": "AWS::EC2::SecurityGroup"}}, ', ""])
def test_deep_brackets_in_json(tmp_path: Path, mark: str) -> None:
    ran = beside_planted(tmp_path, {"a.json": "{" + mark + '"x": ' + "[" * 10_000 + "]" * 10_000 + "}"})
    assert [file for file, _ in ran.unreadable] == (["a.json"] if mark else [])


def test_deep_brackets_in_a_plan(tmp_path: Path) -> None:
    text = json.dumps({**PLAN, "variables": {"x": {"value": "HERE"}}})
    ran = beside_planted(tmp_path, {"p.json": text.replace('"HERE"', "[" * 10_000 + "]" * 10_000)})
    assert [file for file, _ in ran.unreadable] == ["p.json"]


def test_one_line_each_for_people(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": "{", "b.tf": "\0", "c.tf": '"', "planted.tf": PLANTED})
    ran = run(tmp_path, "check")
    assert ran.code == 2
    assert [line.split(":")[1].strip() for line in ran.out.splitlines() if line.startswith("unreadable")] == [
        "a.tf",
        "b.tf",
        "c.tf",
    ]
    assert ran.err == ""
