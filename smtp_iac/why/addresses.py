"""Which resources, or what else has one, an address means, as people paste it."""

from __future__ import annotations

from ..patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol, TypeVar

    class Addressed(Protocol):
        """A Resource or an Opaque."""

        @property
        def address(self) -> str: ...

    One = TypeVar("One", bound=Addressed)

KEY = pattern(r"\[[^\]]*\]")
QUOTES = str.maketrans("", "", "\"'\\ ")
"""What shells eat, and people leave out: `x["a"]` is `x[a]` too."""
CLOSEST = 5


def plain(address: str) -> str:
    return address.translate(QUOTES)


def meant(address: str, among: Iterable[One]) -> list[One]:
    """Those with this address, in every root; without instance keys, all instances; of a template, by the
    logical id or by the end of the way through its stacks."""
    every = list(among)
    wanted = plain(address)
    exact = [one for one in every if plain(one.address) == wanted]
    if exact:
        return exact
    without_keys = [one for one in every if KEY.sub("", plain(one.address)) == wanted]
    if without_keys:
        return without_keys
    return [one for one in every if one.address.endswith(f"/{address.strip()}")]


def closest(address: str, among: Iterable[Addressed]) -> list[str]:
    """The addresses that are most like it; first those that lie in it, as in a module, and that end in it."""
    from difflib import get_close_matches

    every = sorted({one.address for one in among})
    wanted = KEY.sub("", plain(address))
    last = wanted.rpartition(".")[2].rpartition("/")[2]
    inside = [one for one in every if wanted and KEY.sub("", plain(one)).startswith(f"{wanted}.")]
    ending = [one for one in every if last and KEY.sub("", plain(one)).endswith(last)]
    like = get_close_matches(address, every, CLOSEST)
    return list(dict.fromkeys([*inside[:CLOSEST], *ending[:CLOSEST], *like]))[:CLOSEST]
