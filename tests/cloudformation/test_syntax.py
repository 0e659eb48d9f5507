"""YAML and JSON as nodes: types of scalars, anchors, limits, and where they end."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from types import ModuleType

import pytest

from smtp_iac.formats.cloudformation.syntax import json_syntax, yaml_syntax
from smtp_iac.formats.cloudformation.syntax.json_syntax import read_json
from smtp_iac.formats.cloudformation.syntax.nodes import (
    MAX_DEPTH,
    Alias,
    Entries,
    Items,
    Node,
    Scalar,
    SyntaxFault,
    descendants,
    written,
)
from smtp_iac.formats.cloudformation.syntax.scalars import data_of, is_null
from smtp_iac.formats.cloudformation.syntax.yaml_syntax import read_yaml
from smtp_iac.formats.cloudformation.template import parse


def data(node: Node | None) -> object:
    assert node is not None
    node = written(node)
    if isinstance(node, Items):
        return [data(each) for each in node.items]
    if isinstance(node, Entries):
        return {key: data(each) for key, each in node.values.items()}
    assert isinstance(node, Scalar)
    return None if is_null(node) else data_of(node)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25", "25"),
        ("+25", "25"),
        ("-1", "-1"),
        ("022", "18"),
        ("0x19", "25"),
        ("0b11001", "25"),
        ("1_024", "1024"),
        ("1:30", "90"),
        ("012345678901", "012345678901"),
        ("089", "089"),
        ("25.0", "25.0"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("::/0", "::/0"),
        ("2010-09-09", "2010-09-09"),
        ("true", True),
        ("Yes", True),
        ("OFF", False),
        ("tRUE", "tRUE"),
        ("y", "y"),
        ("'022'", "022"),
        ('"true"', "true"),
        ("!!str 022", "022"),
        ("!!int 022", "18"),
        ("~", None),
        ("null", None),
        ("''", ""),
        ("|\n  022", "022"),
    ],
)
def test_scalars_have_the_types_of_yaml_1_1(text: str, expected: object) -> None:
    assert data(read_yaml(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, -2.5e3, true, false, null, "x"], "b": {}, "c": []}',
        ' \r\n\t{"a"\t:\r\n1}\n',
        '"\\u00e9\\/\\"\\\\\\n"',
        '{"emoji": "\\ud83d\\ude00"}',
        json.dumps({"k" * 2000: "v" * 3000}),
        '{"tab":\t"\u00e9\U0001f600"}',
    ],
)
def test_json_says_what_json_says(text: str) -> None:
    def as_text(value: object) -> object:
        if isinstance(value, dict):
            return {key: as_text(each) for key, each in value.items()}
        if isinstance(value, list):
            return [as_text(each) for each in value]
        return value if value is None or isinstance(value, bool) else str(value)

    expected = as_text(json.loads(text, parse_float=str))
    assert data(read_json(text)) == expected
    assert parse(text)[1] == text.lstrip().startswith("{")


def test_a_lone_surrogate_is_replaced() -> None:
    assert data(read_json('"a\\ud83d"')) == "a\ufffd"


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ('{"a": 1,}', 8),
        ('{"a" 1}', 5),
        ("[1 2]", 3),
        ("[1", 2),
        ("[01]", 1),
        ("[1.]", 1),
        ("[,]", 1),
        ("{,}", 1),
        ('["a\nb"]', 1),
        ('["\\x"]', 1),
        ("[] []", 3),
        ("nothing", 0),
        ("", 0),
        ('{"a": {"b": 1, "b": 2}}', 15),
    ],
)
def test_what_is_not_json(text: str, index: int) -> None:
    with pytest.raises(SyntaxFault) as caught:
        read_json(text)
    assert caught.value.index == index


def test_flow_style_yaml_beginning_like_json_is_yaml() -> None:
    root, is_json = parse("{a: !Ref b, c: 'd',}")
    assert not is_json
    assert data(root) == {"a": "b", "c": "d"}


def test_the_fault_of_the_reader_that_came_further_is_told() -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse('{"Resources": {"A": [1, 2}}')
    assert caught.value.index == 25


@pytest.mark.parametrize(
    "text", ["a: {b: 1}\n", "a:\n- b\n\n# more\n\n", "a: |\n  b\n\n\n", "a:\n  b: 'c'  # x\n"]
)
def test_spans_end_with_what_is_written(text: str) -> None:
    root = read_yaml(text)
    assert root is not None
    for node in descendants(root):
        part = text[node.start : node.end]
        assert part == part.strip()
        assert "#" not in part


def test_positions_count_characters() -> None:
    text = "é😀: !Ref x\r\nb: 'é'\r\n"
    root = read_yaml(text)
    assert isinstance(root, Entries)
    assert [text[each.start : each.end] for each in root.values.values()] == ["!Ref x", "'é'"]


def test_anchors_and_merge_keys() -> None:
    text = """
base: &base {a: 1, b: 2}
other: &other {b: 3, c: 4}
one: {<<: *base, a: 5}
two: {<<: [*base, *other]}
three: *base
"""
    found = data(read_yaml(text))
    assert isinstance(found, dict)
    assert found["one"] == {"a": "5", "b": "2"}
    assert found["two"] == {"a": "1", "b": "2", "c": "4"}
    assert found["three"] == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("merges", "expected"),
    [
        ("<<: *a\n  <<: *b", {"x": "1", "y": "3", "z": "4"}),
        ("<<: *b\n  <<: *a", {"x": "1", "y": "2", "z": "4"}),
        ("<<: [*a, *b]\n  <<: *c", {"x": "5", "y": "2", "z": "6"}),
        ("<<: *c\n  <<: [*a, *b]\n  y: 9", {"x": "1", "y": "9", "z": "4"}),
    ],
)
def test_of_several_merge_keys_the_last_counts(merges: str, expected: dict[str, str]) -> None:
    text = f"a: &a {{x: '1', y: '2'}}\nb: &b {{y: '3', z: '4'}}\nc: &c {{x: '5', z: '6'}}\nd:\n  {merges}\n"
    found = data(read_yaml(text))
    assert isinstance(found, dict)
    assert found["d"] == expected


def test_a_quoted_merge_key_is_a_key() -> None:
    assert data(read_yaml('{"<<": {a: 1}}')) == {"<<": {"a": "1"}}


def test_many_merge_keys_of_one_mapping_make_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    usual = Items.__init__

    def counted(self: Items, start: int, tag: str = "") -> None:
        made.append(start)
        usual(self, start, tag)

    monkeypatch.setattr(Items, "__init__", counted)
    text = "base: &a {x: 1}\none:\n" + "  <<: *a\n" * 200 + "  y: 2\n"
    assert data(read_yaml(text)) == {"base": {"x": "1"}, "one": {"x": "1", "y": "2"}}
    assert len(made) < 10


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\nb: 2\na: 3", 'duplicate key "a": only one of its values would count'),
        ("<<: 1", "<< merges mappings only"),
        ("? [a]\n: b", "a key must be a string"),
        ("a: *nobody", "*nobody stands for nothing: there is no finished &nobody before it"),
        ("a: &loop [*loop]", "*loop stands for nothing: there is no finished &loop before it"),
        ("a: 1\n---\nb: 2", "a template is one YAML document"),
        ("a:\n\tb: c", "found character that cannot start any token"),
        ("a: \x01", "control characters are not allowed"),
        ("a: !Base64 !Sub b", None),
        ("a: 'b", "found unexpected end of stream"),
    ],
)
def test_what_is_not_ours_in_yaml(text: str, reason: str | None) -> None:
    with pytest.raises(SyntaxFault) as caught:
        read_yaml(text)
    assert reason is None or caught.value.reason == reason


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_nesting_has_a_limit(opening: str, closing: str) -> None:
    for depth, read in ((MAX_DEPTH, True), (MAX_DEPTH + 1, False), (10_000, False)):
        text = '{"r": ' + opening * (depth - 1) + "1" + closing * (depth - 1) + "}"
        if read:
            parse(text)
            read_yaml(text)
            continue
        for reader in (parse, read_yaml):
            with pytest.raises(SyntaxFault, match="nested deeper than"):
                reader(text)


def outline(node: Node | None) -> object:
    if isinstance(node, Entries):
        keys = list(node.keys.items())
        return (
            node.start,
            node.end,
            node.tag,
            keys,
            [(text, outline(value)) for text, value in node.values.items()],
        )
    if isinstance(node, Items):
        return node.start, node.end, node.tag, [outline(each) for each in node.items]
    if isinstance(node, Alias):
        return node.start, node.end, node.name
    assert isinstance(node, Scalar) or node is None
    return node and (node.start, node.end, node.tag, node.text, node.plain)


PIECES = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "\\",
    "\\u0041",
    "\n",
    "1",
    "true",
    '"a": 1, ',
    " ",
    "é",
    "\x01",
    "-",
]


def assert_read_alike(
    texts: list[str], read: Callable[[str], Node | None], module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without the quick way."""

    def told(text: str) -> object:
        try:
            return outline(read(text))
        except SyntaxFault as fault:
            return fault.index, fault.reason

    quickly = [told(text) for text in texts]
    monkeypatch.setattr(module, "_read_quickly", lambda *_: None)
    assert quickly == [told(text) for text in texts]


def test_json_is_read_quickly_or_not_but_never_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(25)
    deep = '"f": ' + "[" * 97 + "]" * 97
    members = [
        '"a": 1',
        '"b" : [ ]',
        '"Ref": 5',
        '"g": {"Ref": "x"}',
        '"h": NaN',
        deep,
        f"{deep[:-97]}[]{deep[-97:]}",
    ]
    members += ['"c\\n": {"d": [null, -2.5e3, {}]}', '"é":"\\ud83d"', '"<<": "x"']
    texts = ["", " {} ", "[1]", '{"a": ' * 120 + "1" + "}" * 120]
    for _ in range(400):
        text = "{" + ", ".join(chance.choices(members, k=chance.randint(1, 3))) + "}\n"
        place = chance.randint(0, len(text))
        changed = text[:place] + chance.choice(PIECES) + text[place + chance.choice([0, 1]) :]
        texts += [text, changed, f'{{"Resources": {{"A": {changed}, "B":{text}}}}}']

    assert_read_alike(texts, read_json, json_syntax, monkeypatch)


YAML_PIECES = [
    *[
        "a: 1\n",
        "- b\n",
        "  ",
        "\n",
        ": ",
        "- ",
        "? ",
        "# c\n",
        "c: |\n    d\n\n",
        "e: >-\n   f\n   g\n",
        "  h: !Ref i\n",
    ],
    *[
        "{j: [k, 'l']}",
        "[:,:]",
        '"m"',
        "!Sub ",
        "!!str ",
        "! ",
        "&n ",
        "*n",
        "<<: ",
        "'<<': ",
        "---\n",
        "...\n",
        "\t",
        "é",
        "%",
    ],
]


def test_yaml_is_read_quickly_or_not_but_never_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(25)
    members = [
        "a: !Ref x\n",
        "b:\n  - c: 'd'\n  -\n",
        "e: |\n  f\n\n",
        'g: {h: [1, "i"], j: {}}\n',
        "k:\n\n",
        "? l\n",
    ]
    texts = ["", "a", "a: b\n---\n", "--- a\n...\n", "# a", '{"a": ' * 120 + "1" + "}" * 120]
    for _ in range(400):
        text = "".join(chance.choices(members, k=chance.randint(1, 3)))
        place = chance.randint(0, len(text))
        texts += [text[:place] + chance.choice(YAML_PIECES) + text[place + chance.choice([0, 1]) :]]
        texts += ["".join(chance.choices(YAML_PIECES, k=chance.randint(1, 6)))]

    assert_read_alike(texts, read_yaml, yaml_syntax, monkeypatch)


def test_aliases_have_a_limit() -> None:
    laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 12)
    )
    with pytest.raises(SyntaxFault, match="its aliases stand for more than"):
        read_yaml(laughs)


@pytest.mark.parametrize("text", ["[" + "a," * 3000 + "a]", '["a"' + ',{"a": 1}' * 1500 + "]"])
def test_nodes_have_a_limit(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parse('{"r": ' + text + "}")
    monkeypatch.setattr("smtp_iac.formats.cloudformation.syntax.nodes.MAX_NODES", 2000)
    for reader in (parse, read_yaml):
        with pytest.raises(SyntaxFault, match="a text of more than 2,000 nodes"):
            reader('{"r": ' + text + "}")


def test_without_the_c_parser_everything_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    text = "é: &a\n  - !Ref b\n  - c: |\n      d\ne: *a\nf: 022\n"

    def places() -> list[tuple[int, int, str]]:
        root = read_yaml(text)
        assert root is not None
        return [(each.start, each.end, each.tag) for each in descendants(root)]

    expected = places()
    monkeypatch.delattr(yaml, "CLoader")
    assert places() == expected
