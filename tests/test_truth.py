"""Three-valued truth: its laws, exhaustively, and the evidence that judgements keep."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smtp_iac.truth import MAYBE, NO, YES, Judgement, Truth, over_all

ALL = (NO, MAYBE, YES)
PAIRS = list(product(ALL, repeat=2))
TRIPLES = list(product(ALL, repeat=3))


def test_the_tables_of_and_or_and_not() -> None:
    assert [a & b for a, b in PAIRS] == [NO, NO, NO, NO, MAYBE, MAYBE, NO, MAYBE, YES]
    assert [a | b for a, b in PAIRS] == [NO, MAYBE, YES, MAYBE, MAYBE, YES, YES, YES, YES]
    assert [~a for a in ALL] == [YES, MAYBE, NO]


@pytest.mark.parametrize(("a", "b", "c"), TRIPLES)
def test_associative_and_distributive(a: Truth, b: Truth, c: Truth) -> None:
    assert (a & b) & c is a & (b & c)
    assert (a | b) | c is a | (b | c)
    assert a & (b | c) is (a & b) | (a & c)
    assert a | (b & c) is (a | b) & (a | c)


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_commutative_absorbing_and_de_morgan(a: Truth, b: Truth) -> None:
    assert a & b is b & a
    assert a | b is b | a
    assert a & (a | b) is a
    assert a | (a & b) is a
    assert ~(a & b) is ~a | ~b
    assert ~(a | b) is ~a & ~b


@pytest.mark.parametrize("a", ALL)
def test_idempotent_with_units_and_double_negation(a: Truth) -> None:
    assert a & a is a
    assert a | a is a
    assert a & YES is a
    assert a | NO is a
    assert a & NO is NO
    assert a | YES is YES
    assert ~~a is a


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_sound_for_everything_that_maybe_can_be(a: Truth, b: Truth) -> None:
    can_be = {NO: (False,), MAYBE: (False, True), YES: (True,)}
    for one, two in product(can_be[a], can_be[b]):
        assert (one and two) in can_be[a & b]
        assert (one or two) in can_be[a | b]


def test_over_all_cases() -> None:
    assert over_all([YES, YES]) is YES
    assert over_all([NO, NO]) is NO
    assert over_all([]) is MAYBE
    for mixed in ([YES, NO], [YES, MAYBE], [MAYBE, NO], [MAYBE]):
        assert over_all(mixed) is MAYBE


@pytest.mark.parametrize("value", [*ALL, Judgement(YES), Judgement(NO)])
def test_nobody_reads_a_truth_as_a_bool(value: Truth | Judgement) -> None:
    with pytest.raises(TypeError):
        bool(value)
    with pytest.raises(TypeError):
        _ = 1 if value else 0


class Thing:
    """A piece of evidence, told apart by identity alone."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_evidence_is_kept_by_the_side_that_decided(a: Truth, b: Truth) -> None:
    left, right = Thing(), Thing()
    for combined in (Judgement(a, left) & Judgement(b, right), Judgement(a, left) | Judgement(b, right)):
        expected = [thing for side, thing in ((a, left), (b, right)) if side is combined.truth]
        assert list(map(id, combined.evidence())) == list(map(id, expected))


def test_negation_keeps_the_evidence() -> None:
    thing = Thing()
    assert (~Judgement(YES, thing)).truth is NO
    assert (~Judgement(YES, thing)).evidence() == [thing]


def test_evidence_is_listed_once_and_in_order() -> None:
    things = [Thing() for _ in range(4)]
    first = Judgement(YES, things[0], things[1])
    both = first & Judgement(YES, things[2], things[0]) & first & Judgement(YES, things[3])
    assert list(map(id, both.evidence())) == list(map(id, things))


def test_a_long_chain_of_judgements_has_no_limit() -> None:
    things = [Thing() for _ in range(20_000)]
    judgement = Judgement(NO)
    for thing in things:
        judgement |= Judgement(MAYBE, thing)
    assert judgement.truth is MAYBE
    assert len(judgement.evidence()) == len(things)


def test_evidence_that_is_shared_is_walked_once() -> None:
    thing = Thing()
    judgement = Judgement(YES, thing)
    for _ in range(200):
        judgement = judgement & judgement
    assert judgement.evidence() == [thing]


judgements = st.builds(lambda truth_: Judgement(truth_, Thing()), st.sampled_from(ALL))


def evidence(judgement: Judgement) -> set[int]:
    return set(map(id, judgement.evidence()))


@given(judgements, judgements, judgements)
def test_judgements_keep_the_laws_with_their_evidence(a: Judgement, b: Judgement, c: Judgement) -> None:
    for left, right in [
        ((a & b) & c, a & (b & c)),
        ((a | b) | c, a | (b | c)),
        (a & b, b & a),
        (a | b, b | a),
        (~(a & b), ~a | ~b),
        (~(a | b), ~a & ~b),
        (a & a, a),
        (~~a, a),
    ]:
        assert left.truth is right.truth
        assert evidence(left) == evidence(right)
