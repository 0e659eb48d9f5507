"""YAML text -> nodes, from the parser's events: no recursion, and the limits hold while it reads."""

from __future__ import annotations

from .syntax import Builder, Entries, Items, Node, Scalar, SyntaxFault

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

YAML_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str) -> Node | None:
    """The root of the text's only document, None for an empty one. Raises SyntaxFault."""
    import yaml

    builder = Builder()
    documents = 0
    loader: type[Any] = getattr(yaml, "CLoader", yaml.Loader)
    try:
        event: Any
        for event in yaml.parse(text, loader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise SyntaxFault(event.start_mark.index, "a template is one YAML document")
            _take(builder, event, text)
    except yaml.reader.ReaderError as error:
        raise SyntaxFault(error.position, error.reason) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context or "not YAML"
        raise SyntaxFault(getattr(mark, "index", 0), reason) from None
    except yaml.YAMLError:
        raise SyntaxFault(0, "not YAML") from None
    return builder.root


def _take(builder: Builder, event: Any, text: str) -> None:
    import yaml

    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.ScalarEvent):
        plain = bool(event.implicit[0]) or _is_typed(event.tag)
        if event.style in ("|", ">"):
            end = start + len(text[start:end].rstrip())
        builder.scalar(Scalar(start, end, event.value, plain, _short_form(event.tag)), event.anchor or "")
    elif isinstance(event, yaml.AliasEvent):
        builder.alias(start, end, event.anchor or "")
    elif isinstance(event, yaml.MappingStartEvent):
        builder.open(Entries(start, _short_form(event.tag)), event.anchor or "")
    elif isinstance(event, yaml.SequenceStartEvent):
        builder.open(Items(start, _short_form(event.tag)), event.anchor or "")
    elif isinstance(event, yaml.CollectionEndEvent):
        # of a block collection the parser knows only where the next token begins
        builder.close(end if end > start else None)


def _is_typed(tag: str | None) -> bool:
    return bool(tag) and str(tag).startswith(YAML_TAG) and str(tag) != f"{YAML_TAG}str"


def _short_form(tag: str | None) -> str:
    return tag[1:] if tag and tag.startswith("!") else ""
