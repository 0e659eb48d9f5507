"""`Fn::FindInMap`: the entry of a mapping, any of them while a key is unknown."""

from __future__ import annotations

from ....choice import choice, lift, restrict
from ....identity import derived
from ....value import LIMIT, OTHER, SENSITIVE, Absent, Known, Origin, Refuse, Refused, Unknown, option
from ..outcomes import seen_at
from ..syntax.nodes import Entries, Node, listed, written
from ..syntax.scalars import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Outcome
    from ..evaluation import Evaluation


def find_in_map(evaluation: Evaluation, argument: Node, node: Node) -> Outcome:
    operands = listed(argument)
    if len(operands) == 4 and not evaluation.template.is_extended:
        return evaluation.refused("a DefaultValue needs the transform AWS::LanguageExtensions", node)
    if len(operands) not in (3, 4):
        return evaluation.misused("Fn::FindInMap", "a mapping's name and two keys", node)
    lookup = _Lookup(evaluation, node, operands[3] if len(operands) == 4 else None)
    keys = [evaluation.value(each) for each in operands[:3]]
    return lift(lookup.mapping, *keys)


class _Lookup:
    """One call; `otherwise` holds its DefaultValue."""

    def __init__(self, evaluation: Evaluation, node: Node, otherwise: Node | None) -> None:
        self.evaluation = evaluation
        self.here = Origin("", evaluation.span(node))
        self.node = node
        self.otherwise = otherwise

    def mapping(self, name: Outcome, first: Outcome, second: Outcome) -> Outcome:
        mappings = self.evaluation.template.mappings
        if isinstance(name, Unknown) or "Fn::Transform" in mappings:
            return derived("Fn::FindInMap", name, first, second, origin=self.here)
        mapping = mappings.get(self._text(name))
        if mapping is None:
            return self._none(f"there is no mapping {self._text(name)}")
        return self._level(mapping, f" of mapping {self._text(name)}", [first, second], "")

    def _level(self, node: Node, of: str, keys: list[Outcome], path: str) -> Outcome:
        """What is found under the keys that are left; `path` are the keys so far."""
        entries = written(node)
        if not keys:
            value = self.evaluation.value(node, f"entry {path}{of}")
            return value if isinstance(value, Absent) else seen_at(value, self.evaluation.span(self.node))
        if not isinstance(entries, Entries):
            return self._none(f"{path or 'it'}{of} has no entries")
        if "Fn::Transform" in entries.values:
            return derived("Fn::FindInMap", Known(of + path), *keys, origin=self.here)
        key, rest = keys[0], keys[1:]

        def found(chosen: Outcome) -> Outcome:
            return self._chosen(entries, of, chosen, rest, path)

        return lift(found, key)

    def _chosen(self, entries: Entries, of: str, key: Outcome, rest: list[Outcome], path: str) -> Outcome:
        before = f"{path}." if path else ""
        if not isinstance(key, Unknown):
            name = self._text(key)
            if name not in entries.values:
                return self._none(f"there is no entry {before}{_shown(key, name)}{of}")
            return self._level(entries.values[name], of, rest, before + name)
        if len(entries.values) > LIMIT or key.facts.domain is not None:
            return derived("Fn::FindInMap", Known(of + path), key, *rest, origin=self.here)
        options: dict[tuple[str, object], Outcome] = {}
        for name, node in entries.values.items():
            narrowed = [restrict(each, {key.id: option(name)}) for each in rest]
            options[option(name)] = self._level(node, of, narrowed, before + name)
        options[OTHER] = self._none(f"there is no such entry {before}?{of}")
        return choice(key, options, self.here)

    def _none(self, reason: str) -> Outcome:
        default = written(self.otherwise) if self.otherwise is not None else None
        if isinstance(default, Entries) and "DefaultValue" in default.values:
            return self.evaluation.value(default.values["DefaultValue"])
        return Refused(reason, self.here)

    def _text(self, key: Outcome) -> str:
        if isinstance(key, Known) and isinstance(key.data, (str, bool)):
            return text_of(key.data)
        raise Refuse("a key of Fn::FindInMap must be a text", self.here)


def _shown(key: Outcome, name: str) -> str:
    return "(sensitive)" if isinstance(key, Known) and key.type == SENSITIVE else name
