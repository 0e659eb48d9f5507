"""`.tf.json` through the same interface as HCL, with the offsets of what was written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.json_syntax import JsonBody, index_json, json_body
from smtp_iac.formats.terraform.syntax.json_values import JsonNode, parse_json
from smtp_iac.formats.terraform.syntax.references import references

MAIN = """{
  "//": "a comment",
  "resource": {
    "aws_security_group": {
      "mail": {
        "name": "é-${var.env}",
        "ingress": [
          {"from_port": 25, "cidr_blocks": ["0.0.0.0/0", "${var.cidr}"]},
          {"from_port": 80}
        ],
        "dynamic": {"egress": {"for_each": "${var.ports}", "content": {"to_port": "${egress.value}"}}},
        "description": "tab\\t${local.d}",
        "tags": {"${var.key}": 1.50, "//": "kept"}
      }
    }
  },
  "locals": [{"a": 1}, {"b": [true, null, -2]}],
  "variable": {"cidr": {"type": "list(string)"}}
}
""".encode()


def written(body: JsonBody, name: str) -> bytes:
    attribute = body.attribute(name)
    assert attribute is not None
    return attribute.text


def test_blocks() -> None:
    blocks = index_json(MAIN)
    assert [(block.type, block.labels) for block in blocks] == [
        ("resource", ("aws_security_group", "mail")),
        ("locals", ()),
        ("locals", ()),
        ("variable", ("cidr",)),
    ]
    assert MAIN[blocks[0].start : blocks[0].header_end] == b'"mail"'
    assert MAIN[blocks[1].start : blocks[1].end] == b'{"a": 1}'
    assert blocks[0].body() is blocks[0].body()


def test_property_is_an_argument_or_blocks() -> None:
    body = index_json(MAIN)[0].body()
    first, second = body.blocks_of("ingress")
    assert written(first.body(), "from_port") == b"25"
    assert MAIN[second.start : second.end] == b'{"from_port": 80}'
    assert written(body, "ingress").startswith(b"[")
    assert body.blocks_of("nothing") == []
    assert "//" not in list(body.names())


def test_dynamic_block() -> None:
    [dynamic] = index_json(MAIN)[0].body().blocks_of("dynamic")
    assert (dynamic.type, dynamic.labels) == ("dynamic", ("egress",))
    [content] = dynamic.body().blocks_of("content")
    assert written(content.body(), "to_port") == b'"${egress.value}"'


def test_nodes_have_the_offsets_of_the_file() -> None:
    body = index_json(MAIN)[0].body()
    [first, _] = body.blocks_of("ingress")
    attribute = first.body().attribute("cidr_blocks")
    assert attribute is not None
    node, base = attribute.node()
    literal, wrap = node[3]
    assert MAIN[base + literal[1] : base + literal[2]] == b'"0.0.0.0/0"'
    assert MAIN[base + wrap[3][1] : base + wrap[3][2]] == b"var.cidr"
    assert references(node) == (("var", "cidr"),)


def test_offsets_in_a_string_beyond_ascii_and_with_escapes() -> None:
    body = index_json(MAIN)[0].body()
    name, description = body.attributes["name"], body.attributes["description"]
    reference = name.node()[0][3][1]
    assert MAIN[reference[1] : reference[2]] == b"var.env"
    reference = description.node()[0][3][1]
    assert MAIN[reference[1] : reference[2]] == description.text  # the whole string
    assert name.literal == "é-${var.env}"


def test_keys_of_objects_are_templates() -> None:
    [(key, value), (comment, _)] = index_json(MAIN)[0].body().attributes["tags"].node()[0][3]
    assert key[0] == "wrap"
    assert str(value[3]) == "1.50"
    assert comment[3] == "//"


def test_tfvars_strings_are_plain_text() -> None:
    body = json_body(b'{"a": "${x}", "b": ["%{y}"]}')
    assert body.attributes["a"].plain_node() == ("lit", 6, 12, "${x}")
    assert body.attributes["b"].plain_node()[3] == (("lit", 20, 26, "%{y}"),)


def test_broken_template_is_a_problem_at_its_place() -> None:
    data = b'{"locals": {"a": "x ${", "b": 1}}'
    body = index_json(data)[0].body()
    with pytest.raises(SyntaxProblem) as caught:
        body.attributes["a"].node()
    assert caught.value.offset == data.index(b"${")
    assert body.attributes["b"].node()[0][3] == 1


def test_repeated_property() -> None:
    body = index_json(b'{"locals": {"a": 1, "a": 2}}')[0].body()
    with pytest.raises(SyntaxProblem, match="`a` is set twice"):
        body.attributes["a"].node()
    assert [twin.text for twin in body.duplicates] == [b"2"]


def test_what_stands_in_an_escaping_block_stands_beside_it() -> None:
    text = b'{"resource": {"a": {"b": {"x": 1, "_": {"y": 2}, "c": {"_": {"z": 3}}}}}}'
    body = index_json(text)[0].body()
    assert list(body.attributes) == ["x", "y", "c"]
    assert list(body.blocks_of("c")[0].body().attributes) == ["_"]


def test_repeated_block_type_adds_up() -> None:
    blocks = index_json(b'{"variable": {"a": {}}, "variable": [{"b": {}}, {"c": {}}]}')
    assert [block.labels for block in blocks] == [("a",), ("b",), ("c",)]


def test_property_that_cannot_be_blocks() -> None:
    body = json_body(b'{"ingress": 5, "egress": null}')
    assert body.blocks_of("ingress") == body.blocks_of("ingress") == []
    assert [problem.offset for problem in body.problems] == [12]
    assert body.blocks_of("egress") == []
    with pytest.raises(SyntaxProblem):
        index_json(b'{"resource": {"a": 5}}')


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"", 0), (b"{", 0), (b"[1", 0), (b"{} x", 3), (b'{"a" 1}', 5), (b'{"a": }', 6), (b"{'a': 1}", 1),
        (b'{"a": 1,}', 8), (b"[1 2]", 3), (b'["a]', 1), (b'["\\x"]', 1), (b"[01]", 2), (b"[truex]", 1),
        (b'{"a": nan}', 6), (b'["\xff"]', 2), (b"[" * 10_000, 150), (b'["\n"]', 1),
    ],
)  # fmt: skip
def test_malformed(data: bytes, offset: int) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse_json(data)
    assert caught.value.offset == offset


def plain(node: JsonNode) -> Any:
    if node.kind == "object":
        return {key.value: plain(value) for key, value in node.value}
    return [plain(item) for item in node.value] if node.kind == "array" else node.value


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_reads_what_json_writes(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    data = text.encode("utf-8", "replace")
    node = parse_json(data)
    assert plain(node) == json.loads(data)
    assert (node.start, node.end) == (0, len(data))
