"""Which rule of a network ACL keeps the internet out."""

from __future__ import annotations

from ..finding import Link
from ..model import TCP
from ..model.access_list import DENY
from ..network import internet
from ..value import Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model.access_list import AccessList, Entry
    from ..source import Span


def denial(acl: AccessList, port: int, family: int) -> tuple[str, Link]:
    """What keeps everybody out, in words and as a line: the first rule that denies all of the internet, or
    that none lets it in."""
    for entry in in_order(acl):
        denies = isinstance(entry.action, Known) and entry.action.data == DENY
        if denies and holds_internet(acl, entry, port, family):
            what = f"rule {entry.number.data} denies it" if isinstance(entry.number, Known) else "denied"
            return what, Link(place(entry), what)
    what = "no rule lets the internet in"
    return what, Link(acl.resource.heading, what)


def in_order(acl: AccessList) -> list[Entry]:
    return sorted(acl.rules, key=lambda entry: entry.between())


def holds_internet(acl: AccessList, entry: Entry, port: int, family: int) -> bool:
    certain = acl.admitted_by(entry, TCP, port).certain.family(family)
    return internet().family(family) <= certain


def place(entry: Entry) -> Span:
    return entry.declared if entry.resource.call is None else entry.resource.heading
