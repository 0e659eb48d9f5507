"""What plans change about decisions that stand at the places of their configurations."""

from __future__ import annotations

from ..finding import Change
from ..placing.place import HIDDEN, text_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..finding import ChangeWord
    from ..judging.delta import Delta
    from ..judging.judge import Decision

FIRST: tuple[ChangeWord, ...] = (
    "newly open",
    "perhaps newly open",
    "still open",
    "not newly open",
    "no longer managed",
    "closed",
)
"""Of what several plans change about one rule, the word that counts."""


def change_of(decision: Decision, delta: Delta) -> Change | None:
    """None where no plan says what was before."""
    return together([shown(delta.of(one), one) for one in decision.planned or (decision,)])


def together(changes: Iterable[Change | None]) -> Change | None:
    """What is said of one finding of which several plans, or ports, say something."""
    found = [one for one in changes if one is not None]
    if len(found) < 2:
        return found[0] if found else None
    word = min([one.word for one in found], key=FIRST.index)
    same = [one for one in found if one.word == word]
    addresses = sorted({address for one in same for address in one.addresses})
    rest = sorted({address for one in same for address in one.rest} - set(addresses))
    return Change(word, tuple(addresses), tuple(rest))


def shown(change: Change | None, decision: Decision) -> Change | None:
    """Without its addresses, where some of them are sensitive."""
    hidden = any(text_of_value(ground.value) == HIDDEN for ground in decision.grounds)
    return Change(change.word) if change is not None and hidden else change


def in_configuration(gone: Iterable[tuple[Decision, Change]]) -> Iterator[tuple[Decision, Change]]:
    """Decisions on what was before a plan, at the blocks of the configuration that still are there."""
    from .merging import placed
    from .relocating import Relocation

    relocation = Relocation()
    for decision, change in gone:
        said = shown(change, decision)
        assert said is not None
        yield placed(decision, relocation), said
