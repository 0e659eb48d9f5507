"""Files that give values to parameters, in the shapes that the tools of AWS take.

A list of ParameterKey and ParameterValue, `{"Parameters": {...}}`, a list of `Key=Value`, the deployment file
of git sync (`parameters:`), and lines of `Key=Value`.
"""

from __future__ import annotations

from ....patterns import pattern
from ....source import Span, Unreadable
from ..syntax.json_syntax import read_json
from ..syntax.nodes import Entries, Items, Node, Scalar, SyntaxFault, listed, literal, written
from ..syntax.scalars import data_of, is_null, text_of
from ..syntax.yaml_syntax import read_yaml
from ..template import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....source import Source

LINE = pattern(r"[ \t]*(?P<key>[A-Za-z0-9]+)[ \t]*=(?P<value>.*)")
SHAPES = "a parameter file is a list of ParameterKey and ParameterValue, or of Key=Value, or has Parameters"


class Setting:
    """A value that is given to a parameter: several texts for a list; None for the one that the deployed
    stack has. place: the file or option that gives it; what: the same as a trail says it; span: None for an
    option."""

    __slots__ = ("name", "place", "span", "texts")

    def __init__(self, name: str, texts: tuple[tuple[str, Span | None], ...] | None, place: str) -> None:
        self.name = name
        self.texts = texts
        self.place = place
        self.span: Span | None = None

    @property
    def what(self) -> str:
        return self.place if self.span is None else f"value of parameter {self.name} in {self.place}"


def settings_of(source: Source, shown: str) -> list[Setting]:
    """What a file gives, in order; `shown` is its path in messages. Raises Unreadable."""
    try:
        lines = _lines(source)
        return [_setting(source, shown, *each) for each in (lines or _entries(source))]
    except SyntaxFault as fault:
        line = source.line(source.offset(fault.index))
        raise Unreadable(source.path, line, fault.reason) from None


def _setting(source: Source, shown: str, key: Node, name: str, value: list[Scalar] | None) -> Setting:
    def span(node: Node) -> Span:
        return Span(source, source.offset(node.start), source.offset(node.end))

    texts = None if value is None else tuple([(text_of(data_of(one)), span(one)) for one in value])
    setting = Setting(name, texts, shown)
    setting.span = span(key)
    return setting


def _lines(source: Source) -> list[tuple[Node, str, list[Scalar] | None]]:
    """The settings of a file of `Key=Value` lines; none if it is none."""
    found: list[tuple[Node, str, list[Scalar] | None]] = []
    at = 0
    for line in source.text.split("\n"):
        start, at = at, at + len(line) + 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.fullmatch(line.rstrip("\r"))
        if match is None:
            return []
        found.append(_assigned(start + match.start("key"), match["key"], match["value"]))
    return found


def _assigned(start: int, key: str, value: str) -> tuple[Node, str, list[Scalar] | None]:
    """`Key=Value` at an index; quotes around the whole value are those of a shell."""
    text = value.strip()
    begin = start + len(key) + 1 + len(value) - len(value.lstrip())
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        begin, text = begin + 1, text[1:-1]
    node = Scalar(begin, begin + len(text), text, False)
    return Scalar(start, node.end, key, False), key, [node]


def _entries(source: Source) -> Iterator[tuple[Node, str, list[Scalar] | None]]:
    node = _parsed(source.text)
    root = None if node is None else written(node)
    if isinstance(root, Items):
        for item in root.items:
            yield _item(item)
        return
    section = None
    if isinstance(root, Entries):
        key = "Parameters" if "Parameters" in root.values else "parameters"
        section = written(root.values.get(key, root))
    if not isinstance(section, Entries) or section is root:
        raise SyntaxFault(0 if node is None else node.start, SHAPES)
    for name, value in section.values.items():
        yield section.key(name), name, _scalars(name, value)


def _parsed(text: str) -> Node | None:
    if not text.lstrip().startswith("["):
        return parse(text)[0]
    try:
        return read_json(text)
    except SyntaxFault:
        return read_yaml(text)


def _item(item: Node) -> tuple[Node, str, list[Scalar] | None]:
    scalar, entries = literal(item), written(item)
    match = LINE.fullmatch(scalar.text) if scalar is not None else None
    if scalar is not None and match is not None:
        return item, match["key"], [Scalar(item.start, item.end, match["value"], False)]
    if not isinstance(entries, Entries):
        raise SyntaxFault(item.start, SHAPES)
    name = literal(entries.values.get("ParameterKey"))
    if name is None:
        raise SyntaxFault(item.start, "a parameter without a ParameterKey")
    previous = literal(entries.values.get("UsePreviousValue"))
    if "ParameterValue" in entries.values:
        return item, name.text, _scalars(name.text, entries.values["ParameterValue"])
    if previous is not None and data_of(previous) in (True, "true"):
        return item, name.text, None
    raise SyntaxFault(item.start, f"parameter {name.text} has no ParameterValue")


def _scalars(name: str, node: Node) -> list[Scalar]:
    nodes = listed(node) or [node]
    scalars = [literal(each) for each in nodes]
    found = [each for each in scalars if each is not None and not is_null(each)]
    if len(found) < len(nodes):
        raise SyntaxFault(node.start, f"the value of parameter {name} must be a text")
    return found
