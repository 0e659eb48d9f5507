"""`Fn::Base64` and `Fn::ToJsonString`."""

from __future__ import annotations

from ....choice import conditional, lift
from ....identity import derived
from ....patterns import pattern
from ....value import ABSENT, Absent, Known, Origin, Refuse, Unknown
from ..syntax.calls import call_of
from ..syntax.nodes import Entries, Items, Node, Scalar, written
from ..syntax.scalars import data_of, text_of
from .loops import entries_made
from .pieces import assembled, has_identifiers, with_identifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ....value import Element, Outcome
    from ..evaluation import Evaluation
    from .loops import Made

NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"


def base64(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """A text, encoded."""
    here = Origin("", evaluation.span(node))

    def encoded(text: Outcome) -> Outcome:
        from base64 import b64encode

        if isinstance(text, Unknown):
            return derived("Fn::Base64", text, origin=here)
        if not isinstance(text, Known) or not isinstance(text.data, (str, bool)):
            raise Refuse("Fn::Base64 takes a text", here)
        data = text_of(text.data).encode("utf-8", "surrogatepass")
        return Known(b64encode(data).decode(), Origin("", here.span, (text.origin,)))

    return lift(encoded, evaluation.value(argument))


def to_json_string(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """A mapping or list as JSON without spaces, in the order in which it is written, its functions evaluated
    and what is AWS::NoValue left out (CloudFormation template reference, "Fn::ToJsonString")."""
    if not evaluation.template.is_extended:
        return evaluation.refused("Fn::ToJsonString needs the transform AWS::LanguageExtensions", node)
    if isinstance(written(argument), Scalar) and call_of(argument) is None:
        return evaluation.misused("Fn::ToJsonString", "a mapping or a list", node)
    return _json_of(evaluation, argument)


def _json_of(evaluation: Evaluation, node: Node) -> Outcome:
    target = written(node)
    if call_of(target) is not None:
        return lift(_json_of_value, evaluation.value(target))
    if isinstance(target, Items):
        return _enclosed(evaluation, "[]", [_json_of(evaluation, each) for each in target.items], target)
    if isinstance(target, Entries):
        entries = list(entries_made(evaluation, target))
        return _enclosed(evaluation, "{}", [_entry(each) for each in entries], target)
    assert isinstance(target, Scalar)
    if has_identifiers(evaluation, target.text):
        return lift(_json_of_value, with_identifiers(evaluation, target.text, target))
    data = data_of(target)
    is_number = target.plain and isinstance(data, str) and pattern(NUMBER).fullmatch(data) is not None
    return Known(data if is_number else _dumped(data), Origin("", evaluation.span(target)))


def _entry(made: Made) -> Outcome:
    """`"key":value`; ABSENT where the value is."""
    if made.problem is not None:
        return made.problem
    if made.is_open:
        return derived(f"entry {made.key}", *made.evaluation.names.values())

    def keyed(value: Outcome) -> Outcome:
        if isinstance(value, Absent):
            return ABSENT
        return assembled(made.evaluation, [Known(_dumped(made.name) + ":"), value], made.node)

    return conditional(made.exists, lift(keyed, _json_of(made.evaluation, made.node)), ABSENT)


def _enclosed(evaluation: Evaluation, brackets: str, parts: list[Outcome], node: Node) -> Outcome:
    inside = assembled(evaluation, parts, node, ",")
    return assembled(evaluation, [Known(brackets[0]), inside, Known(brackets[1])], node)


def _json_of_value(value: Outcome) -> Outcome:
    if isinstance(value, (Unknown, Absent)):
        return value if isinstance(value, Absent) else derived("Fn::ToJsonString", value)
    return Known(_dumped(_plain(value)), value.origin)


def _plain(value: Element) -> Any:
    if isinstance(value, Known) and isinstance(value.data, tuple):
        return [_plain(each) for each in value.data]
    if isinstance(value, Known) and isinstance(value.data, dict):
        return {key: _plain(each) for key, each in value.data.items()}
    if isinstance(value, Known):
        return value.data
    raise Refuse("Fn::ToJsonString takes what is known as a whole", value.origin)


def _dumped(data: Any) -> str:
    import json

    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
