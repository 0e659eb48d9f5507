"""The algebra of address sets against Python's sets, the internet, and blocks of unknown place."""

from __future__ import annotations

import subprocess
import sys
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smtp_iac.network import (
    EVERYTHING,
    MANY,
    NO_LOOSE,
    NOTHING,
    SPECIAL_4,
    SPECIAL_6,
    AddressSet,
    Loose,
    PortRange,
    covers_internet,
    internet,
    may_cover_internet,
)

TOP = 40
spans = st.lists(st.tuples(st.integers(0, TOP), st.integers(0, 9)), max_size=6)
Members = tuple[frozenset[int], frozenset[int]]


def build(v4: list[tuple[int, int]], v6: list[tuple[int, int]]) -> AddressSet:
    return AddressSet.union_of(
        [AddressSet(v4=((first, first + more),)) for first, more in v4]
        + [AddressSet(v6=((first, first + more),)) for first, more in v6]
    )


def members(addresses: AddressSet) -> Members:
    return (
        frozenset(n for first, last in addresses.v4 for n in range(first, last + 1)),
        frozenset(n for first, last in addresses.v6 for n in range(first, last + 1)),
    )


small_sets = st.builds(build, spans, spans)
anywhere = st.one_of(st.integers(0, 2**128 - 1), st.sampled_from([0, 1, 2**32 - 1, 2**32, 2**128 - 1]))
v4_networks = st.builds(
    lambda n, p: ip_network((n % 2**32, p), strict=False).with_prefixlen, anywhere, st.integers(0, 32)
)
v6_networks = st.builds(
    lambda n, p: ip_network((n, p), strict=False).with_prefixlen,
    st.integers(2**32, 2**128 - 1),
    st.integers(0, 128),
)
networks = st.one_of(v4_networks, v6_networks)


def cidr_set(*texts: str) -> AddressSet:
    return AddressSet.union_of(AddressSet.parse(text) for text in texts)


# --- sets -------------------------------------------------------------------------------------------


@given(spans, spans)
def test_union_of_holds_what_was_put_in(v4: list[tuple[int, int]], v6: list[tuple[int, int]]) -> None:
    expected4 = frozenset(n for first, more in v4 for n in range(first, first + more + 1))
    expected6 = frozenset(n for first, more in v6 for n in range(first, first + more + 1))
    assert members(build(v4, v6)) == (expected4, expected6)


@given(small_sets, small_sets)
def test_operators_agree_with_sets(a: AddressSet, b: AddressSet) -> None:
    (a4, a6), (b4, b6) = members(a), members(b)
    assert members(a | b) == (a4 | b4, a6 | b6)
    assert members(a & b) == (a4 & b4, a6 & b6)
    assert members(a - b) == (a4 - b4, a6 - b6)
    assert (a <= b) == (a4 <= b4 and a6 <= b6)
    assert (a == b) == (members(a) == members(b))
    assert a.is_empty == (not a4 and not a6)
    assert (a.size(4), a.size(6)) == (len(a4), len(a6))
    assert members(a.family(4)) == (a4, frozenset())
    assert members(a.family(6)) == (frozenset(), a6)


@given(small_sets, small_sets)
def test_every_result_is_in_normal_form(a: AddressSet, b: AddressSet) -> None:
    for result in (a, a | b, a & b, a - b):
        for intervals in (result.v4, result.v6):
            assert all(first <= last for first, last in intervals)
            assert all(left[1] + 1 < right[0] for left, right in pairwise(intervals))


@given(small_sets, small_sets, small_sets)
def test_lattice_laws(a: AddressSet, b: AddressSet, c: AddressSet) -> None:
    assert a | b == b | a
    assert a & b == b & a
    assert (a | b) | c == a | (b | c)
    assert (a & b) & c == a & (b & c)
    assert a | (a & b) == a
    assert a & (a | b) == a
    assert a & (b | c) == (a & b) | (a & c)
    assert a | NOTHING == a == a & EVERYTHING
    assert EVERYTHING - (a | b) == (EVERYTHING - a) & (EVERYTHING - b)
    assert EVERYTHING - (EVERYTHING - a) == a
    assert (a <= b) == (a | b == b) == (a & b == a)
    assert hash(a | b) == hash(b | a)


def test_a_set_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="is_empty"):
        bool(NOTHING)
    assert NOTHING.is_empty
    assert not EVERYTHING.is_empty


def test_a_set_is_no_other_thing() -> None:
    assert NOTHING != 0
    assert PortRange(1, 2) != (1, 2)
    assert NO_LOOSE != 0


# --- text -------------------------------------------------------------------------------------------


@given(st.lists(networks, max_size=12))
def test_cidrs_are_the_fewest_and_read_back(texts: list[str]) -> None:
    addresses = cidr_set(*texts)
    assert cidr_set(*addresses.cidrs()) == addresses
    parsed = [ip_network(text) for text in texts]
    fewest = [str(n) for n in collapse_addresses([n for n in parsed if isinstance(n, IPv4Network)])]
    fewest += [str(n) for n in collapse_addresses([n for n in parsed if isinstance(n, IPv6Network)])]
    assert list(addresses.cidrs()) == fewest


@given(small_sets)
def test_any_set_prints_and_reads_back(addresses: AddressSet) -> None:
    assert cidr_set(*addresses.cidrs()) == addresses


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("203.0.113.9/0", "0.0.0.0/0"),
        ("203.0.113.9/24", "203.0.113.0/24"),
        ("192.0.2.1", "192.0.2.1/32"),
        ("0::/0", "::/0"),
        ("2001:DB8:0::1/32", "2001:db8::/32"),
        ("2001:db8::1", "2001:db8::1/128"),
        ("::ffff:1.2.3.4/96", "::ffff:0:0/96"),
        ("0.0.0.0/00", "0.0.0.0/0"),  # as Go's ParseCIDR and ipaddress read it
    ],
)
def test_parse_normalises(text: str, normal: str) -> None:
    assert AddressSet.parse(text).cidrs() == (normal,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/0",
        "/",
        "0.0.0.0/",
        "010.0.0.0/8",
        "10.0.0/8",
        "10.0.0.0.0/8",
        "256.0.0.0/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.0/0.255.255.255",
        "10.0.0.0/33",
        "10.0.0.0/" + "9" * 5000,
        "10.0.0.0/-1",
        "-1.0.0.0/8",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0/8 ",
        " 10.0.0.0/8",
        "10.0.0.0 /8",
        "10.0.0.0/8\n",
        "10.0.0.0/٨",
        "١0.0.0.0/8",
        "::/129",
        "::1::/64",
        ":/0",
        "fe80::1%eth0",
        "fe80::1%eth0/64",
        "12345::/16",
        "sg-0123456789abcdef0",
        "0x0a.0.0.0/8",
        "167772160",
        "*",
        "\x00",
    ],
)
def test_parse_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"^[a-zA-Z0-9 ]{5,50}$"):
        AddressSet.parse(text)


@given(st.text(max_size=30))
def test_parse_raises_nothing_but_value_error(text: str) -> None:
    try:
        addresses = AddressSet.parse(text)
    except ValueError:
        return
    assert not addresses.is_empty


groups_of_hex = st.text("0123456789abfABF:", max_size=24)
octets = st.text("0123456789.", max_size=16)


@given(
    st.one_of(
        groups_of_hex, groups_of_hex.map(lambda text: f"{text}::"), octets, st.text("0.:٣²a ", max_size=9)
    )
)
@example("1:2:3:4:5:6:7::")
@example("1:2:3:4:5:6:7:8::")
@example(":::")
@example("1::2::")
@example("00001::")
@example("1.2.3.²")
@example("01.2.3.4")
@example("256.2.3.4")
def test_addresses_are_read_as_ipaddress_reads_them(text: str) -> None:
    try:
        expected = int(ip_address(text))
    except ValueError:
        with pytest.raises(ValueError, match=r"^(no address|not an IPv[46] address)$"):
            AddressSet.parse(text)
    else:
        found = AddressSet.parse(text)
        assert (found.v6 if ":" in text else found.v4) == ((expected, expected),)


# --- the internet -----------------------------------------------------------------------------------


def test_the_internet_is_as_large_as_the_registry_says() -> None:
    assert internet().size(4) == 3_702_258_688
    assert len(internet().family(4).cidrs()) == 103
    assert internet().size(6) == 2**125 - 2 ** (128 - 23) - 2 ** (128 - 32) - 2 ** (128 - 20)
    assert internet() is internet()


@pytest.mark.parametrize("special", SPECIAL_4 + SPECIAL_6)
def test_no_special_block_is_the_internet(special: str) -> None:
    assert (AddressSet.parse(special) & internet()).is_empty


@pytest.mark.parametrize(
    "cidrs",
    [
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        ("0.0.0.0/1",),
        ("128.0.0.0/1",),
        ("0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/4"),
        ("::/0",),
        ("2000::/3",),
        ("::ffff:0:0/96",),
    ],
    ids=" ".join,
)
def test_not_the_ipv4_internet(cidrs: tuple[str, ...]) -> None:
    assert not covers_internet(cidr_set(*cidrs), 4)


@pytest.mark.parametrize(
    "cidrs",
    [
        ("0.0.0.0/0",),
        ("8.8.8.8/0",),
        ("0.0.0.0/1", "128.0.0.0/1"),
        ("0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"),
        tuple(f"{first}.0.0.0/8" for first in range(1, 224) if first not in {10, 127}),
    ],
    ids=lambda cidrs: f"{cidrs[0]} and {len(cidrs) - 1} more",
)
def test_the_ipv4_internet_and_not_the_other(cidrs: tuple[str, ...]) -> None:
    assert covers_internet(cidr_set(*cidrs), 4)
    assert not covers_internet(cidr_set(*cidrs), 6)


def test_all_but_the_private_blocks_is_the_internet_and_all_but_one_address_is_not() -> None:
    private = cidr_set("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "192.0.0.0/24")
    assert covers_internet(EVERYTHING - private, 4)
    assert not covers_internet(EVERYTHING - AddressSet.parse("8.8.8.8"), 4)


@pytest.mark.parametrize("text", ["::/0", "0::/0", "2000::/3", "2001:db8::1/3", "::/2"])
def test_the_ipv6_internet_and_not_the_other(text: str) -> None:
    assert covers_internet(AddressSet.parse(text), 6)
    assert not covers_internet(AddressSet.parse(text), 4)


@pytest.mark.parametrize("text", ["::/3", "8000::/1", "fc00::/7", "2000::/4", "2002::/16", "0.0.0.0/0"])
def test_not_the_ipv6_internet(text: str) -> None:
    assert not covers_internet(AddressSet.parse(text), 6)


# --- blocks of unknown place ------------------------------------------------------------------------


def test_one_block_alone_is_never_the_internet() -> None:
    for length in range(1, 129):
        loose = Loose.block(length)
        assert not may_cover_internet(NOTHING, loose, 4)
        assert length <= 3 or not may_cover_internet(NOTHING, loose, 6)
    assert may_cover_internet(NOTHING, Loose.block(0), 4)
    assert may_cover_internet(NOTHING, Loose.block(0), 6)
    assert not may_cover_internet(NOTHING, Loose.block(0, 4), 6)


def test_a_known_half_and_an_unknown_half_may_be_the_internet() -> None:
    half = AddressSet.parse("0.0.0.0/1")
    assert may_cover_internet(half, Loose.block(1, 4), 4)
    assert not may_cover_internet(half, Loose.block(2, 4), 4)
    assert may_cover_internet(half, Loose.block(2, 4) + Loose.block(2), 4)
    assert may_cover_internet(EVERYTHING, NO_LOOSE, 4)
    assert not may_cover_internet(half, NO_LOOSE, 4)


def test_an_unknown_number_of_blocks_counts_as_a_thousand() -> None:
    assert may_cover_internet(NOTHING, Loose.block(8, count=MANY), 4)
    assert not may_cover_internet(NOTHING, Loose.block(16, count=MANY), 4)
    assert not may_cover_internet(NOTHING, Loose.block(24, count=MANY), 6)


@given(st.integers(0, 140), st.sampled_from([4, 6, None]), st.integers(0, 5))
def test_size_of_blocks(length: int, family: int | None, count: int) -> None:
    loose = Loose.block(length, family, count)
    assert loose.size(4) == (count * 2 ** (32 - length) if length <= 32 and family != 6 else 0)
    assert loose.size(6) == (count * 2 ** (128 - length) if length <= 128 and family != 4 else 0)
    assert loose + NO_LOOSE == loose
    assert loose + loose == Loose.block(length, family, 2 * count)
    assert hash(loose + NO_LOOSE) == hash(loose)


@given(networks, st.integers(0, 12), st.integers(0, 300), st.sampled_from([4, 6]))
def test_more_can_only_cover_more(text: str, length: int, count: int, family: int) -> None:
    possible, loose = AddressSet.parse(text), Loose.block(length, count=count)
    if covers_internet(possible, family):
        assert may_cover_internet(possible, loose, family)
    if may_cover_internet(possible, loose, family):
        assert may_cover_internet(possible, loose + Loose.block(16), family)
        assert may_cover_internet(possible | AddressSet.parse("8.0.0.0/8"), loose, family)


# --- ports and imports ------------------------------------------------------------------------------


def test_port_range() -> None:
    assert 25 in PortRange(25, 25)
    assert 25 in PortRange(0, 65535)
    assert 25 not in PortRange(26, 65535)
    assert 25 not in PortRange(0, 24)
    assert 25 not in PortRange(30, 20)
    assert len({PortRange(20, 30), PortRange(20, 30), PortRange(20, 31)}) == 2


def test_importing_costs_no_other_module() -> None:
    code = "import sys; before = set(sys.modules); import smtp_iac.network; print(set(sys.modules) - before)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for module in ("ipaddress", "typing", "dataclasses", "re"):
        assert f"'{module}'" not in loaded
