"""Hostile input ends: with blocks and nodes or with one SyntaxProblem; no other exception, no hang."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.blocks import top_level
from smtp_iac.formats.terraform.syntax.expressions import parse_own, parse_template
from smtp_iac.formats.terraform.syntax.json_syntax import index_json
from tests.terraform.whole_file import nodes_of

FILES: dict[str, bytes] = {
    "quotes": b'"' * 300_000,
    "quotes in a block": b"a {\n x = " + b'"' * 300_001 + b"\n}\n",
    "braces": b"{" * 300_000,
    "blocks": b"a {" * 100_000,
    "nested blocks": b"a {\n" * 20_000 + b"}\n" * 20_000,
    "less": b"a {\n" + b"<" * 300_000,
    "slashes": b"a {\n" + b"/" * 300_000,
    "comments": b"/*" * 300_000,
    "comments in a block": b"a {\n" + b"/*" * 300_000,
    "comment ends": b"a {\n" + b"/**" * 100_000 + b"\n}\n",
    "backslashes": b'a {\n x = "' + b"\\" * 300_000,
    "labels": b'a "b" ' * 100_000,
    "names": b"a " * 200_000,
    "comments between labels": b"a" + b" /**/" * 100_000,
    "sequences": b'x = "' + b"${" * 2_000,
    "strings in sequences": b'x = "' + b'${"' * 20_000,
    "closed strings in sequences": b"x = " + b'"${' * 20_000 + b"1" + b'}"' * 20_000 + b"\n",
    "long string": b'x = "' + b"a" * 2_000_000 + b'"\n',
    "long string with escapes": b'x = "' + b"\\n$${" * 200_000 + b'"\n',
    "heredoc that almost ends": b"x = <<EOT\n" + b" EOTX\nEO\n EOT x\n" * 50_000 + b"EOT\n",
    "words in an open heredoc": b"x = <<EOT\n" + b"word\n" * 100_000,
    "heredocs": b"x = [<<A\n" + b"${<<A\n" * 5_000,
    "markers": b"".join(b"x%d = <<M%d\nM%d\n" % (i, i, i) for i in range(20_000)),
    "brackets that never close": b"a {\n" + b"  x = [\n" * 20_000 + b"}\n",
    "lines of junk": b"a {\n" + b"  = 1\n" * 50_000 + b"}\n",
    "percents": b'x = "' + b"$%" * 300_000 + b'"\n',
    "digits": b"x = " + b"1." * 100_000 + b"\n",
    "blanks": b"x = 1" + b" \t" * 300_000 + b"\n",
    "splats": b"x = a" + b"[ " * 100_000 + b"\n",
    "carriage returns": b"x = 1" + b"\r" * 300_000 + b"\n",
}
EXPRESSIONS: dict[str, bytes] = {
    "square": b"[" * 10_000 + b"]" * 10_000,
    "round": b"(" * 10_000 + b"1" + b")" * 10_000,
    "calls": b"f(" * 10_000 + b")" * 10_000,
    "objects": b"{a = " * 10_000 + b"1" + b"}" * 10_000,
    "templates": b'"${' * 10_000 + b"1" + b'}"' * 10_000,
    "directives": b'"' + b"%{if a}" * 10_000 + b"%{endif}" * 10_000 + b'"',
    "conditions": b"a ? b : " * 10_000 + b"c",
    "signs": b"!" * 10_000 + b"a",
    "attributes": b"a" + b".b" * 10_000,
    "splats": b"a" + b"[*]" * 10_000,
    "fors": b"[for a in b : " * 10_000 + b"a" + b"]" * 10_000,
    "differences": b" - ".join([b"a"] * 10_000),
}
READ_ONE = """
import sys
from smtp_iac.formats.terraform.syntax import SyntaxProblem
from tests.terraform.whole_file import nodes_of
try:
    nodes_of(sys.stdin.buffer.read())
except SyntaxProblem as problem:
    print(problem.offset, problem.reason)
else:
    print("read")
"""


@pytest.mark.parametrize("name", FILES)
def test_file_ends(name: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", READ_ONE], input=FILES[name], capture_output=True, timeout=60, check=False
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_deep_expression_is_refused(name: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse_own(EXPRESSIONS[name])
    assert caught.value.reason == "nested deeper than 150 levels"


@pytest.mark.parametrize("name", [name for name in EXPRESSIONS if name != "differences"])
def test_not_so_deep_expression_is_read(name: str) -> None:
    text = EXPRESSIONS[name]
    for deep in (
        b"[",
        b"(",
        b"f(",
        b"{a = ",
        b'"${',
        b"%{if a}",
        b"a ? b : ",
        b"!",
        b".b",
        b"[*]",
        b"[for a in b : ",
    ):
        if deep * 10_000 in text:
            text = text.replace(deep * 10_000, deep * 70)
    for closer in (b"]", b")", b"}", b'}"', b"%{endif}"):
        text = text.replace(closer * 10_000, closer * 70)
    assert parse_own(text)


@pytest.mark.parametrize("sign", [b"||", b"&&", b"+", b"*"])
def test_long_chain_of_one_operator_is_not_deep(sign: bytes) -> None:
    node = parse_own((b" %s " % sign).join(b"a%d" % number for number in range(5_000)))
    depth, names, stack = 0, [], [(node, 0)]
    while stack:
        item, level = stack.pop()
        depth = max(depth, level)
        if item[0] == "var":
            names.append(item[3])
        else:
            stack += [(item[5], level + 1), (item[4], level + 1)]
    assert names == [f"a{number}" for number in range(5_000)]
    assert depth <= 13


WORDS = ["a", "b.c", "E", "é", "1", "1.5", "for ", " in ", " if ", "x = ", 'r "n" {' + "\n", " ", "\t"]
SIGNS = ["}", "{", "[", "]", "(", ")", "=", "==", ":", "=>", "...", "?", ",", "[*]", ".*", "!", "-", "~"]
TEMPLATES = ['"', "${", "%{", "\\", "$", "%{if a}", "%{else}", "%{endif}", "%{for a in b}", "%{endfor}"]
LINES = ["\n", "\r\n", "<<E\n", "<<-E\n", "\nE\n", "#", "//", "/*", "*/"]
PIECES = st.sampled_from(WORDS + SIGNS + TEMPLATES + LINES)
TEXTS = st.lists(PIECES, max_size=25).map("".join)
READERS: list[Callable[[bytes], object]] = [top_level, nodes_of, parse_own, parse_template, index_json]


@pytest.mark.parametrize("read", READERS)
@given(
    data=st.binary(max_size=60)
    | TEXTS.map(str.encode)
    | st.text(max_size=40).map(lambda t: t.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(read: Callable[[bytes], object], data: bytes) -> None:
    try:
        read(data)
    except SyntaxProblem as problem:
        assert 0 <= problem.offset <= len(data)


@given(TEXTS)
def test_block_with_anything_inside_is_split(text: str) -> None:
    data = f"a {{\n{text}\n}}\n".encode()
    try:
        nodes_of(data)
    except SyntaxProblem as problem:
        assert 0 <= problem.offset <= len(data)
