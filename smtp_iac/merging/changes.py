"""What plans change about decisions that stand at the places of their configurations."""

from __future__ import annotations

from ..finding import Change
from ..place import HIDDEN, text_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..delta import Delta
    from ..finding import ChangeWord
    from ..judge import Decision

FIRST: tuple[ChangeWord, ...] = ("newly open", "perhaps newly open", "still open", "not newly open")
"""Of what several plans change about one rule, the word that counts."""


def change_of(decision: Decision, delta: Delta) -> Change | None:
    """None where no plan says what was before."""
    each = [shown(delta.of(one), one) for one in decision.planned or (decision,)]
    found = sorted([one for one in each if one is not None], key=lambda one: FIRST.index(one.word))
    if len(found) < 2:
        return found[0] if found else None
    same = [one for one in found if one.word == found[0].word]
    addresses = sorted({address for one in same for address in one.addresses})
    rest = sorted({address for one in same for address in one.rest})
    return Change(found[0].word, tuple(addresses), tuple(rest))


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
