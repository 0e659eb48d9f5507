"""The items of a loop's collection, as far as they are known."""

from __future__ import annotations

from ....choice import conditional
from ....identity import derived, identity
from ....model.rule import both
from ....value import BOOLEAN, Absent, Choice, Known, Refused, Unknown
from ..syntax.scalars import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....value import Element, Option, Outcome

    Item = tuple[Outcome, Outcome]

ALWAYS = Known(True)


def items(values: Outcome) -> list[Item]:
    """Each item that a collection may have, a Known text or an Unknown, and whether it has it.

    An unknown collection has any number of one unknown item. Under an option that is refused, every item is;
    a collection that is refused at all has one refused item.
    """
    if isinstance(values, Known) and isinstance(values.data, tuple):
        plain = [item for element in values.data for item in _of_element(element, ALWAYS)]
        if len(plain) == len(values.data) and not any(isinstance(one, Refused) for one, _ in plain):
            return plain  # an item that is written twice is two
    found: dict[str, Item] = {}
    refused: list[Item] = []
    for item, exists in _of_collection(values, ALWAYS):
        if isinstance(item, Refused):
            refused.append((item, exists))
            continue
        first, before = found.get(identity(item), (item, Known(False)))
        found[identity(item)] = (first, conditional(before, ALWAYS, exists))
    kept = list(found.values())
    for refusal, when in refused:
        kept = [(item, conditional(when, refusal, exists)) for item, exists in kept]
    return kept or [(refusal, conditional(when, refusal, Known(False))) for refusal, when in refused[:1]]


def _of_collection(values: Outcome, exists: Outcome) -> Iterator[Item]:
    if isinstance(values, Choice):
        for chosen, outcome in values.options.items():
            yield from _of_collection(outcome, both(exists, _only(values, chosen)))
    elif isinstance(values, Unknown):
        some = derived("any", values, facts=BOOLEAN, origin=values.origin)
        yield derived("element", values, origin=values.origin), both(exists, some)
    elif isinstance(values, Known) and isinstance(values.data, tuple):
        for element in values.data:
            yield from _of_element(element, exists)
    elif isinstance(values, Refused):
        yield values, exists
    else:
        yield Refused("the collection of Fn::ForEach must be a list", values.origin), exists


def _of_element(element: Element, exists: Outcome) -> Iterator[Item]:
    if isinstance(element, Choice):
        for chosen, outcome in element.options.items():
            yield from _of_element(outcome, both(exists, _only(element, chosen)))
    elif isinstance(element, (Unknown, Refused)):
        yield element, exists
    elif isinstance(element, Known) and isinstance(element.data, (str, bool)):
        yield Known(text_of(element.data), element.origin), exists
    elif not isinstance(element, Absent):
        yield Refused("an item of Fn::ForEach must be a text", element.origin), exists


def _only(of: Choice, chosen: Option) -> Outcome:
    """Whether `of` has this option."""
    options: dict[Option, Outcome] = {each: Known(each == chosen) for each in of.options}
    return Choice(of.unknown, options, of.origin) if len(options) > 1 else ALWAYS
