"""YAML as terraform's yamldecode reads it (go-cty-yaml): its own scalars, one document, string keys."""

from __future__ import annotations

from ....patterns import pattern
from ....value import Refuse
from ..values import DEEPEST, TooMuch, arithmetic, few_elements
from ..values.interpolation import normal_text
from .placed import Placed, bare, place_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....source import Source

_TRUE = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
_FALSE = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_DECIMAL = pattern(r"(?a)[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_HEX = pattern(r"(?a)0x[0-9a-fA-F]+")
_OCTAL = pattern(r"(?a)0o[0-7]+")
_INFINITY = pattern(r"(?a)[-+]?\.(?:inf|Inf|INF)")
_TIME = r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?"
_TIMESTAMP = pattern(
    rf"(?a)([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})"
    rf"(?:[Tt]{_TIME}(?P<zone>Z|[+-][0-9]{{2}}:[0-9]{{2}})| {_TIME})?",
)
"""The forms that gopkg.in/yaml knows (resolve.go, allowedTimestampFormats)."""
_TAG = "tag:yaml.org,2002:"
_MERGE = object()


class _Building:
    """Collections that are not closed yet, and the anchored values with how many elements they have."""

    def __init__(self, source: Source | None) -> None:
        self.source = source
        self.open: list[tuple[Any, str | None, int]] = []
        self.keys: list[Any] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.size = 0
        self.document: list[Any] = []

    def add(self, value: Any) -> None:
        if not self.open:
            self.document.append(value)
            return
        parent = self.open[-1][0]
        if isinstance(parent, list):
            parent.append(value)
        elif self.keys[-1] is None:
            self.keys[-1] = (_key(bare(value)),)
        else:
            _put(parent, self.keys[-1][0], value)
            self.keys[-1] = None

    def anchored(self, anchor: str | None, value: Any, size: int) -> None:
        if anchor is not None:
            self.anchors[anchor] = (value, size)

    def begin(self, value: Any, anchor: str | None) -> None:
        if len(self.open) >= DEEPEST:
            raise TooMuch("nested too deep")
        self.open.append((value, anchor, self.size))
        self.keys.append(None)
        self.size += 1

    def end(self) -> None:
        value, anchor, before = self.open.pop()
        self.keys.pop()
        self.anchored(anchor, value, self.size - before)
        self.add(value)

    def alias(self, name: str) -> None:
        if name not in self.anchors:
            raise Refuse(f'reference to undefined anchor "{name}"')
        value, size = self.anchors[name]
        self.size += size
        few_elements(self.size)
        self.add(value)


def read(text: str, source: Source | None = None) -> Any:
    """Plain data: None, bool, numbers, str, lists, dicts; the scalars Placed if the text is that of a file.

    Raises Refuse.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    building = _Building(source)
    try:
        for event in yaml.parse(text, Loader=loader):
            _take(building, event)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "not readable"
        if problem == "exceeded maximum nesting depth":  # libyaml's own limit, since PyYAML 6.0.4
            raise TooMuch("nested too deep") from None
        raise Refuse(f"no valid YAML: {problem}") from None
    if not building.document:
        raise Refuse("no valid YAML: missing start of document")
    if len(building.document) > 1:
        raise Refuse("no valid YAML: unexpected extra content after value")
    return building.document[0]


def _take(building: _Building, event: Any) -> None:
    kind = type(event).__name__
    if kind == "ScalarEvent":
        building.size += 1
        few_elements(building.size)
        value = _scalar(event)
        at_key = bool(building.open) and isinstance(building.open[-1][0], dict) and building.keys[-1] is None
        if value is _MERGE and not at_key:
            value = "<<"
        if building.source is not None and value is not _MERGE:
            value = Placed(value, place_in(building.source, event.start_mark.index, event.end_mark.index))
        if not at_key:
            building.anchored(event.anchor, value, 1)
        building.add(value)
    elif kind in ("SequenceStartEvent", "MappingStartEvent"):
        wanted = "seq" if kind == "SequenceStartEvent" else "map"
        if event.tag not in (None, _TAG + wanted):
            raise Refuse(f'unsupported tag "{event.tag}"')
        building.begin([] if wanted == "seq" else {}, event.anchor)
    elif kind in ("SequenceEndEvent", "MappingEndEvent"):
        building.end()
    elif kind == "DocumentStartEvent" and event.version not in (None, (1, 1)):
        raise Refuse("found incompatible YAML document")
    elif kind == "AliasEvent":
        building.alias(event.anchor)


def _key(value: Any) -> Any:
    if value is _MERGE:
        return _MERGE
    if value is None:
        raise Refuse("mapping key cannot be null")
    if isinstance(value, (list, dict)):
        raise Refuse("only strings are allowed as mapping keys")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else arithmetic.text_of_number(value)


def _put(mapping: dict[str, Any], key: Any, value: Any) -> None:
    if key is not _MERGE:
        mapping[key] = value
        return
    if not isinstance(value, dict):
        raise Refuse("cannot merge this into a mapping")
    for name, each in value.items():
        mapping.setdefault(name, each)


def _scalar(event: Any) -> Any:
    text, tag = normal_text(event.value), event.tag
    if tag is None:
        return _resolved(text) if event.implicit[0] and event.style in (None, "") else text
    if not tag.startswith(_TAG):
        raise Refuse(f'unsupported tag "{tag}"')
    name = tag[len(_TAG) :]
    if name in ("str", "binary"):
        return text
    resolved = _resolved(text) if event.style in (None, "") else text
    if name == "null":
        return None
    if name in ("int", "float", "bool", "timestamp"):
        return resolved
    raise Refuse(f'unsupported tag "{tag}"')


def _resolved(text: str) -> Any:
    """A plain scalar. `010` is ten, `0x19` is 25, `yes` is true, `1_000` is a string."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text == "<<":
        return _MERGE
    if text[0] not in "0123456789+-.":
        return text
    return _number_or_date(text)


def _number_or_date(text: str) -> Any:
    if _DECIMAL.fullmatch(text):
        return arithmetic.parse(text)
    if (_HEX.fullmatch(text) or _OCTAL.fullmatch(text)) and len(text) < 100:
        return int(text, 0)
    if _INFINITY.fullmatch(text):
        return arithmetic.parse(text.replace(".", ""))
    if text in (".nan", ".NaN", ".NAN"):
        raise Refuse("floating point NaN is not supported")
    return _date(text)


def _date(text: str) -> str:
    """A timestamp, written as RFC 3339 without its fraction; what is none stays as it is."""
    from datetime import datetime

    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return text
    parts = [int(part or 0) for part in found.groups()[:3]]
    parts += [int(part) for part in found.groups()[3:] if part is not None and part.isdigit()] or [0, 0, 0]
    zone = found["zone"] or "Z"
    try:
        return datetime(*parts).isoformat() + ("Z" if zone[1:] == "00:00" else zone)  # type: ignore[arg-type]
    except ValueError:
        return text
