"""Modules that this program can judge without having their code: the most used public ones.

A stand-in declares what the module declares, as far as who may come in depends on it, in our own words; it is
evaluated like any other module. Facts that differ from release to release stand in tables beside it.
"""

from __future__ import annotations

from ....value import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..evaluation.module import Module
    from ..evaluation.named import Call
    from .security_group import StandIn


def stand_in_for(call: Call) -> StandIn | None:
    """What stands in for a called module whose code is not at hand; None for most of them."""
    source = call.source
    if (
        not isinstance(source, Known)
        or not isinstance(source.data, str)
        or not may_have_stand_in(source.data)
    ):
        return None
    from .security_group import asked_for

    return asked_for(call, source.data)


def may_have_stand_in(source: str) -> bool:
    return "security-group" in source and "terraform-aws-modules/" in source.lower()


def note_of(module: Module) -> str:
    """What is said of a finding in a stand-in; empty for any other module."""
    stand_in = getattr(module, "stand_in", None)
    return stand_in.note if stand_in is not None else ""
