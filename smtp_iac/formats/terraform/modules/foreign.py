"""Code that is not the user's: what terraform init installed, and what stands in for a module."""

from __future__ import annotations

from ....resource import ModuleCall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Span
    from ..evaluation.module import Module


def is_foreign(module: Module) -> bool:
    sources = module.configuration.sources
    return bool(sources) and bool(sources[0].foreign)


def users_call(module: Module) -> ModuleCall | None:
    """The nearest call of foreign code in the user's code; None for the user's own module."""
    if not is_foreign(module):
        return None
    called = module
    while called.parent is not None and is_foreign(called.parent):
        called = called.parent
    if called.parent is None or called.call is None:
        return None
    return ModuleCall(called.address, called.call.span, called.call.header)


def in_users_code(module: Module, header: Span) -> Span:
    """The header of a block of the module, or of the user's call where it lies in foreign code."""
    call = users_call(module)
    return header if call is None else call.header


def notes(module: Module) -> tuple[str, ...]:
    """What is said of a resource in the module."""
    from ..stand_ins import note_of

    call = users_call(module)
    said = note_of(module)
    return (f"{call.address} is {said}",) if call is not None and said else ()
