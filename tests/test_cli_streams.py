"""What goes to which stream, and how: documents, messages, colours, odd names, a reader that goes away."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from .commands import CLEAR, PLANTED, Run, command, environment, ingress, run
from .walking import put

BROKEN = 'a = "'
UNKNOWN = 'variable "c" {}\n' + ingress("var.c")
ESCAPE = "\x1b"


@pytest.mark.parametrize("format_", ["json", "sarif"])
@pytest.mark.parametrize(
    ("content", "arguments", "code"),
    [
        ({"a.tf": CLEAR}, [], 0),
        ({"a.tf": PLANTED}, [], 1),
        ({"a.tf": PLANTED, "b.tf": BROKEN}, [], 2),
        ({"README": ""}, [], 3),
        ({"README": ""}, ["README"], 0),
        ({"a.tf": PLANTED}, ["missing"], 2),
        ({"a.tf": CLEAR}, ["--var-file", "missing"], 2),
    ],
)
def test_one_complete_document_whatever_the_code(
    tmp_path: Path, format_: str, content: dict[str, str | bytes], arguments: list[str], code: int
) -> None:
    put(tmp_path, content)
    ran = run(tmp_path, "check", "--format", format_, *arguments)
    assert ran.code == code
    document = json.loads(ran.out)
    assert document["version"] == ("1" if format_ == "json" else "2.1.0")
    assert ran.out.endswith("}\n")
    assert ran.err.count("\n") == (1 if code > 1 or "README" in arguments else 0)


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_a_clear_run_says_nothing_to_people_on_stderr(tmp_path: Path, format_: str) -> None:
    put(tmp_path, {"a.tf": CLEAR})
    assert run(tmp_path, "check", "--format", format_).err == ""


def test_a_clear_run_is_one_line(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": CLEAR})
    assert run(tmp_path, "check").out == (
        "No exposure found (SMTP001, SMTP002, SMTP003, SMTP004, SMTP005): "
        "1 file, 1 resource judged, 0 undecided.\n"
    )


def test_undecided_is_shown_or_only_counted(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": UNKNOWN})
    shown, hidden = run(tmp_path, "check"), run(tmp_path, "check", "--undecided=hide")
    assert "var.c has no value" in shown.out
    assert "var.c" not in hidden.out
    assert "1 undecided" in shown.out and "1 undecided" in hidden.out


def test_hidden_undecided_is_counted_in_json(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": UNKNOWN})
    report = run(tmp_path, "check", "--undecided=hide", "--format=json").report
    assert (report["findings"], report["summary"]["undecided"]) == ([], 1)


def test_messages_are_one_line_each(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": BROKEN, "b.tf": "{", "README": ""})
    ran = run(tmp_path, "check", "--format", "json", ".", "README", "--var", "typo=\n1")
    lines = ran.err.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("smtp-iac: ") for line in lines)


# --- colours ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_no_escape_codes_unless_on_a_terminal(tmp_path: Path, format_: str) -> None:
    put(tmp_path, {"a.tf": PLANTED + UNKNOWN, "b.tf": BROKEN})
    ran = run(tmp_path, "check", "--format", format_, env={"FORCE_COLOR": "1"})
    assert ESCAPE not in ran.out + ran.err


def on_a_terminal(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> str:
    pty = pytest.importorskip("pty", reason="this system has no terminals")
    ours, theirs = pty.openpty()
    with subprocess.Popen(command(*arguments), cwd=folder, env=environment(env), stdout=theirs) as process:
        os.close(theirs)
        pieces = []
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not piece:
                break
            pieces.append(piece)
        process.wait(timeout=60)
    os.close(ours)
    return b"".join(pieces).decode()


def test_a_terminal_has_colours(tmp_path: Path) -> None:
    put(tmp_path, {"a.tf": PLANTED})
    assert f"{ESCAPE}[" in on_a_terminal(tmp_path, "check")


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colours(tmp_path: Path, env: dict[str, str]) -> None:
    put(tmp_path, {"a.tf": PLANTED})
    shown = on_a_terminal(tmp_path, "check", env=env)
    assert ESCAPE not in shown
    assert "error[SMTP001]" in shown


@pytest.mark.parametrize("format_", ["json", "sarif"])
def test_a_document_has_no_colours_on_a_terminal(tmp_path: Path, format_: str) -> None:
    put(tmp_path, {"a.tf": PLANTED})
    assert ESCAPE not in on_a_terminal(tmp_path, "check", "--format", format_)


# --- odd names --------------------------------------------------------------------------------------

ODD = ["\x1b[31m.tf", "a\nb.tf", "tab\t.tf", "\x9b31m.tf", "\u202efdp.tf", "ü €.tf"]


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be written on Windows")
@pytest.mark.parametrize("content", [PLANTED, BROKEN, UNKNOWN])
@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_names_with_control_characters_are_escaped(tmp_path: Path, content: str, format_: str) -> None:
    for name in ODD:
        put(tmp_path, {name: content})
    ran = run(tmp_path, "check", "--format", format_)
    assert ran.code in (0, 1, 2)
    shown = ran.out + ran.err
    assert not [each for each in shown if each in "\x1b\t\x9b\u202e"]
    assert all(line.startswith("smtp-iac: ") for line in ran.err.splitlines())


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be written on Windows")
@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_a_name_that_is_not_utf_8(tmp_path: Path, format_: str) -> None:
    try:
        put(tmp_path, {os.fsdecode(b"caf\xe9.tf"): PLANTED})
    except OSError:
        pytest.skip("this file system takes no such name")
    ran = run(tmp_path, "check", "--format", format_)
    assert ran.code == 1
    assert "caf" in ran.out


def test_odd_paths_that_do_not_exist_are_escaped(tmp_path: Path) -> None:
    ran = run(tmp_path, "check", "a\x1b[31m\nb")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert ESCAPE not in ran.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_the_terminal(tmp_path: Path, encoding: str) -> None:
    put(tmp_path, {"ü.tf": PLANTED.replace("planted", "ö")})
    ran = run(tmp_path, "check", env={"PYTHONIOENCODING": encoding, "LC_ALL": "C"})
    assert ran.code == 1


# --- a reader that goes away ------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["text", "json"])
def test_stdout_is_closed_early(tmp_path: Path, format_: str) -> None:
    put(tmp_path, {f"{n}.tf": PLANTED.replace("planted", f"g{n}") for n in range(400)})
    with subprocess.Popen(
        command("check", "--format", format_),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.read(10)
        process.stdout.close()
        err = process.stderr.read().decode()
        code = process.wait(timeout=60)
    assert err == ""
    Run(code, "", err)


@pytest.mark.skipif(os.name == "nt", reason="this is how a shell of Unix closes a stream")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "> /dev/full"])
def test_streams_that_cannot_be_written(tmp_path: Path, closed: str) -> None:
    if "full" in closed and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    put(tmp_path, {"a.tf": PLANTED, "README": ""})
    arguments = subprocess.list2cmdline(command("check", ".", "README"))
    done = subprocess.run(
        ["sh", "-c", f"{arguments} {closed}"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    assert done.returncode == (2 if "full" in closed else 1)
