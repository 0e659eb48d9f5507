"""The nodes of expressions: kinds, offsets, precedence, and what terraform refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.expressions import DEEPEST, doubt, parse_expression, parse_own
from smtp_iac.formats.terraform.syntax.references import operands


def bare(item: Any) -> Any:
    """A node without its offsets."""
    if not isinstance(item, tuple):
        return item
    if item and isinstance(item[0], str):
        return (item[0], *map(bare, item[3:]))
    return tuple(map(bare, item))


def lit(value: Any) -> tuple[str, Any]:
    return ("lit", value)


def var(name: str) -> tuple[str, str]:
    return ("var", name)


X, Y, ITEM = var("x"), var("y"), ("item",)
ITEM_Y, ITEM_Z = ("attr", ITEM, "y"), ("attr", ITEM, "z")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("25", lit(25)),
        ("010", lit(10)),
        ("1e3", lit(1000)),
        ("2.0", lit(2)),
        ("1.5E-2", lit(Decimal("0.015"))),
        ("true", lit(True)),
        ("null", lit(None)),
        ('"a\\u00e9\\n$${x}"', lit("aé\n${x}")),
        ("x.y", ("attr", X, "y")),
        ("x.null", ("attr", X, "null")),
        ("x.for.in", ("attr", ("attr", X, "for"), "in")),
        ('x["k"]', ("index", X, lit("k"))),
        ("x.0", ("index", X, lit(0))),
        ("x[*].y[0]", ("splat", X, ("index", ("attr", ITEM, "y"), lit(0)))),
        ("x[ * ]", ("splat", X, ITEM)),
        ("x.*.y[0]", ("index", ("splat", X, ("attr", ITEM, "y")), lit(0))),
        ("x.*.y.0", ("splat", X, ("index", ("attr", ITEM, "y"), lit(0)))),
        ("x[*].y[*].z", ("splat", X, ("splat", ("attr", ITEM, "y"), ("attr", ITEM, "z")))),
        ("x[*].y.*.z[0]", ("splat", X, ("index", ("splat", ITEM_Y, ITEM_Z), lit(0)))),
        ("(x[*]).y", ("attr", ("splat", X, ITEM), "y")),
        ("f()", ("call", "f", (), False)),
        ("f(x, y...)", ("call", "f", (X, Y), True)),
        ("f(x,)", ("call", "f", (X,), False)),
        ("provider::terraform::f(x)", ("call", "provider::terraform::f", (X,), False)),
        ("core::f(x)", ("call", "core::f", (X,), False)),
        ("!!x", ("unary", "!", ("unary", "!", X))),
        ("-x.y", ("unary", "-", ("attr", X, "y"))),
        ("x - 1 - 2", ("binary", "-", ("binary", "-", X, lit(1)), lit(2))),
        ("x-1", var("x-1")),
        ("x - -1", ("binary", "-", X, ("unary", "-", lit(1)))),
        ("x || y && x", ("binary", "||", X, ("binary", "&&", Y, X))),
        ("x == y ? 1 : x ? 2 : 3", ("cond", ("binary", "==", X, Y), lit(1), ("cond", X, lit(2), lit(3)))),
        ("(\n  x\n  ? y\n  : x\n)", ("cond", X, Y, X)),
        ("[x, # c\n  y,\n]", ("tuple", (X, Y))),
        ("{}", ("object", ())),
        ('{x = 1, (x) = 2, "x" : 3}', ("object", ((lit("x"), lit(1)), (X, lit(2)), (lit("x"), lit(3))))),
        ("{\n  if = x\n\n  null = y # c\n}", ("object", ((lit("if"), X), (lit("null"), Y)))),
        ("[for x in y : x]", ("for_tuple", None, "x", Y, X, None)),
        ("[\n  for i, x in y : x\n  if i\n]", ("for_tuple", "i", "x", Y, X, var("i"))),
        ("{for i, x in y : i => x... if x}", ("for_object", "i", "x", Y, var("i"), X, X, True)),
        ("{for x in y : x => x}", ("for_object", None, "x", Y, X, X, None, False)),
        ("[for if in in : if]", ("for_tuple", None, "if", var("in"), var("if"), None)),
    ],
)  # fmt: skip
def test_node(text: str, node: Any) -> None:
    assert bare(parse_own(text.encode())) == node


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "1.", ".5", "10.0.0.0", "x.0.1", "'x'", "x +", "x\n+ y", "x ? y\n : x", "a b", "1 b = 2",
        "[1\n2]", "{a = 1,, b = 2}", "{a = 1\n, b = 2}", "{a =\n1}", "{a\n= 1}", "{for = 1}", "f(x",
        "[(]", ")", '"\\d"', '"x\ny"', '"${}"', '"${x"', '"%{if x}"', '"%{endif}"', '"%{if x}%{endfor}"',
        '"\\ud800"', '"%{if x}%{else}%{else}%{endif}"', "/* x", "<<E\nx\n", "<<E x\nE", "x;", "x\x0c",
        "a = 1",
        "@", "{for x in y : x}", "~x", "x ~}", "1ee5", "9" * 5000, "1e99999999",
    ],
)  # fmt: skip
def test_refused(text: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse_own(text.encode())
    assert 0 <= caught.value.offset <= len(text.encode())


@pytest.mark.parametrize(
    ("text", "offset", "reason"),
    [
        ("[1, @]", 4, "unexpected `@`"),
        ("[1 2]", 3, "unexpected `2`"),
        ("f(x", 1, "`(` is never closed"),
        ("[x)", 2, "`)` closes nothing"),
        ("x +", 3, "the expression is incomplete"),
        ('["é", "\\d"]', 8, "unknown escape in a quoted string"),
        ('"a ${x', 3, "`${` is never closed"),
    ],
)
def test_problem_says_where(text: str, offset: int, reason: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse_own(text.encode())
    assert (caught.value.offset, caught.value.reason) == (offset, reason)


def test_offsets_are_bytes() -> None:
    text = 'f("é", [x, (y.é)])'.encode()
    _, start, end, _, (string, items), _ = parse_own(text)
    assert (start, end) == (0, len(text))
    assert text[string[1] : string[2]].decode() == '"é"'
    assert [text[item[1] : item[2]].decode() for item in items[3]] == ["x", "(y.é)"]


def test_every_node_lies_in_its_parent() -> None:
    stack = [
        parse_own(b'a ? f(b[*].c, "x${d}%{if e}g%{endif}") : {(h) = [for i in j : -i if !k], l = m.*.n[0]}')
    ]
    seen = 0
    while stack:
        node = stack.pop()
        seen += 1
        below = operands(node)
        assert all(node[1] <= child[1] <= child[2] <= node[2] for child in below)
        stack += below
    assert seen > 20


def test_same_text_is_parsed_once() -> None:
    assert parse_expression(b"[x, y]") is parse_expression(b"".join([b"[x,", b" y]"]))


def test_second_opinion_is_noted() -> None:
    text = b"x ?\n  y :\n  1"
    assert bare(parse_expression(text)) == ("cond", X, Y, lit(1))
    note = doubt(text)
    assert note is not None
    assert note.reason == "the expression ends here, but more follows"
    assert doubt(b"x") is None


@pytest.mark.parametrize("text", [b"1 b = 2", b"x +", b'"\\d"', b"\xff", b"", b"[" * 3000])
def test_second_opinion_is_no_licence(text: bytes) -> None:
    with pytest.raises(SyntaxProblem):
        parse_expression(text)
    with pytest.raises(SyntaxProblem):
        parse_expression(text)  # refused again, from memory


def test_plain_text_needs_no_table() -> None:
    for text in (b'""', b'"a b"', b'"./x-1_2.[0]{}~"', b'"terraform-aws-modules/vpc/aws"'):
        assert parse_expression(text) == parse_own(text)


DOTTED = [
    "a.b.c", "a.b[0].c.d", "a.b.0.c", "a.*.b", "a[*].b.c", "a . b.c", "f(a.b...)", "-a.b == !c.d", "(a.b).c",
    "{a.b = c.d, (e.f) = g}", "[for k in a.b : k.c if k.if.in]", '"${a.b}%{if c.d}${e.f[g.h].i}%{endif}"',
    "a.true.null", "a.b(c)", "a.b::c", "null.a", "[for a.b in c : d]", "for.a", "a.b.", "a.b c.d", "a.b = c",
    "a.b.c.d.e.f.g.h.i.j.k.l.m", "a\n.b", "[a\n.b]", "a.b-c.d-e", "[for.a]", "a[0].b.*.c", "{for.a = b}",
]  # fmt: skip


@pytest.mark.parametrize("text", DOTTED)
def test_a_dotted_name_read_at_once_is_what_its_tokens_say(text: str) -> None:
    """With a letter beyond ASCII the same text is read without dotted names."""
    plain = f'["é", {text}]'.encode()
    at_once = plain.replace("é".encode(), b"ee")
    assert outcome(at_once) == outcome(plain)


def outcome(text: bytes) -> Any:
    try:
        return parse_own(text)[3][1:]
    except SyntaxProblem as problem:
        return problem.reason, problem.offset


@pytest.mark.parametrize("text", ["/**/ a", "a/* */", "/***/a", "/*/*/ a # b", "a // */"])
def test_a_comment_may_say_nothing(text: str) -> None:
    assert parse_own(text.encode())[0] == "var"


@pytest.mark.parametrize("text", ["a /*/", "a /*", "a /* *", "/*/ a"])
def test_a_comment_is_closed_after_it_is_opened(text: str) -> None:
    with pytest.raises(SyntaxProblem, match="never closed"):
        parse_own(text.encode())


@pytest.mark.parametrize(
    "text", ["{\n\nfor k in a : k => b\n}", "{ # c\n for k in a : k => b }", "{/* c */for k in a : k => b}"]
)
def test_a_for_begins_after_the_bracket_wherever_that_stands(text: str) -> None:
    assert parse_own(text.encode())[0] == "for_object"
    assert (
        parse_own(text.replace("{", "[").replace("}", "]").replace("k => b", "b").encode())[0] == "for_tuple"
    )


@pytest.mark.parametrize(("text", "levels"), [("a{}", 0), ("[x.y{}]", 2), ("[x[0]{}]", 2)])
def test_a_dotted_name_is_as_deep_as_its_attributes(text: str, levels: int) -> None:
    assert parse_own(text.format(".b" * (DEEPEST - levels)).encode())
    with pytest.raises(SyntaxProblem, match="nested deeper"):
        parse_own(text.format(".b" * (DEEPEST + 1 - levels)).encode())
