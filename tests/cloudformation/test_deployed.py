"""Truth by deployment: the project's own templates, deployed in moto, have the rules that we read from them.

What moto does otherwise than CloudFormation is made good, or stands in a table below; a template that it
cannot deploy is skipped with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..commands import CHECKOUT
from .deployed_template import holds_groups, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .deployed_account import Account

FIXTURES = CHECKOUT / "fixtures"
FILES = [path for folder in ("cloudformation", "stacks") for path in sorted((FIXTURES / folder).rglob("*"))]
TEMPLATES = [path for path in FILES if path.suffix in (".yaml", ".yml", ".json") and holds_groups(load(path))]

EXPLAINED: dict[str, set[str]] = {
    "cloudformation/parameter_types.yaml": {
        # moto holds no default against AllowedValues
        "Others SecurityGroupIngress[0]: we say that it is refused",
    },
    # moto keeps a port above 65535
    "cloudformation/semantics_group.yaml": {
        "C13Tcp065536 SecurityGroupIngress[0]: not deployed: 6, 0, 65535, IPv4 CIDR, 0.0.0.0/0",
        "C13Tcp065536: deployed, and none of ours: ('6', 0, 65536, 'IPv4 CIDR', '0.0.0.0/0')",
    },
    "cloudformation/semantics_ingress.yaml": {
        "C13Tcp065536: not deployed: 6, 0, 65535, IPv4 CIDR, 0.0.0.0/0",
        "sg-0013: deployed, and none of ours: ('6', 0, 65536, 'IPv4 CIDR', '0.0.0.0/0')",
    },
    "cloudformation/shapes.yaml": {
        # to moto a null is nothing; CloudFormation refuses every null in a template
        "Refused SecurityGroupIngress[9]: we say that it is refused",
        "NullProperties SecurityGroupIngress[0]: we say that it is refused",
    },
}
"""Differences, and why they are moto's."""

UNKNOWABLE = ("is read from an SSM parameter", "is resolved at deployment", "prefix list", "others add them")
"""What nobody can know before the deployment, as it stands in the sentences about it."""


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    pytest.importorskip("moto", reason="moto and boto3 are not installed (the dev extra)")
    pytest.importorskip("boto3", reason="moto and boto3 are not installed (the dev extra)")
    from .deployed_account import opened

    with opened() as account:
        yield account


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(path.relative_to(FIXTURES)) for path in TEMPLATES])
def test_what_is_deployed_is_what_we_read(path: Path, account: Account) -> None:
    from .deployed import outcomes

    template = load(path)
    assert template is not None
    found = outcomes(account, path, template, most=4)
    made = [each for each in found if each.given is not None and each.open is not None]
    if not made:
        pytest.skip(f"not deployed: {found[0].reason}")
    left_out = {f"{name} ({why})" for each in made for name, why in each.left_out.items()}
    print("left out:", *sorted(left_out), sep="\n  ")
    explained = EXPLAINED.get(path.relative_to(FIXTURES).as_posix(), set())
    for each in made:
        assert each.given is not None
        assert each.open is not None
        assert set(each.given.differences) == explained, each.parameters
        assert set(each.open.differences) == explained, each.parameters
        for unknown in each.given.unknown:
            assert any(reason in unknown for reason in UNKNOWABLE), unknown


TEMPLATE = """
Resources:
  Mail:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: mail
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 25, ToPort: 25, CidrIp: 10.0.0.0/8}
        - {IpProtocol: tcp, FromPort: 587, ToPort: 587, CidrIpv6: "::/0"}
"""


@pytest.mark.parametrize(
    ("written", "read", "difference"),
    [
        ("10.0.0.0/8", "0.0.0.0/0", "not deployed: 6, 25, 25, IPv4 CIDR, 0.0.0.0/0"),
        (
            "FromPort: 25",
            "FromPort: 24",
            "deployed, and none of ours: ('6', 25, 25, 'IPv4 CIDR', '10.0.0.0/8')",
        ),
        ("tcp", "udp", "not deployed: 17, 587, 587, IPv6 CIDR, ::/0"),
        ("Mail:", "Other:", "deployed, and none of ours: ('6', 587, 587, 'IPv6 CIDR', '::/0')"),
        ('CidrIpv6: "::/0"', "CidrIp: !Ref No", "we say that it is refused"),
    ],
)
def test_what_is_read_otherwise_is_a_difference(
    written: str, read: str, difference: str, tmp_path: Path, account: Account
) -> None:
    from .deployed import outcomes

    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    template = load(path)
    assert template is not None
    path.write_text(TEMPLATE.replace(written, read))
    (found,) = outcomes(account, path, template)
    assert found.given is not None
    assert any(one.endswith(difference) for one in found.given.differences), found.given.differences
