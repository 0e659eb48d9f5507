"""How much of the internet is let in: counted again with the standard library, and over every world."""

from __future__ import annotations

from functools import partial
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smtp_iac.judging.judge import decide
from smtp_iac.model.filter import SecurityGroup
from smtp_iac.network import SPECIAL_4, SPECIAL_6, internet
from smtp_iac.policy_file import THRESHOLD
from smtp_iac.questions import internet_can_open, placeholder_source, wide_part_can_open
from smtp_iac.truth import MAYBE, NO, YES, over_all, truth

from .algebra import allowed, listed, rule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    Network = IPv4Network | IPv6Network

PORTS = (25,)
SPECIAL: list[Network] = [ip_network(text) for text in (*SPECIAL_4, *SPECIAL_6)]
WHOLE: list[Network] = [ip_network("0.0.0.0/0"), ip_network("2000::/3")]


def counted(cidrs: Iterable[str], family: int) -> int:
    """The addresses of the internet in some blocks, as the standard library counts them."""
    blocks: Any = [one for one in map(ip_network, cidrs) if one.version == family]
    return sum(size_of(block) for block in collapse_addresses(blocks))


def size_of(block: Network) -> int:
    public = sum(common(block, whole) for whole in WHOLE)
    return public - sum(common(block, special) for special in SPECIAL)


def common(one: Network, other: Network) -> int:
    if one.version != other.version or not one.overlaps(other):
        return 0
    return min(one.num_addresses, other.num_addresses)


PLACES = {
    32: [octet << 24 for octet in (0, 10, 100, 172, 192, 203, 255)],
    128: [0x2000 << 112, 0x2001 << 112, 0x20010DB8 << 96, 0x3FFF << 112, 0xFD00 << 112],
}


def block_at(drawn: tuple[int, int, int]) -> str:
    bits, first, length = drawn
    kind = IPv4Network if bits == 32 else IPv6Network
    return str(kind((first >> (bits - length) << (bits - length), length)))


def blocks(bits: int, longest: int) -> st.SearchStrategy[str]:
    """Blocks of any length, at places that often touch, overlap or lie in special blocks."""
    place = st.one_of(st.sampled_from(PLACES[bits]), st.integers(0, (1 << bits) - 1))
    return st.tuples(st.just(bits), place, st.integers(0, longest)).map(block_at)


cidr_lists = st.lists(st.one_of(blocks(32, 24), blocks(128, 48)), max_size=6)
thresholds = st.fixed_dictionaries(
    {4: st.one_of(st.integers(0, 32).map(lambda n: 1 << n), st.integers(0, 1 << 32)),
     6: st.one_of(st.integers(64, 126).map(lambda n: 1 << n), st.integers(0, 1 << 126))}
)  # fmt: skip


def is_wide(cidrs: Iterable[str], threshold: dict[int, int]) -> bool:
    sizes = {family: counted(cidrs, family) for family in (4, 6)}
    if any(sizes[family] == internet().size(family) for family in (4, 6)):
        return False
    return any(sizes[family] > threshold[family] for family in (4, 6))


def group_of(*lists: Iterable[str]) -> SecurityGroup:
    return SecurityGroup(None, [rule(f"r{at}", listed(*cidrs), 25) for at, cidrs in enumerate(lists)])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(cidr_lists, min_size=1, max_size=3), thresholds)
def test_what_is_wide_is_counted(lists: list[list[str]], threshold: dict[int, int]) -> None:
    every = [cidr for cidrs in lists for cidr in cidrs]
    group = group_of(*lists)
    judgement = wide_part_can_open.ask(group, PORTS, threshold)
    assert judgement.truth is truth(is_wide(every, threshold))
    sizes = wide_part_can_open.measure(group, PORTS, "tcp")
    assert sizes == (counted(every, 4), counted(every, 6))
    if judgement.truth is YES:
        assert judgement.evidence()
        text = wide_part_can_open.detail([group], judgement.evidence(), ports=PORTS, protocol="tcp")
        assert "100 %" not in text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cidr_lists, thresholds, st.integers(0, 1 << 32))
def test_a_higher_threshold_finds_no_more(cidrs: list[str], threshold: dict[int, int], more: int) -> None:
    group = group_of(cidrs)
    higher = {family: size + more for family, size in threshold.items()}
    if wide_part_can_open.ask(group, PORTS, higher).truth is YES:
        assert wide_part_can_open.ask(group, PORTS, threshold).truth is YES


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cidr_lists, st.lists(cidr_lists, min_size=2, max_size=3), thresholds)
def test_options_are_each_asked(
    always: list[str], either: list[list[str]], threshold: dict[int, int]
) -> None:
    names = [str(at) for at in range(len(either))]
    chosen = allowed("var.which", *names)
    for name, cidrs in zip(list(chosen.options), either, strict=True):
        chosen.options[name] = listed(*always, *cidrs)
    group = SecurityGroup(None, [rule("r", chosen, 25)])
    worlds = [[*always, *cidrs] for cidrs in either]
    if any(counted(world, family) == internet().size(family) for world in worlds for family in (4, 6)):
        assert decide(group, partial(internet_can_open.ask, ports=PORTS)).truth is not NO  # and says it
        return
    decision = decide(group, partial(wide_part_can_open.ask, ports=PORTS, threshold=threshold))
    assert decision.truth is over_all(truth(is_wide(world, threshold)) for world in worlds)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cidr_lists)
def test_what_everybody_can_open_is_not_said_again(cidrs: list[str]) -> None:
    group = group_of(cidrs)
    if internet_can_open.ask(group, PORTS).truth is not NO:
        assert wide_part_can_open.ask(group, PORTS, {4: 0, 6: 0}).truth is NO


@pytest.mark.parametrize(
    ("cidrs", "found"),
    [
        (["8.8.0.0/16"], NO),
        (["8.8.0.0/16", "8.8.8.0/24"], NO),  # the same addresses
        (["8.8.0.0/16", "10.0.0.0/8", "203.0.113.0/24"], NO),
        (["8.8.0.0/16", "8.9.0.0/32"], YES),
        (["8.8.0.0/15"], YES),
        (["172.16.0.0/11"], YES),  # half of it is private
        (["192.168.0.0/15"], NO),  # 192.169.0.0/16 of it is not
        (["2a00::/32"], NO),
        (["2a00::/32", "2a01::/128"], YES),
        (["2001:db8::/31"], NO),  # half of it is documentation
        (["fc00::/7"], NO),
        (["8.8.0.0/16", "2a00::/32"], NO),  # families are not added
        (["0.0.0.0/0"], NO),  # another question's
        (["0.0.0.0/0", "2a00::/16"], NO),
    ],
)
def test_the_default_threshold(cidrs: list[str], found: object) -> None:
    assert wide_part_can_open.ask(group_of(cidrs), PORTS, THRESHOLD).truth is found


@pytest.mark.parametrize(
    ("cidrs", "said"),
    [
        (["52.0.0.0/8"], "16,777,216 addresses (0.45 % of IPv4)"),
        (["128.0.0.0/1"], "1,609,300,992 addresses (43 % of IPv4)"),
        (["8.8.8.8/32"], "1 address (less than 0.0001 % of IPv4)"),
        (["2a00::/16"], "4,294,967,296 times a /48 (0.012 % of IPv6)"),
        (["2a00::/64"], "18,446,744,073,709,551,616 addresses (less than 0.0001 % of IPv6)"),
        (
            ["8.0.0.0/8", "2a00::/32"],
            "16,777,216 addresses (0.45 % of IPv4) and 65,536 times a /48 (less than 0.0001 % of IPv6)",
        ),
    ],
)
def test_how_much_it_is(cidrs: list[str], said: str) -> None:
    group = group_of(cidrs)
    assert wide_part_can_open.detail([group], [], ports=PORTS, protocol="tcp") == said
    more = wide_part_can_open.detail(
        [group, group_of([*cidrs, "9.9.9.9/32"])], [], ports=PORTS, protocol="tcp"
    )
    assert more == f"at least {said}"


@pytest.mark.parametrize("cidrs", [["0.0.0.0/0"], ["10.0.0.0/8"], ["198.18.0.0/15"], ["169.254.0.0/16"], []])
def test_what_is_no_placeholder(cidrs: list[str]) -> None:
    assert placeholder_source.ask(group_of(cidrs), PORTS).truth is NO


@pytest.mark.parametrize("block", [block for block, _ in placeholder_source.BLOCKS])
def test_placeholders_lie_outside_of_the_internet(block: str) -> None:
    assert counted([block], 4) == counted([block], 6) == 0
    assert placeholder_source.ask(group_of(["10.0.0.0/8", block]), PORTS).truth is YES
    undecided = SecurityGroup(None, [rule("r", listed(block), allowed("var.port", 25, 587))])
    assert decide(undecided, partial(placeholder_source.ask, ports=PORTS)).truth is MAYBE
