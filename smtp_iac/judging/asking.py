"""A policy asked of the model: of each port by itself, so that a finding can say which of them is open."""

from __future__ import annotations

from ..model import of_word
from ..model.rule import Rule, both
from ..truth import YES
from .baseline import once_for_each_rule
from .judge import DECIDE
from .lowering import OF_RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..finding import Change
    from ..model.filter import Filter
    from ..policy import Policy
    from ..resource import Planned
    from .baseline import Before
    from .delta import Delta
    from .judge import Ask, Decision, Matters
    from .lowering import Model, Traffic


class Answer:
    """A decision and the ports that it is about, none where the question takes none. verdict: the word for a
    yes; detail: what the question adds to the message; change: what a plan changes about it."""

    __slots__ = ("change", "decision", "detail", "policy", "ports", "verdict")

    def __init__(self, policy: Policy, decision: Decision, verdict: str, detail: str) -> None:
        self.policy = policy
        self.decision = decision
        self.verdict = verdict
        self.detail = detail
        self.ports: list[int] = []
        self.change: Change | None = None

    def note_change(self, delta: Delta, decision: Decision) -> None:
        """What a plan changes about one of the decisions that are the finding."""
        from ..merging.changes import change_of, together

        self.change = together([self.change, change_of(decision, delta)])

    @property
    def name(self) -> str:
        """What the policy says, of these ports."""
        return self.policy.named(self.ports, "and" if self.decision.truth is YES else "or")


class Asking:
    """Asks policies of one model, and of what was there before its plans."""

    def __init__(self, model: Model, past: Before, plans: list[Planned], questions: dict[str, Any]) -> None:
        self._model = model
        self._plans = plans
        self._past = past
        self._questions = questions
        self._meant: dict[tuple[object, ...], list[Any]] = {}
        self._unspoken: dict[tuple[object, ...], set[object]] = {}
        self._elsewhere: dict[Traffic, dict[int, bool]] = {}

    def answers(self, policy: Policy) -> list[Answer]:
        """Every answer that is a finding, in no particular order."""
        answers: dict[tuple[object, ...], Answer] = {}
        for asked in self._each_port(policy):
            items = self._items(asked, self._model)
            decisions = self._decided(items, self._deciding(asked))
            if not decisions:
                continue
            delta = self._delta(asked, self._items(asked.before, self._past.model))
            for decision in decisions:
                key = _same(decision)
                if key not in answers:
                    answers[key] = Answer(policy, decision, asked.verdict, asked.detail(decision))
                if asked.port is not None:
                    answers[key].ports.append(asked.port)
                if delta is not None:
                    answers[key].note_change(delta, decision)
        return list(answers.values())

    def closed(self, policy: Policy) -> list[tuple[Decision, Change]]:
        """What plans close, at the places of their configurations."""
        found: dict[tuple[object, ...], tuple[Decision, Change]] = {}
        if not self._past.roots:
            return []
        from ..merging.changes import in_configuration, together

        for asked in [one for one in self._each_port(policy) if one.before is one]:
            before = self._unsaid(asked, self._items(asked, self._past.model))
            delta = self._delta(asked, before)
            gone = in_configuration(delta.closed(DECIDE[asked.about], asked.ask)) if delta else ()
            for decision, change in gone:
                key = (change.word, *_same(decision))
                first, said = found.get(key, (decision, None))
                found[key] = (first, together([said, change]) or change)
        return list(found.values())

    def _each_port(self, policy: Policy) -> list[_Asked]:
        question = self._questions[policy.asks]
        asked = [_Asked(policy, question, port) for port in policy.ports or (None,)]
        if self._past.roots:
            for one in asked:
                one.matters = once_for_each_rule(one.matters)
        return asked

    def _delta(self, asked: _Asked, before: list[Any]) -> Delta | None:
        if not self._past.roots or not asked.may_change:
            return None
        after = self._items(asked, self._model)
        return self._past.delta(self._near(asked, before), self._near(asked, after), asked.matters)

    def _decided(self, items: list[Any], decide: Callable[[list[Any]], list[Decision]]) -> list[Decision]:
        """What is decided; of plans, at the places of their configurations."""
        if not self._plans:
            return decide(items)
        from ..merging.merging import decisions_with_plans

        return decisions_with_plans(items, self._plans, decide)

    def _deciding(self, asked: _Asked) -> Callable[[list[Any]], list[Decision]]:
        return lambda items: self._decisions(asked, items)

    def _decisions(self, asked: _Asked, items: list[Any]) -> list[Decision]:
        mattering: set[object] = set()

        def matters(one: Filter) -> bool:
            found = asked.matters(one)
            if found:
                mattering.update([rule.key for rule in one.rules])
            return found

        near = self._near(asked, self._unsaid(asked, items))
        decisions = DECIDE[asked.about](near, asked.ask, matters)
        said = {rule.key for decision in decisions for rule in decision.rules}
        self._unspoken[asked.key, *map(id, items)] = mattering - said
        return decisions

    def _unsaid(self, asked: _Asked, items: list[Any]) -> list[Any]:
        """What is asked about: where another question's findings speak of it already, what they leave of the
        rules that may let in anybody."""
        if not hasattr(asked.question, "UNLESS"):
            return items
        other = _Asked(asked.policy, self._questions[asked.question.UNLESS], asked.port)
        key = (other.key, *map(id, items))
        if key not in self._unspoken:
            self._decisions(other, items)
        unspoken = self._unspoken[key]
        return [one for one in items if one.key in unspoken]

    def _near(self, asked: _Asked, items: list[Any]) -> list[Any]:
        """Without the rules that are plainly about other ports, as most are: they matter to no question. Each
        is looked at once, however many policies ask about the port."""
        if asked.traffic is None:
            return items
        elsewhere = self._elsewhere.setdefault(asked.traffic, {})
        port, protocols = asked.traffic
        for one in items:
            if id(one) not in elsewhere:
                rule = one if isinstance(one, Rule) else None
                elsewhere[id(one)] = rule is not None and all(
                    rule.is_about_another(protocol, port) for protocol in protocols
                )
        return [one for one in items if not elsewhere[id(one)]]

    def _items(self, asked: _Asked, model: Model) -> list[Any]:
        """What the policy means, of what its question is about."""
        policy = asked.policy
        traffic = asked.traffic if asked.about in OF_RULES and not policy.where else None
        key = (id(model), asked.about, traffic, policy.types, policy.where)
        if key not in self._meant:
            items = model.about(asked.about, traffic)
            if policy.types:
                items = [one for one in items if one.resource.type in policy.types]
            if policy.where:
                from .selection import selected

                # one answer a resource would do
                items = [one.existing(both(one.exists, selected(policy, one.resource))) for one in items]
            self._meant[key] = items
        return self._meant[key]


class _Asked:
    """A question as a policy asks it about one port. traffic: the port, and the protocols of which rules are
    asked about; None where it takes none."""

    __slots__ = (
        "_parameters",
        "about",
        "ask",
        "key",
        "matters",
        "policy",
        "port",
        "question",
        "traffic",
        "verdict",
    )

    def __init__(self, policy: Policy, question: Any, port: int | None) -> None:
        parameters = {name: value for name, value in policy.parameters.items() if name in question.PARAMETERS}
        if port is not None:
            parameters["ports"] = (port,)
        self.policy = policy
        self.question = question
        self.port = port
        self.about: str = question.ABOUT
        self.verdict: str = getattr(question, "VERDICT", "exposed")
        self.ask: Ask = lambda group: question.ask(group, **parameters)
        self.matters: Matters = lambda group: question.matters(group, **parameters)
        self.key = (question.NAME, policy.types, policy.where, repr(sorted(parameters.items())))
        self.traffic: Traffic | None = None
        if port is not None and "protocol" in question.PARAMETERS:
            self.traffic = (port, of_word(str(parameters.get("protocol", "tcp"))))
        self._parameters = parameters

    @property
    def may_change(self) -> bool:
        """Whether a plan may open or close what the question is about."""
        return self.about != "rules"

    @property
    def before(self) -> _Asked:
        """The same of what was there before plans, of which nobody says what stands behind network ACLs."""
        if self.about != "network ACLs before subnets":
            return self
        from copy import copy

        found = copy(self)
        found.about = "network ACLs"
        return found

    def detail(self, decision: Decision) -> str:
        """What the question says of a yes besides."""
        if decision.truth is not YES or not hasattr(self.question, "detail"):
            return ""
        text: str = self.question.detail(_cases(decision.asked), decision.grounds, **self._parameters)
        return text


def _cases(asked: Filter) -> list[Filter]:
    """What was asked, in each combination of options that can be deployed."""
    found = [asked.under(assignment) for assignment in asked.combinations() or ()]
    return [one for one in found if one is not None] or [asked]


def _same(decision: Decision) -> tuple[object, ...]:
    """What decisions on two ports have in common that are one finding."""
    return (
        decision.truth.name,
        decision.whole,
        tuple([rule.key for rule in decision.rules]),
        frozenset([ground.rule.key for ground in decision.grounds]) if decision.truth is YES else None,
        decision.when,
        tuple([missing.sentence for missing in decision.missing]),
    )
