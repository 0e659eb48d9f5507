"""Access lists against a simulation that takes one packet after another."""

from __future__ import annotations

from .random_access_lists import differences, unsound


def test_random_lists_let_in_the_packets_that_a_simulation_lets_in() -> None:
    compared, passed, found = differences(lists=500, packets=20, seed=25)
    assert not found, found[:3]
    assert compared == 10_000
    assert 1_000 < passed < 9_000


def test_however_unknown_fields_turn_out_packets_pass_between_certain_and_possible() -> None:
    compared, sure, found = unsound(lists=300, packets=20, seed=25)
    assert not found, found[:3]
    assert compared > 3_000
    assert 1_000 < sure < compared, "either nothing was open or nothing was decided"
