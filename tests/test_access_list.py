"""Access lists: the first rule that matches decides, and what is not known is bounded from both sides."""

from __future__ import annotations

from typing import Any

import pytest

from smtp_iac.model import ANY_PROTOCOL, EGRESS, INGRESS, TCP, Protocol
from smtp_iac.model.access_list import AccessList, Entry, access_lists
from smtp_iac.model.rule import Peer
from smtp_iac.network import NOTHING, AddressSet
from smtp_iac.value import Known, Unknown, option

from .algebra import ANYWHERE, BLOCK, INTERNAL, LOWER, UPPER, boolean, open_input, resource, value_of


def entry(number: Any, action: Any, cidr: Any = ANYWHERE, **more: Any) -> Entry:
    fields: dict[str, Any] = {
        "exists": Known(True),
        "direction": Known(INGRESS),
        "protocol": Known(ANY_PROTOCOL),
        "from_port": Known(0),
        "to_port": Known(0),
        "group": Unknown("acl.id"),
        **{name: value_of(value) for name, value in more.items()},
    }
    kind: Any = "IPv6 CIDR" if isinstance(cidr, str) and ":" in cidr else "IPv4 CIDR"
    return Entry(
        resource=resource("aws_network_acl_rule", name=f"{number} {action} {cidr} {sorted(more.items())}"),
        declared=BLOCK,
        position="",
        number=value_of(number),  # type: ignore[arg-type]
        action=value_of(action),  # type: ignore[arg-type]
        peers=(Peer(kind, value_of(cidr)),),  # type: ignore[arg-type]
        **fields,
    )


def tcp(number: Any, action: Any, cidr: Any = ANYWHERE, first: int = 25, last: int = 25) -> Entry:
    return entry(number, action, cidr, protocol=TCP, from_port=first, to_port=last)


def whole(*entries: Entry) -> AccessList:
    return AccessList("acl.id", entries, resource=resource("aws_network_acl"), is_whole=True)


def addresses(*cidrs: str) -> AddressSet:
    return AddressSet.union_of(map(AddressSet.parse, cidrs))


@pytest.mark.parametrize(
    ("entries", "let_in"),
    [
        ([], []),
        ([entry(100, "allow")], [ANYWHERE]),
        ([tcp(90, "deny"), entry(100, "allow")], []),
        ([tcp(110, "deny"), entry(100, "allow")], [ANYWHERE]),
        ([tcp(90, "deny", LOWER), entry(100, "allow")], [UPPER]),
        ([tcp(90, "deny", "::/0"), entry(100, "allow")], [ANYWHERE]),
        ([tcp(90, "deny"), entry(100, "allow"), entry(101, "allow", "::/0")], ["::/0"]),
        ([tcp(90, "allow", INTERNAL), tcp(95, "deny"), entry(100, "allow")], [INTERNAL]),
        ([tcp(90, "deny", first=0, last=0), entry(100, "allow")], [ANYWHERE]),
        ([tcp(90, "deny", first=26, last=65535), entry(100, "allow")], [ANYWHERE]),
        ([entry(90, "deny", protocol=Protocol(17)), entry(100, "allow")], [ANYWHERE]),
        ([entry(90, "deny", direction=EGRESS), entry(100, "allow")], [ANYWHERE]),
        ([entry(90, "deny", exists=False), entry(100, "allow")], [ANYWHERE]),
    ],
)
def test_the_first_match_decides(entries: list[Entry], let_in: list[str]) -> None:
    found = whole(*entries).admitted(TCP, 25)
    assert found.certain == found.possible == addresses(*let_in)


@pytest.mark.parametrize(
    ("entries", "certain", "possible"),
    [
        ([entry(open_input("n"), "deny"), entry(100, "allow")], [], [ANYWHERE]),
        ([entry(100, "deny"), entry(100, "allow")], [], [ANYWHERE]),
        ([entry(100, "deny", LOWER), entry(100, "allow")], [UPPER], [ANYWHERE]),
        ([entry(90, open_input("a")), entry(100, "allow")], [], [ANYWHERE]),
        ([entry(90, open_input("a")), entry(100, "deny")], [], [ANYWHERE]),
        ([entry(90, "deny", open_input("c")), entry(100, "allow")], [], [ANYWHERE]),
        ([entry(90, "deny", exists=boolean("b")), entry(100, "allow")], [], [ANYWHERE]),
        ([entry(90, "deny"), entry(open_input("n"), "allow")], [], [ANYWHERE]),
        ([entry(90, "allow"), entry(100, "deny", open_input("c"))], [ANYWHERE], [ANYWHERE]),
    ],
)
def test_what_is_not_known_is_bounded(entries: list[Entry], certain: list[str], possible: list[str]) -> None:
    found = whole(*entries).admitted(TCP, 25)
    assert (found.certain, found.possible) == (addresses(*certain), addresses(*possible))
    assert found.open or certain == possible


def test_a_list_with_rules_that_are_not_in_the_scan_lets_in_what_they_say() -> None:
    foreign = entry(100, "allow", group="acl-123")
    (found,) = access_lists([foreign])
    admission = found.admitted(TCP, 25)
    assert not found.is_whole
    assert admission.certain == NOTHING
    assert admission.may_cover


def test_a_list_that_is_declared_has_the_rules_that_name_it() -> None:
    declared = AccessList(
        "acl.id", [entry(100, "allow")], resource=resource("aws_network_acl"), is_whole=True
    )
    (found,) = access_lists([tcp(90, "deny"), declared])
    assert found.is_whole
    assert found.admitted(TCP, 25).possible == NOTHING


def test_a_list_goes_by_another_name() -> None:
    declared = AccessList(
        "default.id", [entry(100, "allow", group=Unknown("default.id"))], resource=resource("aws_network_acl")
    )
    declared.alias = "vpc.default_network_acl_id"
    named = entry(90, "deny", group=Unknown("vpc.default_network_acl_id"))
    (found,) = access_lists([declared, named])
    assert found.admitted(TCP, 25).possible == NOTHING


def test_a_list_that_may_not_be_there_lets_in_nobody_for_certain() -> None:
    declared = AccessList(
        "acl.id", [entry(100, "allow")], resource=resource("aws_network_acl"), exists=boolean("b")
    )
    found = declared.admitted(TCP, 25)
    assert (found.certain, found.possible) == (NOTHING, addresses(ANYWHERE))
    none = declared.under({"b": option(False)})
    assert none is not None
    assert none.admitted(TCP, 25).possible == NOTHING
