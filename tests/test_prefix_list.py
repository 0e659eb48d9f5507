"""Rules that name prefix lists: which entries take the place of an id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smtp_iac.choice import conditional, elements
from smtp_iac.identity import missing_inputs
from smtp_iac.judging.judge import decide, decide_all
from smtp_iac.model import TCP
from smtp_iac.model.admission import admitted
from smtp_iac.model.filter import SecurityGroup
from smtp_iac.model.prefix_list import PrefixList, PrefixLists, SeparateEntry
from smtp_iac.model.rule import Peer, list_named
from smtp_iac.network import EVERYTHING, NOTHING, AddressSet
from smtp_iac.resources._prefix_list import lower_entry, lower_list
from smtp_iac.truth import MAYBE, NO, YES, Truth
from smtp_iac.value import (
    ABSENT,
    FALSE,
    SENSITIVE,
    TRUE,
    Choice,
    Facts,
    Known,
    Many,
    Origin,
    Refused,
    Unknown,
)

from .algebra import (
    ANYWHERE,
    FINITE_WORLDS,
    HALVES,
    INTERNAL,
    LOWER,
    OPEN_WORLDS,
    UPPER,
    Expression,
    Stop,
    World,
    ask,
    boolean,
    conditions,
    constant,
    finite_lists,
    if_,
    open_input,
    open_lists,
    resource,
    rule,
    value_of,
)
from .test_judge import true_verdict

if TYPE_CHECKING:
    from smtp_iac.model.rule import Rule
    from smtp_iac.value import Outcome

LIST, ENTRY = "aws_ec2_managed_prefix_list", "aws_ec2_managed_prefix_list_entry"
P = boolean("var.p")


def id_of(name: str) -> Unknown:
    return Unknown(f"{LIST}.{name}.id")


def prefix_list(name: str, *cidrs: Any, **more: Any) -> PrefixList:
    entries = [{"cidr": cidr} for cidr in cidrs]
    return lower_list(resource(LIST, {"entry": entries, "address_family": "IPv4", **more}, name))


def separate(name: str, list_: Any, cidr: Any, exists: Outcome | None = None) -> SeparateEntry:
    return lower_entry(resource(ENTRY, {"prefix_list_id": list_, "cidr": cidr}, name, exists))


def of(ids: Any, *made: PrefixList | SeparateEntry) -> Rule:
    """A rule on TCP 25 for prefix lists, expanded."""
    named = rule("r", []).admitting([Peer("prefix list", value_of(ids))])  # type: ignore[arg-type]
    return PrefixLists(made).expanded(named)


def verdict(ids: Any, *made: PrefixList | SeparateEntry) -> Truth:
    return decide(SecurityGroup(None, [of(ids, *made)]), ask).truth


EVERYBODY = prefix_list("everybody", ANYWHERE)
PRIVATE = prefix_list("private", INTERNAL)
LOW, HIGH = prefix_list("low", LOWER), prefix_list("high", UPPER)
FILLED_APART = prefix_list("apart", entry=None)
EMPTY = prefix_list("empty")
ALL = (EVERYBODY, PRIVATE, LOW, HIGH, FILLED_APART, EMPTY)


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([], NO),
        (ABSENT, NO),
        (None, NO),
        ([None], NO),
        ([id_of("private")], NO),
        ([id_of("empty")], NO),
        ([id_of("low")], NO),
        ([id_of("low"), id_of("private")], NO),
        ([id_of("low"), id_of("high")], YES),
        ([id_of("everybody")], YES),
        (id_of("everybody"), YES),
        (id_of("private"), NO),
        ([id_of("private"), id_of("everybody")], YES),
        ([conditional(P, id_of("everybody"), id_of("private"))], MAYBE),
        ([conditional(P, id_of("low"), id_of("private"))], NO),
        ([id_of("low"), conditional(P, id_of("high"), id_of("everybody"))], YES),
        (conditional(P, value_of([id_of("low"), id_of("high")]), value_of([id_of("everybody")])), YES),  # type: ignore[arg-type]
        (conditional(P, value_of([id_of("low"), id_of("high")]), ABSENT), MAYBE),  # type: ignore[arg-type]
        ([conditional(P, id_of("low"), id_of("high"))], NO),
        ([conditional(P, id_of("low"), id_of("high")), conditional(P, id_of("high"), id_of("low"))], YES),
        ([conditional(P, id_of("low"), id_of("high")), conditional(P, id_of("low"), id_of("high"))], NO),
        ([Many(id_of("everybody"))], MAYBE),
        ([Many(id_of("private"))], NO),
        (["pl-0123"], MAYBE),
        (["pl-0123", id_of("everybody")], YES),
        (open_input("var.lists"), MAYBE),
        ([open_input("var.list")], MAYBE),
        ([open_input("data.s3", Facts(aws_owned=True))], NO),
        ([open_input("data.s3", Facts(aws_owned=True)), id_of("low")], NO),
        ([id_of("apart")], MAYBE),
        ([Refused("no such list")], MAYBE),
        ([["pl-0123"]], MAYBE),
        ([id_of("of another root")], MAYBE),
    ],
)
def test_what_a_rule_lets_in(ids: Any, expected: Truth) -> None:
    assert verdict(ids, *ALL) is expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([separate("one", id_of("apart"), INTERNAL)], NO),
        ([separate("one", id_of("apart"), ANYWHERE)], YES),
        ([separate("one", id_of("apart"), LOWER), separate("two", id_of("apart"), UPPER)], YES),
        ([separate("one", id_of("apart"), LOWER), separate("two", id_of("low"), UPPER)], NO),
        ([separate("one", id_of("apart"), ANYWHERE, Known(False))], NO),
        ([separate("one", id_of("apart"), ANYWHERE, P)], MAYBE),
        ([separate("one", id_of("apart"), open_input("var.cidr"))], MAYBE),
        ([separate("one", id_of("apart"), conditional(P, Known(INTERNAL), Known(LOWER)))], NO),
        ([separate("one", conditional(P, id_of("apart"), id_of("low")), ANYWHERE)], MAYBE),
        (
            [separate("one", id_of("apart"), INTERNAL), separate("two", open_input("var.list"), ANYWHERE)],
            MAYBE,
        ),
        ([separate("one", id_of("apart"), INTERNAL), separate("two", open_input("var.list"), LOWER)], NO),
        ([separate("one", id_of("apart"), INTERNAL), separate("two", "pl-0123", ANYWHERE)], NO),
        ([separate("one", id_of("apart"), INTERNAL), separate("two", ABSENT, ANYWHERE)], NO),
        ([separate("one", "pl-0123", ANYWHERE)], MAYBE),
    ],
)
def test_a_list_is_what_separate_entries_add_to_it(entries: list[SeparateEntry], expected: Truth) -> None:
    assert verdict([id_of("apart")], *ALL, *entries) is expected


def test_separate_entries_add_to_inline_ones() -> None:
    assert verdict([id_of("low")], LOW, separate("one", id_of("low"), UPPER)) is YES
    assert verdict([id_of("low")], LOW, separate("one", id_of("low"), INTERNAL)) is NO


def test_an_entry_of_a_list_that_is_not_made_here_opens_it() -> None:
    for list_ in ("pl-0123", open_input("var.list")):
        assert verdict([list_], separate("one", list_, ANYWHERE)) is YES
        assert verdict([list_], separate("one", list_, LOWER)) is MAYBE


def test_an_id_means_something_in_its_own_root_only() -> None:
    elsewhere = prefix_list("everybody", ANYWHERE)
    elsewhere.resource.root = "another"
    entry = separate("one", id_of("private"), ANYWHERE)
    entry.resource.root = "another"
    assert verdict([id_of("everybody")], elsewhere) is MAYBE
    assert verdict([id_of("private")], PRIVATE, elsewhere, entry) is NO


def missing(ids: Any, *made: PrefixList | SeparateEntry) -> list[str]:
    (decision,) = decide_all([of(ids, *made)], ask)
    return [one.sentence for one in decision.missing or missing_inputs(*[g.value for g in decision.grounds])]


def test_what_is_missing_is_named() -> None:
    assert missing(["pl-0123"]) == ["prefix list pl-0123 is not in the scan, so its entries are not known"]
    assert missing([open_input("var.list")]) == ["var.list has no value"]
    assert missing([id_of("x")], prefix_list("x", open_input("var.cidr"))) == ["var.cidr has no value"]
    assert missing([id_of("apart")], FILLED_APART) == [
        "aws_ec2_managed_prefix_list.apart has no entries in the scan: others add them"
    ]
    entry = separate("one", open_input("var.list"), ANYWHERE)
    assert missing([id_of("private")], PRIVATE, entry) == ["var.list has no value"]


def test_it_is_said_when_the_list_is_open() -> None:
    (decision,) = decide_all(
        [of([id_of("x")], prefix_list("x", conditional(P, Known(ANYWHERE), ABSENT)))], ask
    )
    assert decision.when == "var.p is true"


def test_unknown_entries_are_of_their_lists_family() -> None:
    found = admitted(of([id_of("x")], prefix_list("x", open_input("var.cidr"))), TCP, 25)
    assert (found.certain, found.possible) == (NOTHING, EVERYTHING.family(4))
    six = prefix_list("x", open_input("var.cidr"), address_family="IPv6")
    assert admitted(of([id_of("x")], six), TCP, 25).possible == EVERYTHING.family(6)
    either = prefix_list("x", open_input("var.cidr"), address_family=open_input("var.family"))
    assert admitted(of([id_of("x")], either), TCP, 25).possible == EVERYTHING
    block = prefix_list("x", open_input("var.ip/24", Facts(block=(24, None))))
    assert admitted(of([id_of("x")], block), TCP, 25).loose.size(6) == 0


@pytest.mark.parametrize("written", [None, ABSENT])
def test_entries_that_are_left_out_are_left_to_others(written: Any) -> None:
    assert prefix_list("x", entry=written).entries is None


def test_a_single_map_is_one_entry_and_anything_else_none() -> None:
    assert verdict([id_of("x")], prefix_list("x", entry={"cidr": ANYWHERE})) is YES
    for wrong in ("0.0.0.0/0", [ANYWHERE], [{"cidr": "everybody"}]):
        assert verdict([id_of("x")], prefix_list("x", entry=wrong)) is MAYBE


def test_any_number_of_instances_is_any_number_of_entries() -> None:
    made = separate("one[*]", id_of("apart"), open_input("each.value/2", Facts(block=(2, 4))), boolean("any"))
    assert verdict([id_of("apart")], FILLED_APART, made) is MAYBE
    known = separate("one[*]", id_of("apart"), LOWER, boolean("any"))
    assert verdict([id_of("apart")], FILLED_APART, known) is NO
    open_ = separate("one[*]", id_of("apart"), ANYWHERE, boolean("any"))
    assert missing([id_of("apart")], FILLED_APART, open_) == ["any has no value"]


def test_any_number_of_inline_entries() -> None:
    quarter = value_of({"cidr": open_input("each.value/2", Facts(block=(2, 4)))})
    assert verdict([id_of("x")], prefix_list("x", entry=[Many(quarter)])) is MAYBE  # type: ignore[arg-type]
    assert verdict([id_of("x")], prefix_list("x", entry=[quarter])) is NO


def test_nobody_else_adds_to_a_list_of_aws() -> None:
    owned = open_input("data.s3", Facts(aws_owned=True))
    assert verdict([owned], separate("one", open_input("var.list"), ANYWHERE)) is NO


def test_the_way_of_an_entry_leads_through_its_list() -> None:
    written, place = Origin("written", None), Origin("reference", None)
    made = prefix_list("x", Known(ANYWHERE, written))
    expanded = of([Unknown(id_of("x").id, None, place)], made)
    (entry,) = expanded.peers[0].value.data  # type: ignore[union-attr]
    assert entry.origin.what == "reference"
    assert entry.origin.literal is written
    assert list_named(entry.origin) == "prefix list aws_ec2_managed_prefix_list.x"
    assert list_named(written) == ""


def test_every_option_of_an_entry_came_through_its_list() -> None:
    written = Origin("written", None)
    options: dict[Any, Any] = {TRUE: Known(ANYWHERE, written), FALSE: Known(INTERNAL, written)}
    made = prefix_list("x", Choice(P, options, written))
    (split,) = of([id_of("x")], made).peers[0].value.data  # type: ignore[union-attr]
    assert isinstance(split, Choice)
    for one in (split, *split.options.values()):
        assert list_named(one.origin) == "prefix list aws_ec2_managed_prefix_list.x"


# Against brute force


class DrawnList:
    """A list with entries of its own and separate ones, and what it lets in in a world."""

    def __init__(self, inline: Expression, apart: list[tuple[Expression, Expression, Expression]]) -> None:
        self.inline = inline
        self.apart = apart
        """exists, whether it belongs to this list or to another, CIDR"""

    def __repr__(self) -> str:
        return f"entries {self.inline}, apart {self.apart}"

    def made(self) -> list[PrefixList | SeparateEntry]:
        found: list[PrefixList | SeparateEntry] = [
            PrefixList(resource(LIST, name="x"), tuple(elements(self.inline.value))),
            prefix_list("other"),
        ]
        for number, (exists, belongs, cidr) in enumerate(self.apart):
            owner = conditional(belongs.value, id_of("x"), id_of("other"))
            found.append(separate(f"e{number}", owner, cidr.value, exists.value))
        return found

    def halves(self, world: World) -> int:
        found = 0
        for cidr in self.inline.of(world):
            found |= HALVES[cidr]
        for exists, belongs, cidr in self.apart:
            if exists.of(world) and belongs.of(world):
                found |= HALVES[cidr.of(world)]
        return found


class DrawnRule:
    """A rule that names the list under a condition, beside CIDRs; as test_judge has them."""

    group = Expression(Unknown("sg.a"), lambda world: "sg.a")

    def __init__(self, prefix_list_: DrawnList, named: Expression, cidrs: Expression) -> None:
        self.prefix_list = prefix_list_
        self.named = named
        self.cidrs = cidrs

    def __repr__(self) -> str:
        return f"{self.prefix_list}, named {self.named}, cidrs {self.cidrs}"

    def rule(self) -> Rule:
        ids = value_of([conditional(self.named.value, id_of("x"), ABSENT)])
        made = rule("r", self.cidrs.value)
        made = made.admitting([*made.peers, Peer("prefix list", ids)])  # type: ignore[arg-type]
        return PrefixLists(self.prefix_list.made()).expanded(made)

    def halves(self, world: World, group: str | None) -> int:
        found = self.prefix_list.halves(world) if self.named.of(world) else 0
        for cidr in self.cidrs.of(world):
            found |= HALVES[cidr]
        return found


single_cidrs = st.recursive(
    st.sampled_from([constant(block) for block in HALVES]),
    lambda inner: st.builds(if_, conditions, inner, inner),
    max_leaves=3,
)
sometimes = st.one_of(st.just(constant(True)), conditions)


def drawn_rules(lists: st.SearchStrategy[Expression]) -> st.SearchStrategy[DrawnRule]:
    apart = st.lists(st.tuples(sometimes, sometimes, single_cidrs), max_size=2)
    return st.builds(DrawnRule, st.builds(DrawnList, lists, apart), sometimes, finite_lists)


def checked(one: DrawnRule, worlds: list[World]) -> tuple[Truth, Truth]:
    try:
        expected = true_verdict(worlds, [one], None)  # type: ignore[list-item]
    except Stop:
        expected = None
    assume(expected is not None)
    assert expected is not None
    return decide(SecurityGroup(None, [one.rule()]), ask).truth, expected


@settings(max_examples=120, deadline=None)
@given(drawn_rules(finite_lists))
def test_exact_where_every_input_is_finite(one: DrawnRule) -> None:
    got, expected = checked(one, FINITE_WORLDS)
    assert got is expected


@settings(max_examples=60, deadline=None)
@given(drawn_rules(open_lists))
def test_sound_where_inputs_are_open(one: DrawnRule) -> None:
    got, expected = checked(one, OPEN_WORLDS)
    assert got is expected or got is MAYBE


def test_the_halves_are_those_of_the_addresses() -> None:
    assert AddressSet.parse(LOWER) | AddressSet.parse(UPPER) == AddressSet.parse(ANYWHERE)


def test_a_list_that_is_declared_twice_may_be_either() -> None:
    again = prefix_list("everybody", INTERNAL)
    assert verdict([id_of("everybody")], EVERYBODY, again) is YES
    assert verdict([id_of("everybody")], again, EVERYBODY) is YES


def test_a_sensitive_id_is_not_said() -> None:
    assert missing([Known("pl-0123", type=SENSITIVE)]) == [
        "prefix list (sensitive) is not in the scan, so its entries are not known"
    ]
