"""Which group a rule of a plan belongs to, and the rules that a plan shows twice."""

from __future__ import annotations

from typing import Any

import pytest

from smtp_iac.model.filter import group_ids
from smtp_iac.resources.aws_security_group import lower_terraform
from smtp_iac.value import Choice, Known, Unknown

from .plans import block, entry, plan, resource

UNKNOWN = {"id": True, "ingress": True}
RULE = "aws_security_group_rule.r"


def group(address: str, **after: Any) -> dict[str, Any]:
    return entry(address, {"name": "x", **after}, unknown={} if "id" in after else UNKNOWN)


def rule(address: str = RULE, **after: Any) -> dict[str, Any]:
    unknown = {} if "security_group_id" in after else {"security_group_id": True}
    return entry(address, {"type": "ingress", **after}, unknown=unknown)


def owner(references: list[str], *entries: Any, address: str = RULE, calls: Any = None) -> Any:
    written = [block("aws_security_group_rule.r", security_group_id=references)]
    configuration = calls(written) if calls else {"resources": written}
    document = plan(*entries, rule(address), configuration=configuration)
    return resource(document, address).body.value("security_group_id")


def ids(*addresses: str) -> set[str]:
    return {f"plan.json|{address}.id" for address in addresses}


@pytest.mark.parametrize(
    "reference",
    [
        "data.aws_security_group.d.id",
        'data.aws_security_group.d["a.b"].id',
        "aws_eks_cluster.c.vpc_config[0].cluster_security_group_id",
        "aws_elasticache_cluster.c.security_group_id",
    ],
)
def test_ids_of_others_are_what_they_refer_to(reference: str) -> None:
    whole = [reference, reference.rpartition(".")[0]]
    for entries in ((), (group("aws_security_group.a"),)):
        found = owner(whole, *entries)
        symbol = found.symbol if isinstance(found, Choice) else found.id
        assert symbol == f"plan.json|{reference}"
        assert isinstance(found, Choice) is bool(entries)  # it may be that of a new group, all the same


@pytest.mark.parametrize(
    "references",
    [
        ["each.value.id", "each.value"],
        ["data.aws_security_groups.d.ids", "data.aws_security_groups.d"],
        ["data.aws_security_group.d", "each.key"],
        ["data.aws_security_group.d.id", "data.aws_security_group.d", "each.key"],
        ["data.aws_security_group.d.id", "data.aws_security_group.d", "data.aws_security_group.e.id"],
        ["local.id", "var.id"],
    ],
)
def test_what_may_differ_from_rule_to_rule_is_not(references: list[str]) -> None:
    found = owner(references)
    assert isinstance(found, Unknown) and found.id == f"plan.json|{RULE}.security_group_id"


@pytest.mark.parametrize(
    ("references", "meant"),
    [
        (["aws_security_group.a.id", "aws_security_group.a"], "aws_security_group.a"),
        (
            ["aws_security_group.n[1].id", "aws_security_group.n[1]", "aws_security_group.n"],
            "aws_security_group.n[1]",
        ),
        (
            ['aws_security_group.k["x.y"].id', 'aws_security_group.k["x.y"]', "aws_security_group.k"],
            'aws_security_group.k["x.y"]',
        ),
        (["aws_security_group.one", "count.index"], "aws_security_group.one[0]"),
        (["aws_default_security_group.d.id", "aws_default_security_group.d"], "aws_default_security_group.d"),
    ],
)
def test_the_group_that_the_configuration_names(references: list[str], meant: str) -> None:
    groups = [
        "aws_security_group.a",
        "aws_security_group.n[0]",
        "aws_security_group.n[1]",
        'aws_security_group.k["x.y"]',
        "aws_security_group.one[0]",
        "aws_default_security_group.d",
        "module.m.aws_security_group.a",
    ]
    value = owner(references, *[group(address) for address in groups])
    assert isinstance(value, Unknown) and value.id == f"plan.json|{meant}.id"


def test_the_group_is_one_with_its_inline_rules() -> None:
    inline = [{"protocol": "tcp", "from_port": 25, "to_port": 25, "cidr_blocks": []}]
    groups = entry("aws_security_group.a", {"ingress": inline}, unknown={"id": True})
    document = plan(
        groups, rule(), configuration=[block(RULE, security_group_id=["aws_security_group.a.id"])]
    )
    [lowered] = lower_terraform(resource(document, "aws_security_group.a"))
    assert group_ids(lowered.group) == group_ids(resource(document, RULE).body.value("security_group_id"))


def test_within_its_module_instance() -> None:
    def calls(written: Any) -> Any:
        return {"module_calls": {"m": {"module": {"resources": written}}}}

    groups = [group(f'module.m["{key}"].aws_security_group.a') for key in "xy"]
    references = ["aws_security_group.a.id", "aws_security_group.a"]
    address = 'module.m["y"].aws_security_group_rule.r'
    value = owner(references, *groups, group("aws_security_group.a"), address=address, calls=calls)
    assert isinstance(value, Unknown) and value.id == 'plan.json|module.m["y"].aws_security_group.a.id'


@pytest.mark.parametrize(
    ("references", "possible"),
    [
        (["aws_security_group.n", "each.key"], {"aws_security_group.n[0]", "aws_security_group.n[1]"}),
        (
            ["aws_security_group.a.id", "aws_security_group.a", "aws_security_group.n[0].id"],
            {"aws_security_group.a", "aws_security_group.n[0]"},
        ),
        (["local.group"], {"aws_security_group.a", "aws_security_group.n[0]", "aws_security_group.n[1]"}),
        (
            ["var.use_a", "aws_security_group.a.id", "aws_security_group.a"],
            {"aws_security_group.a", "aws_security_group.n[0]", "aws_security_group.n[1]"},
        ),
    ],
)
def test_it_may_be_one_of_several(references: list[str], possible: set[str]) -> None:
    groups = [group(f"aws_security_group.{name}") for name in ("a", "n[0]", "n[1]")]
    value = owner(references, *groups, group("aws_security_group.known", id="sg-1"))
    assert isinstance(value, Choice)
    assert group_ids(value) == ids(*possible) | {f"plan.json|{RULE}.security_group_id"}


@pytest.mark.parametrize("references", [["local.group"], []])
def test_of_a_group_that_is_not_in_the_plan_it_stands_alone(references: list[str]) -> None:
    value = owner(references)
    assert isinstance(value, Unknown) and value.id == f"plan.json|{RULE}.security_group_id"


def test_of_a_group_that_was_not_planned() -> None:
    value = owner(["aws_security_group.missing.id", "aws_security_group.missing"])
    assert isinstance(value, Unknown) and {value.id} == ids("aws_security_group.missing")


def test_among_very_many_groups_it_stands_alone() -> None:
    value = owner(["local.group"], *[group(f"aws_security_group.g[{index}]") for index in range(40)])
    assert isinstance(value, Unknown)


def test_the_default_group_of_a_network() -> None:
    value = owner(["aws_vpc.v.default_security_group_id", "aws_vpc.v"], group("aws_security_group.a"))
    assert isinstance(value, Unknown) and value.id == "plan.json|aws_vpc.v.default_security_group_id"


def test_a_known_id_is_that_of_the_group_in_the_plan() -> None:
    document = plan(
        group("aws_security_group.a", id="sg-1"),
        rule(security_group_id="sg-1"),
        rule("aws_security_group_rule.s", security_group_id="sg-2"),
    )
    value = resource(document, RULE).body.value("security_group_id")
    assert group_ids(value) == ids("aws_security_group.a")
    other = resource(document, "aws_security_group_rule.s").body.value("security_group_id")
    assert isinstance(other, Known) and other.data == "sg-2"


OPEN: dict[str, Any] = {"protocol": "tcp", "from_port": 25, "to_port": 25, "cidr_blocks": ["0.0.0.0/0"]}


def listed(ingress: list[dict[str, Any]], *rules: dict[str, Any]) -> list[list[str]]:
    """The CIDRs of each element that the group sg-1 shows."""
    document = plan(group("aws_security_group.a", id="sg-1", ingress=ingress), *rules)
    value = resource(document, "aws_security_group.a").body.value("ingress")
    assert isinstance(value, Known)
    return [[source.data for source in element.data["cidr_blocks"].data] for element in value.data]


class TestRepeated:
    def test_a_separate_rule_is_left_out_of_the_group(self) -> None:
        both = {**OPEN, "cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"]}
        assert listed([both], rule(security_group_id="sg-1", **OPEN)) == [["10.0.0.0/8"]]

    def test_in_its_other_spelling(self) -> None:
        everything = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}
        after = {"security_group_id": "sg-1", "ip_protocol": "all", "cidr_ipv4": "0.0.0.0/0"}
        separate = entry("aws_vpc_security_group_ingress_rule.r", after)
        assert listed([everything, OPEN], separate) == [[], ["0.0.0.0/0"]]

    @pytest.mark.parametrize(
        "other",
        [
            {"security_group_id": "sg-2"},
            {"security_group_id": "sg-1", "from_port": 24},
            {"security_group_id": "sg-1", "protocol": "udp"},
            {"security_group_id": "sg-1", "cidr_blocks": ["0.0.0.0/1"]},
            {"security_group_id": "sg-1", "type": "egress"},
            {"security_group_id": "sg-1", "from_port": None},
        ],
    )
    def test_another_rule_is_not(self, other: dict[str, Any]) -> None:
        assert listed([OPEN], rule(**{**OPEN, **other})) == [["0.0.0.0/0"]]

    def test_what_the_plan_deletes_is_closed(self) -> None:
        before = {"type": "ingress", "security_group_id": "sg-1", **OPEN}
        assert listed([OPEN], entry(RULE, None, before=before, actions=["delete"])) == [[]]

    def test_what_it_forgets_stays_open(self) -> None:
        before = {"type": "ingress", "security_group_id": "sg-1", **OPEN}
        assert listed([OPEN], entry(RULE, None, before=before, actions=["forget"])) == [["0.0.0.0/0"]]

    def test_rules_of_a_group_that_is_made_anew_are_its_own(self) -> None:
        made = entry("aws_security_group.a", {"ingress": [OPEN]}, before={"id": "sg-1"}, unknown={"id": True})
        document = plan(made, rule(security_group_id="sg-1", **OPEN))
        value = resource(document, "aws_security_group.a").body.value("ingress")
        assert isinstance(value, Known) and len(value.data[0].data["cidr_blocks"].data) == 1
