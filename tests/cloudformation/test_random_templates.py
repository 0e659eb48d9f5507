"""Random templates with open parameters, against each of their assignments."""

from __future__ import annotations

from pathlib import Path

import pytest

from .random_templates import ENV, FLAG, Judged, Maker, Plain, mistakes


@pytest.mark.parametrize("first", [0, 1000, 2000])
def test_an_open_template_is_what_its_assignments_are(first: int, tmp_path: Path) -> None:
    assert [one for seed in range(first, first + 8) for one in mistakes(seed, tmp_path)] == []


def test_random_templates_are_of_every_kind(tmp_path: Path) -> None:
    judged = [Judged(Maker(seed).template(), tmp_path) for seed in range(30)]
    assert sum(bool(one.exposed) for one in judged) > 5
    assert sum(bool(one.undecided) for one in judged) > 5
    assert sum(not one.named for one in judged) > 2


def test_the_plain_evaluator_leaves_no_function(tmp_path: Path) -> None:
    for seed in range(20):
        template = Maker(seed).template()
        resources = Plain(template, {"Env": ENV[0], "Flag": FLAG[0]}).resources(template["Resources"])
        assert "Fn::" not in str(resources).replace("Fn::GetAtt", "")
