"""Types of variables as nearly all are written, read without a parse of the expression.

One match reads one attribute. What is written in another way is left to the parser, and so is all that may be
wrong: what is read here means the same there.
"""

from __future__ import annotations

from ....patterns import pattern
from .type_expressions import PRIMITIVE_NAMES, UNTYPED, Attributes, Constraint, Defaults, collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....value import Outcome

    EvaluateText = Callable[[bytes, int], Outcome]
    """Gives the default that is written as a text at an offset."""

_GAP = rb"(?:[ \t\n]+|#[^\n]*\n|//[^\n]*\n)*+"
_STRING = rb'"[ !#&-\[\]-~]*+"'
_DEFAULT = _STRING + rb"|[a-z]++|[0-9]{1,9}|\{\}|\[(?:" + _STRING + rb"(?:, " + _STRING + rb")*+)?\]"
# The parentheses that end a type, the default that may come before the last one, and what parts attributes.
_REST = (
    rb"([ \t)]*+)(?:,[ \t]*+(%s)[ \t]*+\))?+"
    rb"[ \t]*+(?:,|(?=[\n}#])|(?=//)|\Z)" + _GAP
)  # fmt: skip
_TYPE = (
    rb"(?:([A-Za-z_][\w-]*+)[ \t]*+[=:][ \t]*+(optional\([ \t]*+)?+)?+((?:(?:list|set|map)\([ \t]*+)*+)"
    rb"(?:object\([ \t]*+\{" + _GAP + rb"|(string|number|bool|any|list|map)(?![\w-])"
    + _REST % _DEFAULT + rb")"
)  # fmt: skip
# Of objects; another default than these is left to the parser.
_CLOSE = rb"\}" + _REST % rb"[a-z]++|\{\}|\[\]"
_WORDS = {name.encode(): Constraint(type_, Defaults()) for name, type_ in (PRIMITIVE_NAMES | UNTYPED).items()}
_SHORT = _WORDS | {
    f"{name}({word})".encode(): collection(name, _WORDS[word.encode()])
    for name in ("list", "set", "map")
    for word in PRIMITIVE_NAMES
}
_DEEPEST, _MOST_COLLECTIONS = 15, 3  # what is far from any limit of the parser


class _Object(Attributes):
    """An object type that is open, and what stands before it."""

    __slots__ = ("before",)

    def __init__(self, before: tuple[bytes | None, bytes | None, bytes]) -> None:
        super().__init__()
        self.before = before


def later(evaluate: EvaluateText, text: bytes, offset: int) -> Callable[[], Outcome]:
    return lambda: evaluate(text, offset)


def written_constraint(text: bytes, evaluate: EvaluateText) -> Constraint | None:
    """The constraint that a type states; None if it has to be parsed."""
    if text in _SHORT:
        return _SHORT[text]
    if not text.isascii():
        return None
    read_type, read_close = pattern(_TYPE).match, pattern(_CLOSE).match
    objects: list[_Object] = []
    pos = 0
    while True:
        match = read_type(text, pos)
        if match is not None:
            name, optional, collections, word, closers, default = match.groups()
            if word is None:
                if len(objects) == _DEEPEST or collections.count(b"(") > _MOST_COLLECTIONS:
                    return None
                objects.append(_Object((name, optional, collections)))
                pos = match.end()
                continue
            made, to_close = _WORDS[word], 0
        else:
            match = read_close(text, pos)
            if match is None or not objects:
                return None
            closers, default = match.groups()
            name, optional, collections = objects[-1].before
            made, to_close = objects.pop().constraint(), 1
        if collections:
            names = collections.decode().replace(" ", "").replace("\t", "").split("(")[:-1]
            to_close += len(names)
            for collection_name in reversed(names):
                made = collection(collection_name, made)
        if optional is not None and default is None:
            to_close += 1
        if closers.count(b")") != to_close or (optional is None and default is not None):
            return None
        if not objects:
            return made if name is None and match.end(match.re.groups - 1) == len(text) else None
        attribute = "for" if name is None else name.decode()
        if attribute == "for" or attribute in objects[-1].types:
            return None
        value = None if default is None else later(evaluate, default, match.start(match.re.groups))
        objects[-1].add(attribute, made, optional is not None, value)
        pos = match.end()
