"""The text format beyond its goldens: one line when clear, hidden findings, colour, and safe excerpts."""

from __future__ import annotations

import re
import subprocess
import sys

from hypothesis import example, given
from hypothesis import strategies as st

from smtp_iac.printing import visible
from smtp_iac.reporters import Options, text
from smtp_iac.reporters._excerpt import WIDTH, _columns, excerpt
from smtp_iac.reporters._place import BLOCK, Places
from smtp_iac.source import Source, Span
from smtp_iac.value import Missing

from .reports import REPORTS, Paths, report, source, span, waiting

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def test_a_clear_run_is_one_line() -> None:
    for options in (Options(), Options(colour=True), Options(undecided="hide"), Options(undecided="fail")):
        output = text.render(REPORTS["clear"](), options)
        assert output.count("\n") == 1
        assert ANSI.sub("", output).startswith("No exposure found")


def test_no_other_run_says_that_there_is_no_exposure() -> None:
    for name in ("exposed", "folded", "undecided", "unreadable", "hostile"):
        for options in (Options(), Options(undecided="hide")):
            assert "No exposure" not in text.render(REPORTS[name](), options)


def test_hidden_undecided_are_counted_in_the_closing_line() -> None:
    lines = text.render(REPORTS["undecided"](), Options(undecided="hide")).splitlines()
    assert not [line for line in lines if line.startswith("undecided")]
    assert lines[-1].startswith("0 exposed, 14 undecided (hidden), 0 unreadable; ")


def test_colour_adds_nothing_but_colour() -> None:
    for build in REPORTS.values():
        plain = text.render(build())
        coloured = text.render(build(), Options(colour=True))
        assert ANSI.sub("", coloured) == plain
        assert coloured != plain
        assert "\x1b" not in plain


def test_what_reaches_a_terminal_prints() -> None:
    for build in REPORTS.values():
        for line in text.render(build()).split("\n"):
            assert line == "" or line.isprintable()


@example("0" * 100 + "\u0300", "", "")
@given(st.text(max_size=300), st.text(max_size=200), st.text(max_size=300))
def test_carets_stand_under_the_span(before: str, inside: str, after: str) -> None:
    before, inside, after = (part.replace("\n", " ").replace("\r", " ") for part in (before, inside, after))
    data = [part.encode("utf-8", "replace") for part in (before, inside, after)]
    source = Source("x", b"".join(data))
    start = len(data[0])
    number, line, carets = excerpt(Span(source, start, start + len(data[1])), Places(Paths()))
    assert number == 1
    assert line.isprintable()
    assert _columns(line) <= WIDTH + 2
    whole = "".join(visible(c) if c != "\t" else "    " for c in data[0].decode())
    if not line.startswith("…") or whole.startswith("…"):
        assert len(carets) - carets.count("^") == _columns(whole)
    else:
        shown = line[1:] + " " * WIDTH  # of which a line ends in none
        before_carets = carets.count(" ") - 1
        # a combining mark takes no column, and belongs to what it follows
        leads = [shown[:n] for n in range(len(shown) + 1) if _columns(shown[:n]) == before_carets]
        assert any(whole.endswith(lead) for lead in leads)


@given(st.text(alphabet="aé寄\t\n\r😀", max_size=80), st.integers(0, 2 * BLOCK), st.data())
def test_positions_are_those_of_the_source(content: str, filler: int, data: st.DataObject) -> None:
    content = content[:20] + "é" * filler + content[20:]
    source = Source("x", content.encode())
    places = Places(Paths())
    for index in data.draw(st.lists(st.integers(0, len(content)), max_size=8)):
        offset = len(content[:index].encode())
        assert places.lines(source).position(offset) == source.position(offset)


def test_the_text_reporter_imports_no_json_and_no_third_party() -> None:
    program = (
        "import sys; before = set(sys.modules); import smtp_iac.reporters.text; "
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    run = subprocess.run([sys.executable, "-I", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {program}"],
                         capture_output=True, text=True, check=True)  # fmt: skip
    assert set(run.stdout.split()) <= {"__future__", "bisect", "_bisect", "smtp_iac"}


def test_instances_of_one_block_that_wait_for_one_input_are_folded() -> None:
    main = source("main.tf", 'variable "c" {}\n  cidr_blocks = var.c\n  cidr_blocks = [var.c]\n')
    missing = Missing("var.c", "has no value", "nobody can know", span(main, 'variable "c"'))
    first, second = span(main, "var.c"), span(main, "[var.c]")
    waits = [waiting(first, f"module.m[{number}].aws_x.y", missing) for number in range(3)]
    lines = text.render(report([*waits, waiting(second, "aws_x.z", missing)])).splitlines()
    assert lines[0].startswith(
        "undecided[SMTP001]: var.c has no value: 4 rules undecided, first at main.tf:2"
    )
    assert "  --> main.tf:2:17  module.m[0].aws_x.y and 2 more instances" in lines
    assert "      main.tf:3:17  aws_x.z" in lines
    assert not [line for line in lines if line.startswith("      and ")]
