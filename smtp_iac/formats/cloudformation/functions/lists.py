"""Functions of lists: `Fn::Select`, `Fn::Split`, `Fn::Cidr`, `Fn::Length`."""

from __future__ import annotations

from itertools import islice

from ....choice import choice, lift
from ....identity import derived
from ....value import (
    NO_FACTS,
    OTHER,
    Absent,
    Choice,
    Facts,
    Known,
    Origin,
    Refuse,
    Refused,
    Unknown,
    option,
)
from ..outcomes import missing, seen_at
from ..syntax.nodes import Node, listed
from .pieces import hidden_as

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard

    from ....value import Outcome
    from ..evaluation import Evaluation


def _operands(argument: Node, fewest: int, most: int) -> list[Node] | None:
    items = listed(argument)
    return items if fewest <= len(items) <= most else None


def select(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """The element at an index from 0; an unknown index may be any."""
    operands = _operands(argument, 2, 2)
    if operands is None:
        return evaluation.misused("Fn::Select", "an index and a list", node)
    here = Origin("", evaluation.span(node))

    def selected(index: Outcome, values: Outcome) -> Outcome:
        if isinstance(values, Unknown):
            known = values.facts
            facts = Facts(within=known.within, block=known.block or known.elements)
            return derived("Fn::Select", index, values, facts=facts, origin=here)
        if not isinstance(values, Known) or not isinstance(values.data, tuple):
            raise Refuse("Fn::Select takes an index and a list", here)
        if not any(isinstance(each, Choice) for each in values.data):
            return at(index, *values.data)
        return lift(at, index, *values.data)

    def at(index: Outcome, *elements: Outcome) -> Outcome:
        present = [seen_at(each, evaluation.span(node)) for each in elements if not isinstance(each, Absent)]
        if isinstance(index, Unknown):
            options = {option(str(position)): each for position, each in enumerate(present)}
            options[OTHER] = Refused("the index of Fn::Select is not in the list", here)
            return choice(index, options, here)
        number = _number(index)
        if number is None or number >= len(present):
            raise Refuse("the index of Fn::Select is not in the list", here)
        return present[number]

    values = [evaluation.value(each) for each in operands]
    return lift(selected, *values)


def split(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """The parts of a text between delimiters, empty ones too."""
    operands = _operands(argument, 2, 2)
    if operands is None:
        return evaluation.misused("Fn::Split", "a delimiter and a text", node)
    here = Origin("", evaluation.span(node))

    def parts(delimiter: Outcome, text: Outcome) -> Outcome:
        if isinstance(delimiter, Unknown) or isinstance(text, Unknown):
            return derived("Fn::Split", delimiter, text, origin=here)
        if not _is_text(delimiter) or not _is_text(text) or delimiter.data == "":
            raise Refuse("Fn::Split takes a delimiter and a text", here)
        found = text.data.split(delimiter.data)
        origin = Origin("", here.span, (text.origin,))
        return Known(tuple([hidden_as(Known(each, origin), text) for each in found]), here)

    return lift(parts, *[evaluation.value(each) for each in operands])


def length(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """The number of elements, with AWS::LanguageExtensions."""
    here = Origin("", evaluation.span(node))
    if not evaluation.template.is_extended:
        return evaluation.refused("Fn::Length needs the transform AWS::LanguageExtensions", node)

    def counted(values: Outcome) -> Outcome:
        if isinstance(values, Unknown):
            return derived("Fn::Length", values, origin=here)
        if not isinstance(values, Known) or not isinstance(values.data, tuple):
            raise Refuse("Fn::Length takes a list", here)
        if not any(isinstance(each, (Choice, Refused)) for each in values.data):
            return Known(str(len(values.data)), here)
        return lift(present, *values.data)

    def present(*elements: Outcome) -> Outcome:
        return Known(str(len([each for each in elements if not isinstance(each, Absent)])), here)

    return lift(counted, evaluation.value(argument))


def get_azs(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """The availability zones of a region, of the stack's own for an empty text."""
    span = evaluation.span(node)

    def zones(region: Outcome) -> Outcome:
        if not isinstance(region, Unknown) and not _is_text(region):
            raise Refuse("Fn::GetAZs takes the name of a region", Origin("", span))
        of = f"of {region.data}" if isinstance(region, Known) and region.data else "of the region"
        id_ = derived("Fn::GetAZs", region)
        known = Facts(type="List<String>", not_null=True)
        what = f"the availability zones {of}"
        return missing(
            f"{evaluation.template.root}:{id_.id}", what, "are known at deployment", span, facts=known
        )

    return lift(zones, evaluation.value(argument))


def cidr(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    """Blocks of `bits` host bits inside a block; of an unknown block, unknown blocks of that size.

    1 to 256 blocks of 1 to 128 bits (template reference, "Fn::Cidr"; cfn-lint's schema of it).
    """
    operands = _operands(argument, 2, 3)
    if operands is None:
        return evaluation.misused("Fn::Cidr", "a block, a count and a number of host bits", node)
    here = Origin("", evaluation.span(node))

    def blocks(base: Outcome, count: Outcome, *bits: Outcome) -> Outcome:
        host_bits = _bounded(bits[0], 128, here) if bits else None
        number = _bounded(count, 256, here)
        if _is_text(base) and number is not None and host_bits is not None:
            texts = _blocks_inside(base.data, number, host_bits, here)
            return Known(tuple([Known(each, Origin("", here.span, (base.origin,))) for each in texts]), here)
        return derived("Fn::Cidr", base, count, *bits, facts=_within(base, _size(host_bits)), origin=here)

    return lift(blocks, *[evaluation.value(each) for each in operands])


def _bounded(value: Outcome, most: int, here: Origin) -> int | None:
    """A number from 1 to `most`; None while it is unknown."""
    if isinstance(value, Unknown):
        return None
    number = _number(value)
    if number is None or not 1 <= number <= most:
        raise Refuse(f"Fn::Cidr needs a number from 1 to {most} here", here)
    return number


def _size(host_bits: int | None) -> Facts:
    """What is known of an unknown block of so many host bits: beyond 32 it must be one of IPv6."""
    if host_bits is None or host_bits == 32:
        return NO_FACTS
    return Facts(block=(32 - host_bits, None) if host_bits < 32 else (128 - host_bits, 6))


def _within(base: Outcome, facts: Facts) -> Facts:
    from ....network import AddressSet

    if not _is_text(base):
        return facts
    try:
        return Facts(within=AddressSet.parse(base.data), block=facts.block)
    except ValueError:
        return facts


def _blocks_inside(base: str, count: int, host_bits: int, here: Origin) -> list[str]:
    from ipaddress import ip_network

    try:
        network = ip_network(base, strict=False)
        blocks = network.subnets(new_prefix=network.max_prefixlen - host_bits)
        found = [str(each) for each in islice(blocks, min(count, 256))]
    except ValueError as error:
        raise Refuse(f"Fn::Cidr: {error}", here) from None
    if len(found) < count:
        raise Refuse("Fn::Cidr has no room for so many blocks", here)
    return found


def _is_text(value: Outcome) -> TypeGuard[Known]:
    return isinstance(value, Known) and isinstance(value.data, str)


def _number(value: Outcome) -> int | None:
    if not _is_text(value) or not (value.data.isascii() and value.data.isdigit() and len(value.data) < 10):
        return None
    return int(value.data)
