"""Random configurations: no value of ours differs from terraform's. `random_configurations.py` plans more."""

from __future__ import annotations

from .live import needs_fake_provider

COUNT, FIRST = 29, 3070
UNKNOWN_TO_US = 8
"""Attributes that terraform knows although something in them is unknown, by the types of a schema."""


@needs_fake_provider
def test_random_configurations_are_read_as_terraform_plans_them() -> None:
    from .random_configurations import run

    tally = run(COUNT, FIRST)
    assert len(tally.refused) <= COUNT / 5
    assert tally.unknown.instances > 5 * COUNT
    assert not tally.crashed
    assert not tally.unknown.different
    assert not tally.known.different
    assert len(tally.unknown.incomplete) <= UNKNOWN_TO_US, tally.unknown.gaps
