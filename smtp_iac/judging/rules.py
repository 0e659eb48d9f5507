"""The rules of security groups in one scan: those of a resource are made once somebody asks for traffic that
they may be about."""

from __future__ import annotations

from .making import made_by, made_of, tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..model.outline import Outline
    from ..model.prefix_list import PrefixLists
    from ..model.protocol import Protocol
    from ..model.rule import Rule
    from ..reading import Reading

    Traffic = tuple[int, tuple[Protocol, ...]]
    """A port, and the protocols of which one is meant."""


OF_RULES = ("security groups", "rules")
"""What a question is about that is asked of them."""


class Rules:
    """The entries of prefix lists stand in them in place of the lists' ids."""

    __slots__ = ("_lists", "_made", "_near", "_outlined", "_outlines", "_reading", "_resources", "_table")

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._table: dict[str, Any] = tables("LOWERINGS") if reading.resources else {}
        self._lists: PrefixLists | None = None
        self._near: dict[Traffic, list[Rule]] = {}
        self._resources = [one for one in reading.resources if one.type in self._table]
        outlines = tables("OUTLINES") if self._resources else {}
        self._outlined: list[tuple[Outline, ...] | None] = [
            made_of(outlines[one.type], one, reading) if one.type in outlines else None
            for one in self._resources
        ]
        self._outlines = set().union(*[told for told in self._outlined if told is not None])
        self._made: dict[int, list[Rule]] = {}
        for index, told in enumerate(self._outlined):
            if told is None:
                self._of(index)

    @property
    def is_empty(self) -> bool:
        return not self._outlines and not any(self._made.values())

    def every(self) -> list[Rule]:
        return [rule for index in range(len(self._resources)) for rule in self._of(index)]

    def near(self, traffic: Traffic) -> list[Rule]:
        """Without the rules of which plain data says that they are about other ports, as most are."""
        if traffic not in self._near:
            port, protocols = traffic
            near = {
                one
                for one in self._outlines
                if not all(one.is_about_another(protocol, port) for protocol in protocols)
            }
            meant = [
                index
                for index, told in enumerate(self._outlined)
                if told is None or not near.isdisjoint(told)
            ]
            self._near[traffic] = [rule for index in meant for rule in self._of(index)]
        return self._near[traffic]

    def _of(self, index: int) -> list[Rule]:
        if index not in self._made:
            resource = self._resources[index]
            made = made_of(self._table[resource.type], resource, self._reading) or []
            self._made[index] = [self._expanded(rule) if rule.names_lists else rule for rule in made]
        return self._made[index]

    def _expanded(self, rule: Rule) -> Rule:
        if self._lists is None:
            from ..model.prefix_list import PrefixLists

            self._lists = PrefixLists(made_by(tables("PREFIX_LISTS"), self._reading))
        return self._lists.expanded(rule)
