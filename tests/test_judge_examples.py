"""Verdicts of examples worked out by hand, and what the decisions say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from smtp_iac.choice import conditional, equal
from smtp_iac.identity import derived
from smtp_iac.judging.judge import Decision, decide_all, groups_of
from smtp_iac.truth import MAYBE, NO, YES, Truth
from smtp_iac.value import BOOLEAN, Facts, Known, Many, Refused, Unknown, option

from .algebra import (
    ANYWHERE,
    INTERNAL,
    LOWER,
    UPPER,
    allowed,
    ask,
    boolean,
    concat,
    index,
    listed,
    negation,
    open_input,
    rule,
)

if TYPE_CHECKING:
    from smtp_iac.model.rule import Rule


PUBLIC = boolean("var.public")
ENV = open_input("var.env")
PROD, DEV, STAGE = [equal(ENV, Known(name)) for name in ("prod", "dev", "stage")]
SOURCES = Known({"dev": listed(INTERNAL), "prod": listed(ANYWHERE)})
PORTS = Known({"dev": Known(25), "prod": Known(587)})
FLAGS = [boolean(f"var.flag_{number}") for number in range(12)]
OTHERS = [rule(f"internal {number}", [INTERNAL], exists=flag) for number, flag in enumerate(FLAGS)]
CLOSED = Facts(domain=(option("dev"), option("prod")))
STAGES = open_input("Stage", CLOSED)
RULES = open_input("var.rules")


def several(value: Any, of: Unknown) -> dict[str, Any]:
    """One rule for each of an unknown number of elements."""
    return {"cidrs": [value], "exists": derived("any", of, facts=BOOLEAN)}


EXAMPLES: dict[str, tuple[list[Rule], Truth]] = {
    "plain": ([rule("r", [ANYWHERE])], YES),
    "internal": ([rule("r", [INTERNAL])], NO),
    "another port": ([rule("r", [ANYWHERE], 587)], NO),
    "an unknown cidr": ([rule("r", [open_input("var.cidr")])], MAYBE),
    "the count and the cidr depend on one variable, and never meet": (
        [rule("r", conditional(PUBLIC, listed(INTERNAL), listed(ANYWHERE)), exists=PUBLIC)],
        NO,
    ),
    "the count and the cidr depend on one variable, and meet": (
        [rule("r", conditional(PUBLIC, listed(INTERNAL), listed(ANYWHERE)), exists=negation(PUBLIC))],
        MAYBE,
    ),
    "a map of cidrs and a map of ports with one key": (
        [rule("r", index(SOURCES, ENV), index(PORTS, ENV))],
        NO,
    ),
    "a map by environment, and a count that leaves prod out": (
        [rule("r", index(SOURCES, ENV), exists=negation(PROD))],
        NO,
    ),
    "a lookup with an internal default, in another environment": (
        [rule("r", index(SOURCES, ENV, listed(INTERNAL)), exists=STAGE)],
        NO,
    ),
    "a lookup with an open default, in another environment": (
        [rule("r", index(SOURCES, ENV, listed(ANYWHERE)), exists=STAGE)],
        MAYBE,
    ),
    "every entry of a map is open": (
        [rule("r", index(Known({"a": listed(ANYWHERE), "b": listed(LOWER, UPPER)}), ENV))],
        YES,
    ),
    "an environment that only one of two maps has cannot be deployed": (
        [rule("r", index(SOURCES, ENV), index(Known({"dev": Known(25)}), ENV))],
        NO,
    ),
    "conditions on one parameter that exclude each other": (
        [rule("r", conditional(PROD, listed(ANYWHERE), listed(INTERNAL)), exists=DEV)],
        NO,
    ),
    "one rule in production and one elsewhere": (
        [rule("a", [ANYWHERE], exists=PROD), rule("b", [ANYWHERE], exists=negation(PROD))],
        YES,
    ),
    "one rule for each of the allowed values": (
        [
            rule("a", [ANYWHERE], exists=equal(STAGES, Known("prod"))),
            rule("b", [ANYWHERE], exists=equal(STAGES, Known("dev"))),
        ],
        YES,
    ),
    "any number of rules, open": ([rule("r", **several(ANYWHERE, RULES))], MAYBE),
    "any number of rules, internal": ([rule("r", **several(INTERNAL, RULES))], NO),
    "both halves under one condition": (
        [rule("a", [LOWER], exists=PUBLIC), rule("b", [UPPER], exists=PUBLIC)],
        MAYBE,
    ),
    "the halves under opposite conditions": (
        [rule("a", [LOWER], exists=PUBLIC), rule("b", [UPPER], exists=negation(PUBLIC))],
        NO,
    ),
    "one half always, the other by one of two rules": (
        [
            rule("z", [LOWER]),
            rule("a", [UPPER], exists=PUBLIC),
            rule("b", [UPPER], exists=negation(PUBLIC)),
        ],
        YES,
    ),
    "both halves beside a rule of an unknown cidr": (
        [rule("a", [LOWER]), rule("b", [UPPER]), rule("c", [open_input("var.cidr")])],
        YES,
    ),
    "one half": ([rule("a", [LOWER]), rule("b", [INTERNAL])], NO),
    "one of two ports, 25 among them": ([rule("r", [ANYWHERE], allowed("Port", 25, 587))], MAYBE),
    "one of two ports, 25 not among them": ([rule("r", [ANYWHERE], allowed("Port", 465, 587))], NO),
    "an unknown port, internal": ([rule("r", [INTERNAL], open_input("var.port"))], NO),
    "an unknown port, open": ([rule("r", [ANYWHERE], open_input("var.port"))], MAYBE),
    "an unknown list beside the literal": (
        [rule("r", concat(open_input("var.extra"), listed(ANYWHERE)))],
        YES,
    ),
    "an unknown list beside an internal literal": (
        [rule("r", concat(open_input("var.extra"), listed(INTERNAL)))],
        MAYBE,
    ),
    "twelve conditional lists and one literal": (
        [
            rule(
                "r",
                concat(*[conditional(f, listed(INTERNAL), listed()) for f in FLAGS], listed(ANYWHERE)),
            )
        ],
        YES,
    ),
    "twelve conditional rules, all internal": (OTHERS, NO),
    "twelve conditional rules, all internal, and the two halves": (
        [*OTHERS, rule("a", [LOWER]), rule("b", [UPPER])],
        YES,
    ),
    "the halves under two different functions of one variable": (
        [
            rule("a", [LOWER], exists=equal(derived("f", ENV), Known("x"))),
            rule("b", [UPPER], exists=equal(derived("g", ENV), Known("x"))),
        ],
        MAYBE,
    ),
    "one block of known size at an unknown place": (
        [rule("r", [open_input("var.ip/32", Facts(block=(32, None)))])],
        NO,
    ),
    "any number of single addresses": (
        [rule("r", [Many(open_input("each.value/32", Facts(block=(32, 4))), RULES)])],
        NO,
    ),
    "two blocks of a half at unknown places": (
        [rule(name, [open_input(f"var.{name}/1", Facts(block=(1, 4)))]) for name in ("a", "b")],
        MAYBE,
    ),
    "one rule that cannot be deployed": ([rule("r", [Refused("no such key")])], MAYBE),
    "a cidr that is none": ([rule("r", ["everywhere"])], MAYBE),
    "one rule that cannot be deployed, on another port": ([rule("r", [Refused("no such key")], 587)], NO),
    "one rule that cannot be deployed, and is not there": (
        [rule("r", [Refused("no such key")], exists=False)],
        NO,
    ),
    "nothing that could be exposed, with too many conditions": (
        [rule("r", concat(*[conditional(f, listed(INTERNAL), listed(UPPER)) for f in FLAGS]))],
        NO,
    ),
    "too many conditions to ask": (
        [rule("r", concat(*[conditional(f, listed(LOWER), listed(UPPER)) for f in FLAGS]))],
        MAYBE,
    ),
}


def verdict_of(decisions: list[Decision]) -> Truth:
    verdicts = [decision.truth for decision in decisions]
    return YES if YES in verdicts else MAYBE if verdicts else NO


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str) -> None:
    rules, expected = EXAMPLES[name]
    assert verdict_of(decide_all(rules, ask)) is expected


def only(rules: list[Rule]) -> Decision:
    (decision,) = decide_all(rules, ask)
    return decision


def test_an_undecided_finding_names_the_options_in_which_it_is_exposed() -> None:
    found = only([rule("r", conditional(PUBLIC, listed(ANYWHERE), listed(INTERNAL)))])
    assert found.when == "var.public is true"
    assert [missing.what for missing in found.missing] == ["var.public"]


def test_options_of_an_open_variable_in_words() -> None:
    assert only([rule("r", index(SOURCES, ENV))]).when == 'var.env is "prod"'
    elsewhere = only([rule("r", [ANYWHERE], exists=negation(PROD))])
    assert elsewhere.when == 'var.env is not "prod"'


def test_only_the_inputs_that_matter_are_named() -> None:
    irrelevant = conditional(boolean("var.verbose"), listed(INTERNAL), listed())
    open_ = conditional(PUBLIC, listed(ANYWHERE), listed())
    found = only([rule("r", concat(irrelevant, open_))])
    assert [missing.what for missing in found.missing] == ["var.public"]


def test_what_is_refused_says_why() -> None:
    found = only([rule("r", ["everywhere"])])
    assert [missing.what for missing in found.missing] == ["aws_security_group.r"]
    assert "everywhere" in found.missing[0].why


def test_too_many_combinations_say_so() -> None:
    rules, _ = EXAMPLES["too many conditions to ask"]
    assert "not supported yet" in [missing.camp for missing in only(rules).missing]


def test_an_exposed_rule_stands_beside_an_undecided_one_of_its_group() -> None:
    decisions = decide_all([rule("a", [ANYWHERE]), rule("b", [open_input("var.cidr")])], ask)
    assert sorted((one.rules[0].position, one.truth.name, one.whole) for one in decisions) == [
        ("a", "YES", False),
        ("b", "MAYBE", False),
    ]


def test_a_group_that_is_exposed_as_a_whole_stands_for_its_undecided_rules() -> None:
    rules, _ = EXAMPLES["both halves beside a rule of an unknown cidr"]
    found = only(rules)
    assert found.whole
    assert [one.position for one in found.rules] == ["a", "b", "c"]


def test_undecided_rules_stand_and_not_their_undecided_group() -> None:
    decisions = decide_all([rule("a", [open_input("var.a")]), rule("b", [open_input("var.b")])], ask)
    assert [one.whole for one in decisions] == [False, False]


def test_halves_in_two_groups_never_meet() -> None:
    apart = [rule("a", [LOWER], group=Unknown("sg.a")), rule("b", [UPPER], group=Unknown("sg.b"))]
    assert decide_all(apart, ask) == []
    assert [group.id for group in groups_of(apart)] == ["sg.a", "sg.b"]


def test_an_exposed_rule_that_only_may_belong_to_a_group_hides_nothing_in_it() -> None:
    either = conditional(PUBLIC, Unknown("sg.a"), Unknown("sg.b"))
    rules = [
        rule("open", [ANYWHERE], group=either),
        rule("lower", [LOWER], group=Unknown("sg.a")),
        rule("upper", [UPPER], group=Unknown("sg.a")),
    ]
    found = {
        tuple(one.position for one in decision.rules): decision.truth for decision in decide_all(rules, ask)
    }
    assert found == {("open",): YES, ("lower", "upper"): YES}


def test_rules_without_a_group_stand_alone() -> None:
    assert (
        decide_all(
            [rule(name, [block], group=Known(None)) for name, block in (("a", LOWER), ("b", UPPER))], ask
        )
        == []
    )


def test_a_group_known_by_its_id_alone_holds_the_rules_that_name_it() -> None:
    rules = [rule(name, [block], group=Known("sg-0123")) for name, block in (("a", LOWER), ("b", UPPER))]
    assert only(rules).truth is YES


def test_deep_nesting_is_an_answer_and_no_exception() -> None:
    nested: Any = [ANYWHERE]
    for _ in range(20_000):
        nested = Known((nested if isinstance(nested, Known) else listed(*nested),))
    assert verdict_of(decide_all([rule("r", nested)], ask)) is MAYBE
    chain: Any = listed(INTERNAL)
    for number in range(300):
        chain = conditional(boolean(f"var.b{number}"), listed(LOWER), chain)
    assert verdict_of(decide_all([rule("r", chain)], ask)) is MAYBE
