"""YAML text -> nodes, from the parser's events: no recursion, and the limits hold while it reads."""

from __future__ import annotations

from ....patterns import pattern
from . import nodes
from .nodes import MAX_DEPTH, MERGE, TOO_DEEP, Builder, Entries, Items, Node, Scalar, SyntaxFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PROPERTIES = pattern(r"(?:(?:&|!!|!<)\S*+[ \t\r\n]++)++")
"""An anchor and a tag of YAML's own, before a value."""
YAML_TAG = "tag:yaml.org,2002:"
BLOCK_SCALARS = ("|", ">")
LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"
"""libyaml reads ahead, and has a limit of its own since PyYAML 6.0.4."""


def read_yaml(text: str) -> Node | None:
    """The root of the text's only document, None for an empty one. Raises SyntaxFault."""
    import yaml

    loader: type[Any] = getattr(yaml, "CLoader", yaml.Loader)
    try:
        return _read_quickly(loader(text), text) or _built(loader(text), text)
    except yaml.reader.ReaderError as error:
        raise SyntaxFault(error.position, error.reason) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context or "not YAML"
        if reason == LIBYAML_TOO_DEEP:
            raise SyntaxFault(getattr(mark, "index", 0), TOO_DEEP, final=True) from None
        raise SyntaxFault(getattr(mark, "index", 0), reason) from None
    except yaml.YAMLError:
        raise SyntaxFault(0, "not YAML") from None


def _read_quickly(parser: Any, text: str) -> Node | None:
    """The root of a document as nearly all are: without anchors, merge keys and tags of YAML's own. None
    where something is unusual or wrong, which the careful builder knows to tell."""
    from yaml import events

    scalar, mapping, sequence = events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent
    documents = Items(0)
    here: Any = documents
    above: list[Any] = []
    wants_key = False
    key: str | None = None
    end = 0  # of what came last
    for number, event in enumerate(iter(parser.get_event, None)):
        kind = type(event)
        if kind is scalar:
            start: int = event.start_mark.index
            end = event.end_mark.index
            plain: bool = event.implicit[0]
            tag = "" if plain else _short_form(event.tag)
            if event.anchor or (not plain and not tag and event.tag):
                return None
            if not plain and event.style in BLOCK_SCALARS:
                end = start + len(text[start:end].rstrip())
            if wants_key:
                key = event.value
                if tag or key == MERGE or key in here.keys:
                    return None
                here.keys[key] = start, end, plain
                wants_key = False
            elif key is None:
                here.items.append(Scalar(start, end, event.value, plain, tag))
            else:
                here.values[key] = Scalar(start, end, event.value, plain, tag)
                key, wants_key = None, True
        elif kind is mapping or kind is sequence:
            tag = _short_form(event.tag)
            if wants_key or event.anchor or (event.tag and not tag) or len(above) >= MAX_DEPTH:
                return None
            end = event.start_mark.index
            node: Any = Entries(end, tag) if kind is mapping else Items(end, tag)
            if key is None:
                here.items.append(node)
            else:
                here.values[key] = node
            above.append(here)
            here, key, wants_key = node, None, kind is mapping
        elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
            if event.end_mark.index > event.start_mark.index:
                end = event.end_mark.index
            here.end = end
            here = above.pop()
            wants_key = type(here) is Entries
        elif kind is events.AliasEvent or (kind is events.DocumentStartEvent and documents.items):
            return None
        elif kind is events.StreamEndEvent and documents.items and number < nodes.MAX_NODES:
            return documents.items[0]
    return None


def _built(parser: Any, text: str) -> Node | None:
    from yaml import events

    builder = Builder()
    documents = 0
    while parser.check_event():
        event = parser.get_event()
        kind = type(event)
        start: int = event.start_mark.index
        if kind is events.ScalarEvent:
            builder.scalar(_scalar(event, start, text), event.anchor)
        elif kind is events.MappingStartEvent:
            builder.open(Entries(start, _short_form(event.tag)), event.anchor)
        elif kind is events.SequenceStartEvent:
            builder.open(Items(start, _short_form(event.tag)), event.anchor)
        elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
            # of a block collection the parser knows only where the next token begins
            end: int = event.end_mark.index
            builder.close(end if end > start else None)
        elif kind is events.AliasEvent:
            builder.alias(start, event.end_mark.index, event.anchor)
        elif kind is events.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise SyntaxFault(start, "a template is one YAML document")
    return builder.root


def _scalar(event: Any, start: int, text: str) -> Scalar:
    end: int = event.end_mark.index
    if event.style in BLOCK_SCALARS:
        # of a block scalar the parser knows only where the next line begins
        end = start + len(text[start:end].rstrip())
    tag: str | None = event.tag
    if event.anchor or (tag or "").startswith(YAML_TAG):
        properties = PROPERTIES.match(text, start, end)
        start = properties.end() if properties else start
    plain = event.implicit[0] or _is_typed(tag)
    return Scalar(start, end, event.value, plain, _short_form(tag))


def _is_typed(tag: str | None) -> bool:
    return tag is not None and tag.startswith(YAML_TAG) and tag != f"{YAML_TAG}str"


def _short_form(tag: str | None) -> str:
    return tag[1:] if tag is not None and tag.startswith("!") else ""
