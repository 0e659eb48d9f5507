"""The block index and the splitting of bodies: offsets, labels, and what makes a file unreadable."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from smtp_iac.formats.terraform.syntax import SyntaxProblem, blocks, bodies
from smtp_iac.formats.terraform.syntax.blocks import index, top_level

FIXTURES = Path(__file__).parents[2] / "fixtures" / "terraform"
MAIN = b"""\xef\xbb\xbf# a comment with } and "
resource "aws_security_group" "mail" {
  name = "m}" # trailing
  tags = { # inner
    a = 1
  }
  ingress {
    from_port = 25 /* why */
    text      = <<-EOT
      } not the end
    EOT
  }
  egress { to_port = 0 }
}
variable "x" {}
"""


def problem_of(data: bytes) -> tuple[int, str]:
    with pytest.raises(SyntaxProblem) as caught:
        index(data)
    return caught.value.offset, caught.value.reason


def test_block_offsets() -> None:
    group, variable = index(MAIN)
    assert (group.type, group.labels) == ("resource", ("aws_security_group", "mail"))
    assert MAIN[group.start : group.header_end] == b'resource "aws_security_group" "mail"'
    assert MAIN[group.body_start - 1 : group.body_start] == b"{"
    assert MAIN[group.end - 1 : group.end + 1] == b"}\n"
    assert MAIN[variable.start : variable.end] == b'variable "x" {}'


def test_body_is_split_into_attributes_and_blocks() -> None:
    body = index(MAIN)[0].body()
    assert {name: attribute.text for name, attribute in body.attributes.items()} == {
        "name": b'"m}"',
        "tags": b"{ # inner\n    a = 1\n  }",
    }
    assert [block.type for block in body.blocks] == ["ingress", "egress"]
    assert body.problems == []
    ingress = body.blocks_of("ingress")[0].body()
    assert ingress.attributes["from_port"].text == b"25"
    assert ingress.attributes["text"].text == b"<<-EOT\n      } not the end\n    EOT"
    egress = body.blocks_of("egress")[0].body().attribute("to_port")
    assert egress is not None
    assert MAIN[egress.name_start : egress.end] == b"to_port = 0"
    assert list(body.names()) == ["name", "tags", "ingress", "egress"]


def test_body_is_split_once() -> None:
    block = index(MAIN)[0]
    assert block.body() is block.body()


def test_attribute_node_comes_with_its_base() -> None:
    attribute = index(MAIN)[0].body().attributes["name"]
    node, base = attribute.node()
    assert node[0] == "lit"
    assert MAIN[base + node[1] : base + node[2]] == b'"m}"'


def test_what_is_set_twice_cannot_be_parsed() -> None:
    body = index(b"a {\n  x = 1\n  x = 2\n  y = 3\n}\n")[0].body()
    with pytest.raises(SyntaxProblem, match=r"`x` is set twice \(at byte 14\)"):
        body.attributes["x"].node()
    assert body.attributes["y"].node()[0][3] == 3
    assert [twin.text for twin in body.duplicates] == [b"2"]


def test_what_stands_in_an_escaping_block_stands_beside_it() -> None:
    body = index(b"a {\n  x = 1\n  _ {\n    count = 2\n    b {\n      _ {\n      }\n    }\n  }\n}\n")[
        0
    ].body()
    assert [(name, one.text) for name, one in body.attributes.items()] == [("x", b"1"), ("count", b"2")]
    assert [block.type for block in body.blocks] == ["b"]
    assert [block.type for block in body.blocks[0].body().blocks] == ["_"]


@pytest.mark.parametrize(
    ("header", "labels"),
    [
        (b'a "b\\"c" d', ('b"c', "d")),
        (b'a /* "x" */ "b" /* y */', ("b",)),
        ('a "é" ö-1'.encode(), ("é", "ö-1")),
        (b'a "$${x}"', ("${x}",)),
        (b"a", ()),
    ],
)
def test_labels(header: bytes, labels: tuple[str, ...]) -> None:
    assert index(header + b" {\n}\n")[0].labels == labels


def test_top_level_attributes() -> None:
    data = b'a = [\n  "x", # }\n]\r\nb = <<E\r\n}\r\nE\r\n'
    attributes, blocks = top_level(data)
    assert {name: attribute.text for name, attribute in attributes.items()} == {
        "a": b'[\n  "x", # }\n]',
        "b": b"<<E\r\n}\r\nE",
    }
    assert blocks == []


@pytest.mark.parametrize(
    ("data", "offset", "reason"),
    [
        (b"a {\n  b {\n}\n", 2, "`{` is never closed"),
        (b'a {\n  b = "x\n}\n', 10, "quoted string is never closed"),
        (b'a {\n  b = "${x\n}\n', 10, "quoted string is never closed"),
        (b'a {\n  b = "${x\n', 12, "`{` is never closed"),
        (b"a {\n  b = <<E\n}\n", 10, "heredoc is never closed"),
        (b"a {\n  b = <<E x\n}\nE\n}\n", 10, "`<<` begins no heredoc here"),
        (b"a {}\n/* x\n", 5, "`/*` is never closed"),
        (b"a {}\n}\n", 5, "neither a block nor an attribute"),
        (b"a {} b {}\n", 4, "a new line is missing here"),
        (b'resource "a" "b"\n{\n}\n', 0, "neither a block nor an attribute"),
        (b"x = [1\n", 4, "`[` is never closed"),
        (b"x = 1)\n", 5, "`)` closes nothing"),
        (b"a {}\n\0", 5, "binary content"),
        (b"a {}\n# \xff\n", 7, "not UTF-8"),
        (b"\x7fELF", 0, "neither a block nor an attribute"),
    ],
)
def test_unreadable(data: bytes, offset: int, reason: str) -> None:
    assert problem_of(data) == (offset, reason)


@pytest.mark.parametrize("marker", [b"<<<<<<< HEAD", b"=======", b">>>>>>> branch"])
@pytest.mark.parametrize("inside", [b"a {\n  b = 1\n%s\n}\n", b"a {\n}\n%s\n", b"a {\n  b = [\n%s\n  ]\n}\n"])
def test_conflict_marker_is_unreadable(inside: bytes, marker: bytes) -> None:
    data = inside % marker
    assert problem_of(data) == (data.index(marker), "merge conflict marker")


@pytest.mark.parametrize(
    "text", [b"x = <<E\n%s\nE\n", b"/*\n%s\n*/\n", b"a {\n  x = <<E\n%s\nE\n}\n", b"a {\n/*\n%s\n*/\n}\n"]
)
@pytest.mark.parametrize("marker", [b"<<<<<<< HEAD", b"=======", b">>>>>>> branch"])
def test_what_looks_like_a_conflict_marker_in_text_is_text(text: bytes, marker: bytes) -> None:
    top_level(text % marker)


def test_syntax_error_costs_one_attribute() -> None:
    data = b'a {\n  good = 1\n  bad = [1, 2\n  fine = "x"\n  b {\n    c = 2\n  }\n  = 3\n  last = 4\n}\n'
    body = index(data)[0].body()
    assert list(body.attributes) == ["good", "fine", "last"]
    assert [block.type for block in body.blocks] == ["b"]
    assert [(problem.offset, problem.reason) for problem in body.problems] == [
        (data.index(b"["), "`[` is never closed"),
        (data.index(b"= 3"), "neither an attribute nor a block"),
    ]


def test_missing_expression_is_a_problem_of_that_attribute() -> None:
    body = index(b"a {\n  x =\n  y = 2\n}\n")[0].body()
    with pytest.raises(SyntaxProblem) as caught:
        body.attributes["x"].node()
    assert (caught.value.offset, caught.value.reason) == (9, "an expression is missing")
    assert body.attributes["y"].node()[0][3] == 2


@pytest.mark.parametrize(
    "text", [b"a { b = 1, c = 2 }\n", b"a { b = 1\n}\n", b"a {\n  b = 1 }\n", b"a { b {} }\n"]
)
def test_lines_of_a_block(text: bytes) -> None:
    block = index(text)[0]
    try:
        for attribute in block.body().attributes.values():
            attribute.node()
    except SyntaxProblem:
        return
    assert block.body().problems


PIECES = [
    b'"',
    b"{",
    b"}",
    b"[",
    b")",
    b"\n",
    b"/*",
    b"//",
    b"#",
    b"<<E\n",
    b"\nE\n",
    b"\n  E\r\n",
    b"${",
    b"\\",
    b"=",
    b"\xc3\xa9",
    b" ",
]


def outline(data: bytes) -> tuple[object, ...]:
    try:
        attributes, found = top_level(data)
    except SyntaxProblem as problem:
        return problem.offset, problem.reason
    shown = [
        (block.type, block.labels, block.start, block.header_end, block.body_start, block.end)
        for block in found
    ]
    return [(attribute.name, attribute.end) for attribute in attributes.values()], shown


def test_what_most_blocks_are_read_by_finds_what_the_careful_way_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(25)
    texts = [MAIN]
    for path in sorted(FIXTURES.rglob("*.tf")):
        data = path.read_bytes()
        place = chance.randint(0, len(data))
        texts += [data, data[:place] + chance.choice(PIECES) + data[place + chance.choice([0, 1]) :]]
    easily = [outline(data) for data in texts]
    monkeypatch.setattr(blocks, "in_a_row", lambda *_: [])
    assert easily == [outline(data) for data in texts]


def test_what_most_attributes_are_read_by_finds_what_the_careful_way_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(25)
    texts = []
    for path in sorted(FIXTURES.rglob("*.tf")):
        data = path.read_bytes()
        for block in index(data) if not isinstance(outline(data)[0], int) else ():
            inside = data[block.body_start : block.end - 1]
            place = chance.randint(0, len(inside))
            texts += [
                inside,
                inside[:place] + chance.choice(PIECES) + inside[place + chance.choice([0, 1]) :],
            ]
    easily = [split(inside) for inside in texts]
    monkeypatch.setattr(bodies, "in_a_row", lambda *_: [])
    assert easily == [split(inside) for inside in texts]


def split(inside: bytes) -> tuple[object, list[tuple[int, str]]]:
    found = bodies.body(inside, 0, len(inside))
    attributes = [
        (one.name, one.name_start, one.start, one.end)
        for one in (*found.attributes.values(), *found.duplicates)
    ]
    return attributes, [(problem.offset, problem.reason) for problem in found.problems]


def in_brackets(chance: random.Random, depth: int) -> bytes:
    """Brackets whose kinds mostly agree, in and around strings and comments that may hold a few as well."""
    text = b""
    for _ in range(chance.randint(0, 3)):
        kind = chance.random()
        if depth and kind < 0.5:
            opening, closing = chance.choice([b"()", b"[]", b"{}", b"()", b"[]", b"{}", b"(]", b"{)"])
            text += b"%c%s%c" % (opening, in_brackets(chance, depth - 1), closing)
        else:
            text += chance.choice(INSIDE)
    return text


INSIDE = [b'"a"', b'"("', b'")"', b'"[]"', b'"${a}"', b'"${f(a)}"', b'"$${a}"', b'"$${"', b'"%{"', b'"}"']
INSIDE += [
    b"# a\n",
    b"# (\n",
    b"// )\n",
    b"/* ] */",
    b"\n",
    b"\r\n",
    b" ",
    b"a",
    b" / ",
    b" < ",
    b"=",
    b"<<E\n",
]


def test_brackets_whose_kinds_do_not_agree_are_found_however_an_attribute_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(25)
    texts = [
        b"\n" + b"".join(b"a%d = %s\n" % (number, in_brackets(chance, 5)) for number in range(3))
        for _ in range(4000)
    ]
    easily = [split(inside) for inside in texts]
    assert sum(not problems for _, problems in easily) > 200
    monkeypatch.setattr(bodies, "in_a_row", lambda *_: [])
    assert easily == [split(inside) for inside in texts]
