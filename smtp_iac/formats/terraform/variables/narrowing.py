"""What a condition says of a value that nobody knows, where the condition holds.

Understood are lists of allowed values, prefix lengths and beginnings of CIDRs, and the same of every element.
Whatever else a condition says narrows nothing. Bounds hold for every value that terraform accepts: the AWS
provider refuses CIDRs with host bits, so what begins with "10." is a /7 at most.
"""

from __future__ import annotations

from ....patterns import pattern
from ....value import Known, option
from ..evaluation.evaluate import evaluate
from ..syntax.references import references
from ..values.conversion import convert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Option
    from ..evaluation.scope import Scope
    from ..syntax.expressions import Node

    Block = tuple[int, int | None]
    Subject = tuple[str, ...]

WHOLE = "0.0.0.0/0"
HIGHEST_PORT = 65535
# Compiled where they are used.
_ALTERNATIVES = r"\^(?:\((?:\?:)?([^()]*)\)|([^()|]*))\$"
_PLAIN = r"(?:[\w/: -]|\\\.)+"


class Bounds:
    """What a value is where a condition holds.

    values: the only ones that it can be; block: as in Facts; elements: what each of its elements is; least,
    most: numbers that it is not below, and not above.
    """

    __slots__ = ("block", "elements", "least", "most", "values")

    def __init__(
        self,
        values: dict[Option, Known] | None = None,
        block: Block | None = None,
        elements: Bounds | None = None,
        *,
        least: int | None = None,
        most: int | None = None,
    ) -> None:
        self.values = values
        self.block = block
        self.elements = elements
        self.least = least
        self.most = most

    @property
    def ports(self) -> tuple[int, int] | None:
        """The ports in these bounds; a number below zero may stand for every port."""
        if self.least is None or self.least < 0:
            return None
        most = HIGHEST_PORT if self.most is None else min(self.most, HIGHEST_PORT)
        return (self.least, most) if self.least <= most else None


NOTHING_SAID = Bounds()


def both(one: Bounds, two: Bounds) -> Bounds:
    """Where two conditions hold."""
    values = one.values if two.values is None else two.values
    if one.values is not None and two.values is not None:
        values = {each: value for each, value in one.values.items() if each in two.values}
    blocks = [each.block for each in (one, two) if each.block is not None]
    elements = [each.elements for each in (one, two) if each.elements is not None]
    return Bounds(
        values,
        max(blocks, key=lambda block: block[0], default=None),
        both(*elements) if len(elements) == 2 else next(iter(elements), None),
        least=max([each.least for each in (one, two) if each.least is not None], default=None),
        most=min([each.most for each in (one, two) if each.most is not None], default=None),
    )


def either(one: Bounds, two: Bounds) -> Bounds:
    """Where at least one of two conditions holds."""
    values = block = elements = None
    if one.values is not None and two.values is not None:
        values = {**one.values, **two.values}
    if one.block is not None and two.block is not None:
        family = one.block[1] if one.block[1] == two.block[1] else None
        block = (min(one.block[0], two.block[0]), family)
    if one.elements is not None and two.elements is not None:
        elements = either(one.elements, two.elements)
    least = None if one.least is None or two.least is None else min(one.least, two.least)
    most = None if one.most is None or two.most is None else max(one.most, two.most)
    return Bounds(values, block, elements, least=least, most=most)


class Reading:
    """Reads a condition about a subject: a variable, or what a `for` calls each of its elements."""

    __slots__ = ("scope", "subject")

    def __init__(self, subject: Subject, scope: Scope) -> None:
        self.subject = subject
        self.scope = scope

    def bounds(self, node: Node, holds: bool = True) -> Bounds:
        """What the subject is where the condition is true, or where it is false."""
        kind = node[0]
        if kind == "wrap":
            return self.bounds(node[3], holds)
        if kind == "unary" and node[3] == "!":
            return self.bounds(node[4], not holds)
        if kind == "binary":
            return self._binary(node[3], node[4], node[5], holds)
        if kind == "call":
            return self._call(node[3], node[4], holds)
        return NOTHING_SAID

    def _binary(self, operator: str, left: Node, right: Node, holds: bool) -> Bounds:
        if operator in ("&&", "||"):
            join = both if (operator == "&&") == holds else either
            return join(self.bounds(left, holds), self.bounds(right, holds))
        if operator in ("==", "!="):
            for one, other in ((left, right), (right, left)):
                if self.is_subject(one):
                    return self._one_of([other], (operator == "==") == holds)
                if self._is_length(one) and (operator == "==") == holds:
                    return self._at_least(other, 0)
            return NOTHING_SAID
        if operator in ("<", "<="):
            left, right, operator = right, left, ">" if operator == "<" else ">="
        if not holds:
            left, right, operator = right, left, ">=" if operator == ">" else ">"
        if operator not in (">", ">="):
            return NOTHING_SAID
        return self._compared(left, right, 1 if operator == ">" else 0)

    def _compared(self, left: Node, right: Node, more: int) -> Bounds:
        """`left >= right + more`, of whole numbers."""
        if self._is_length(left):
            return self._at_least(right, more)
        if self.is_subject(left) and (least := self._whole(right)) is not None:
            return Bounds(least=least + more)
        if self.is_subject(right) and (most := self._whole(left)) is not None:
            return Bounds(most=most - more)
        return NOTHING_SAID

    def _call(self, name: str, arguments: tuple[Node, ...], holds: bool) -> Bounds:
        if name == "contains" and len(arguments) == 2 and self.is_subject(arguments[1]):
            return self._one_of([arguments[0]], holds, listed=True)
        if name == "contains" and len(arguments) == 2 and self.is_subject(arguments[0]) and not holds:
            return Bounds(elements=self._one_of([arguments[1]], False))
        if name in ("alltrue", "anytrue") and len(arguments) == 1:
            return self._of_all(name, arguments[0], holds)
        if not holds:
            return NOTHING_SAID
        if name in ("can", "try") and arguments and arguments[0][0] == "call" and arguments[0][3] == "regex":
            return self._matching(*arguments[0][4]) if name == "can" else NOTHING_SAID
        if name == "startswith" and len(arguments) == 2 and self.is_subject(arguments[0]):
            return beginning(self._text(arguments[1]))
        return NOTHING_SAID

    def _of_all(self, name: str, node: Node, holds: bool) -> Bounds:
        if node[0] == "tuple" and node[3]:
            found = [self.bounds(item, holds) for item in node[3]]
            join = both if (name == "alltrue") == holds else either
            result = found[0]
            for each in found[1:]:
                result = join(result, each)
            return result
        # every element: all of them are so, or not any of them is otherwise
        of_every = (name == "alltrue") == holds
        if node[0] == "for_tuple" and of_every and self.is_subject(node[5]) and len(node[6:]) >= 1:
            if len(node) > 7 and node[7] is not None:
                return NOTHING_SAID
            return Bounds(elements=Reading((node[4],), self.scope).bounds(node[6], holds))
        return NOTHING_SAID

    def is_subject(self, node: Node) -> bool:
        while node[0] == "wrap":
            node = node[3]
        if len(self.subject) == 1:
            return bool(node[0] == "var" and node[3] == self.subject[0])
        return bool(node[0] == "attr" and node[3][0] == "var" and (node[3][3], node[4]) == self.subject)

    def _constant(self, node: Node) -> Known | None:
        """The value of what does not depend on the subject."""
        if any(name[: len(self.subject)] == self.subject[: len(name)] for name in references(node)):
            return None
        value = evaluate(node, self.scope)
        return value if isinstance(value, Known) else None

    def _text(self, node: Node) -> str:
        value = self._constant(node)
        return value.data if value is not None and isinstance(value.data, str) else ""

    def _one_of(self, nodes: list[Node], holds: bool, listed: bool = False) -> Bounds:
        value = self._constant(nodes[0])
        members = None if value is None else value.data if listed else (value,)
        if not isinstance(members, tuple) or not all(is_scalar(each) for each in members):
            return NOTHING_SAID
        if holds:
            return Bounds({option(each.data): each for each in members})
        return Bounds(block=(1, 4)) if any(each.data == WHOLE for each in members) else NOTHING_SAID

    def _is_length(self, node: Node) -> bool:
        """Whether it is the prefix length of the subject: `split("/", SUBJECT)[1]`."""
        if node[0] == "call" and node[3] == "tonumber" and len(node[4]) == 1:
            return self._is_length(node[4][0])
        if node[0] == "call" and node[3] == "element" and len(node[4]) == 2:
            target, at = node[4]
        elif node[0] == "index":
            target, at = node[3], node[4]
        else:
            return False
        if at[0] != "lit" or at[3] != 1 or target[0] != "call" or target[3] != "split":
            return False
        return len(target[4]) == 2 and self._text(target[4][0]) == "/" and self.is_subject(target[4][1])

    def _at_least(self, node: Node, more: int) -> Bounds:
        length = self._whole(node)
        if length is None or not 1 <= length + more <= 128:
            return NOTHING_SAID
        return Bounds(block=(length + more, None))

    def _whole(self, node: Node) -> int | None:
        value = self._constant(node)
        data = None if value is None else value.data
        if isinstance(data, str) and data.isascii() and data.isdigit() and len(data) < 6:
            return int(data)
        return data if isinstance(data, int) and not isinstance(data, bool) else None

    def _matching(self, written: Node, *texts: Node) -> Bounds:
        """A pattern that is only a list of texts."""
        found = pattern(_ALTERNATIVES).fullmatch(self._text(written))
        if found is None or len(texts) != 1 or not self.is_subject(texts[0]):
            return NOTHING_SAID
        words = (found[1] if found[1] is not None else found[2]).split("|")
        if not all(pattern(_PLAIN).fullmatch(word) for word in words):
            return NOTHING_SAID
        plain = [word.replace("\\.", ".") for word in words]
        # A number and a bool are matched as text: where the variable has no type, it may be one.
        read = [convert(Known(word), type_) for word in plain for type_ in ("string", "number", "bool")]
        return Bounds({option(each.data): each for each in read if isinstance(each, Known)})


def is_scalar(value: object) -> bool:
    return isinstance(value, Known) and not isinstance(value.data, (tuple, dict))


def beginning(text: str) -> Bounds:
    """A CIDR that begins with whole numbers: its lowest bit that is set is the longest that it can be."""
    numbers = text.split(".")[:-1]
    if not text.endswith(".") or not 1 <= len(numbers) <= 3:
        return NOTHING_SAID
    if not all(number.isascii() and number.isdigit() and int(number) < 256 for number in numbers):
        return NOTHING_SAID
    address = int.from_bytes(bytes(map(int, numbers)), "big")
    if address == 0:
        return NOTHING_SAID
    zeros = (address & -address).bit_length() - 1
    return Bounds(block=(8 * len(numbers) - zeros, 4))
