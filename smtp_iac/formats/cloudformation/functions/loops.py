"""`Fn::ForEach`: the entries that a mapping has once its loops are followed.

The identifier is replaced in keys and values, as `${Identifier}` or, without what is not a letter or digit,
as `&{Identifier}` (CloudFormation template reference, "Fn::ForEach").
"""

from __future__ import annotations

from ....model.rule import both
from ....value import Known, Missing, Refused, Unknown
from ..outcomes import UNSUPPORTED
from ..syntax.calls import LOOP, TRANSFORM, is_loop
from ..syntax.nodes import Entries, Node, Scalar, listed, literal, written
from .loop_items import ALWAYS, items
from .pieces import with_identifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....source import Span
    from ....value import Outcome
    from ..evaluation import Evaluation

MOST_MADE = 10_000
"""Rounds that the loops of a template may go, together. CloudFormation takes 500 resources, and 200
conditions or outputs, in a template of 1 MB (its user guide, "Understand CloudFormation quotas")."""


class Made:
    """An entry of a mapping, as written or as a loop makes it.

    name: its key; an identifier that nobody knows stands in it as it is written. key: the key as it is
    written, in `entries`. kind: of a resource, its type, once somebody asked. evaluation: the one that knows
    the identifiers inside. exists: whether the loop makes it. is_open: its name is unknown. problem: why a
    loop cannot be followed; `node` is the whole loop then.
    """

    __slots__ = ("entries", "evaluation", "exists", "is_open", "key", "kind", "name", "node", "problem")

    def __init__(
        self,
        name: str,
        key: str,
        entries: Entries,
        evaluation: Evaluation,
        exists: Outcome = ALWAYS,
        *,
        is_open: bool = False,
        problem: Refused | Unknown | None = None,
    ) -> None:
        self.name = name
        self.key = key
        self.entries = entries
        self.node: Node = entries.values[key]
        self.kind: str | None = None
        self.evaluation = evaluation
        self.exists = exists
        self.is_open = is_open
        self.problem = problem

    @property
    def header(self) -> Span:
        """The place of the key."""
        return self.evaluation.span(self.entries.key(self.key))


def entries_made(evaluation: Evaluation, entries: Entries, exists: Outcome = ALWAYS) -> Iterator[Made]:
    """Every entry of the mapping, in order, without those of macros."""
    for name in entries.values:
        if is_loop(name):
            yield from _looped(evaluation, entries, name, exists)
        elif name != TRANSFORM and not evaluation.names:
            yield Made(name, name, entries, evaluation, exists)
        elif name != TRANSFORM:
            text = with_identifiers(evaluation, name, entries.key(name))
            known = isinstance(text, Known) and isinstance(text.data, str)
            shown = text.data if isinstance(text, Known) and known else name
            yield Made(shown, name, entries, evaluation, exists, is_open=not known)


def _looped(evaluation: Evaluation, entries: Entries, name: str, exists: Outcome) -> Iterator[Made]:
    """What one loop makes; the loop itself, with the problem, where it cannot be followed."""
    key, node = entries.key(name), entries.values[name]

    def problem(why: Refused | Unknown) -> Made:
        return Made(name, name, entries, evaluation, exists, is_open=True, problem=why)

    if not evaluation.template.is_extended:
        yield problem(evaluation.refused(f"{LOOP} needs the transform AWS::LanguageExtensions", key))
        return
    parts = listed(node)
    identifier = literal(parts[0]) if len(parts) == 3 else None
    fragment = written(parts[2]) if identifier else node
    if identifier is None or not isinstance(fragment, Entries):
        yield problem(evaluation.refused(f"{LOOP} takes an identifier, a collection and a mapping", key))
        return
    for item, among in items(evaluation.value(parts[1])):
        evaluation.rounds.append(key.text)
        if len(evaluation.rounds) > MOST_MADE:
            yield problem(_too_many(evaluation, key))
            return
        inside = evaluation.inside({identifier.text: item})
        yield from entries_made(inside, fragment, both(exists, among))


def _too_many(evaluation: Evaluation, key: Scalar) -> Unknown:
    span = evaluation.span(key)
    why = f"is not followed: the loops of the template go more than {MOST_MADE:,} rounds"
    id_ = f"{evaluation.template.root}:{key.text}@{span.start}"
    return Unknown(id_, Missing(key.text, why, UNSUPPORTED, span))
