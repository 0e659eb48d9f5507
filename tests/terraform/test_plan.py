"""What a plan says: which entries count, and what their attributes are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smtp_iac.value import SENSITIVE, Absent, Known, Unknown

from .plans import block, entry, plan, read, resource

CLOSED = {"cidr_blocks": ["10.0.0.0/8"], "protocol": "tcp", "from_port": 25, "to_port": 25}
GROUP = "aws_security_group.a"


def addresses(document: Any) -> list[str]:
    reading = read(document)
    assert not reading.unreadable
    return [one.address for one in reading.resources]


@pytest.mark.parametrize(
    "actions",
    [
        ["create"],
        ["update"],
        ["no-op"],
        ["delete", "create"],
        ["create", "delete"],
        ["create", "forget"],
        ["some", "later", "word"],
    ],
)
def test_what_is_there_after_apply_counts(actions: list[str]) -> None:
    assert addresses(plan(entry(GROUP, {"name": "a"}, actions=actions))) == [GROUP]


@pytest.mark.parametrize("actions", [["delete"], ["forget"], ["read"]])
def test_what_is_gone_does_not(actions: list[str]) -> None:
    assert addresses(plan(entry(GROUP, None, before={"ingress": [CLOSED]}, actions=actions))) == []


def test_only_managed_resources_of_the_wanted_types_count() -> None:
    document = plan(
        entry("aws_instance.a", {}),
        entry("data.aws_security_group.a", {}, mode="data", type="aws_security_group"),
        entry(GROUP, None, deposed="00000000", actions=["delete"]),
        entry(GROUP, {}, deposed="00000000", actions=["no-op"]),
        entry("aws_security_group.b", {}),
        resource_drift=[entry("aws_security_group.c", {}, actions=["update"])],
        prior_state={"values": {"root_module": {"resources": [entry("aws_security_group.d", {})]}}},
    )
    assert addresses(document) == ["aws_security_group.b"]


def test_a_resource_is_its_address_in_its_plan() -> None:
    address = 'module.a["x.y[0]"].module.b[1].aws_security_group.this["k"]'
    found = resource(plan(entry(address, {"name": "a"})), address)
    assert (found.type, found.root, found.id) == ("aws_security_group", "plan.json", f"plan.json|{address}")
    assert isinstance(found.exists, Known) and found.exists.data is True


def test_a_plan_without_resources_is_a_plan() -> None:
    reading = read({"format_version": "1.2", "planned_values": {"root_module": {}}, "configuration": {}})
    assert reading.files and not reading.resources and not reading.unreadable


@pytest.mark.parametrize(
    "document",
    [
        [],
        25,
        "format_version",
        {"resource_changes": []},
        {"a": {"format_version": "1"}},
    ],
)
def test_other_json_is_not_ours(document: Any) -> None:
    reading = read(json.dumps(document))
    assert not reading.files and not reading.unreadable


def test_unknown_leaves_at_any_depth() -> None:
    after = {"ingress": [{**CLOSED, "cidr_blocks": ["10.0.0.0/8", None], "to_port": None}]}
    unknown = {
        "ingress": [{"cidr_blocks": [False, True], "to_port": True, "security_groups": []}],
        "id": True,
    }
    body = resource(plan(entry(GROUP, after, unknown=unknown)), GROUP).body
    ingress = body.value("ingress")
    assert isinstance(ingress, Known)
    [element] = ingress.data
    known, open_ = element.data["cidr_blocks"].data
    assert known.data == "10.0.0.0/8"
    assert isinstance(open_, Unknown) and open_.id == f"plan.json|{GROUP}.ingress[0].cidr_blocks[1]"
    assert open_.why is not None
    assert (open_.why.what, open_.why.why) == (
        f"{GROUP}.ingress[0].cidr_blocks[1]",
        "is not known before apply",
    )
    assert element.data["from_port"].data == 25
    assert isinstance(element.data["to_port"], Unknown)
    assert element.data["security_groups"].data is None
    assert body.names() == ["id", "ingress"]


def test_an_unknown_that_after_leaves_out_is_still_there() -> None:
    unknown = {"ingress": [{"cidr_blocks": True}], "tags_all": {}}
    body = resource(plan(entry(GROUP, {"ingress": [{}]}, unknown=unknown)), GROUP).body
    ingress = body.value("ingress")
    assert isinstance(ingress, Known)
    assert isinstance(ingress.data[0].data["cidr_blocks"], Unknown)
    assert isinstance(body.value("tags_all"), Absent)


@pytest.mark.parametrize("unknown", [[{"cidr_blocks": True}], {"cidr_blocks": True}])
def test_an_overlay_of_another_shape_makes_nothing_known(unknown: Any) -> None:
    """Never clear because terraform's two trees do not fit."""
    other: Any = "x" if isinstance(unknown, list) else [CLOSED]
    value = resource(plan(entry(GROUP, {"ingress": other}, unknown={"ingress": unknown})), GROUP).body.value(
        "ingress"
    )
    assert isinstance(value, Unknown) and value.why is not None and value.why.camp == "not supported yet"


class TestComputedRules:
    """`ingress` is computed: unknown as a whole also where nobody wrote rules."""

    @staticmethod
    def ingress(configuration: Any) -> Any:
        document = plan(entry(GROUP, {"name": "a"}, unknown={"ingress": True}), configuration=configuration)
        return resource(document, GROUP).body.value("ingress")

    @pytest.mark.parametrize("written", [block(GROUP), block(GROUP, ingress=None), {"address": GROUP}])
    def test_without_rules_in_the_configuration(self, written: Any) -> None:
        assert isinstance(self.ingress([written]), Absent)

    @pytest.mark.parametrize(
        "written",
        [
            block(GROUP, ingress=["data.http.rules.body", "data.http.rules"]),
            {"address": GROUP, "expressions": {"ingress": {}}},
            {"address": GROUP, "expressions": {"ingress": [{}]}},
            {"address": GROUP, "expressions": 1},
        ],
    )
    def test_with_rules(self, written: Any) -> None:
        assert isinstance(self.ingress([written]), Unknown)

    @pytest.mark.parametrize("configuration", [[], [block("aws_security_group.b")], {}, None, 25])
    def test_without_the_configuration_nobody_knows(self, configuration: Any) -> None:
        assert isinstance(self.ingress(configuration), Unknown)

    def test_in_a_module(self) -> None:
        address = 'module.a["k"].module.b[0].aws_security_group.a[1]'
        inner = {"module": {"resources": [block(GROUP)]}}
        root = {"module_calls": {"a": {"module": {"module_calls": {"b": inner}}}}}
        document = plan(entry(address, {}, unknown={"ingress": True}), configuration=root)
        assert isinstance(resource(document, address).body.value("ingress"), Absent)


RULE = "aws_security_group_rule.r"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ([block(RULE, cidr_blocks="x")], Absent),
        ([block(RULE, source_security_group_id=["data.aws_security_group.b.id"])], Unknown),
        (None, Unknown),
    ],
)
def test_a_source_group_that_only_the_provider_fills_in(written: Any, kind: type) -> None:
    entries = entry(RULE, {"cidr_blocks": ["0.0.0.0/0"]}, unknown={"source_security_group_id": True})
    found = resource(plan(entries, configuration=written), RULE).body.value("source_security_group_id")
    assert isinstance(found, kind)


def test_sensitive_values_are_marked_and_judged() -> None:
    after = {"ingress": [CLOSED], "name": "a"}
    found = resource(plan(entry(GROUP, after, sensitive={"ingress": True, "tags_all": {}})), GROUP)
    ingress, name = found.body.value("ingress"), found.body.value("name")
    assert isinstance(ingress, Known) and isinstance(name, Known)
    [cidr] = ingress.data[0].data["cidr_blocks"].data
    assert (cidr.data, cidr.type) == ("10.0.0.0/8", SENSITIVE)
    assert name.type is None
    assert found.notes == ("the plan marks values of this resource as sensitive",)
    assert resource(plan(entry(GROUP, after, sensitive={"ingress": [{}]})), GROUP).notes == ()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"errored": True}, "terraform stopped with an error"),
        ({"complete": False}, "for some targets only"),
        ({"deferred_changes": [{"reason": "resource_config_unknown"}]}, "deferred to a later plan"),
    ],
)
def test_what_is_not_planned_may_hold_a_rule(more: Any, why: str) -> None:
    reading = read(plan(entry(GROUP, {}), **more))
    assert [one.address for one in reading.resources] == [GROUP]
    [opaque] = reading.opaque
    assert why in opaque.missing.why
    start, end = opaque.span.start, opaque.span.end
    assert opaque.span.source.data[start:end].decode() == f'"{next(iter(more))}"'


def test_a_complete_plan_hides_nothing() -> None:
    assert not read(plan(entry(GROUP, {}), errored=False, complete=True, deferred_changes=[])).opaque
