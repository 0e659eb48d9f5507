"""YAML text -> nodes, from the parser's events: no recursion, and the limits hold while it reads."""

from __future__ import annotations

from re import compile as pattern

from .nodes import TOO_DEEP, Builder, Entries, Items, Node, Scalar, SyntaxFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PROPERTIES = pattern(r"(?:(?:&|!!|!<)\S*+[ \t\r\n]++)++")
"""An anchor and a tag of YAML's own, before a value."""
YAML_TAG = "tag:yaml.org,2002:"
LIBYAML_TOO_DEEP = "exceeded maximum nesting depth"
"""libyaml reads ahead, and has a limit of its own since PyYAML 6.0.4."""


def read_yaml(text: str) -> Node | None:
    """The root of the text's only document, None for an empty one. Raises SyntaxFault."""
    import yaml

    loader: type[Any] = getattr(yaml, "CLoader", yaml.Loader)
    try:
        return _built(loader(text), text)
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
    if event.style in ("|", ">"):
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
