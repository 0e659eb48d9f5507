"""Plans as HCP Terraform renders them: no configuration, and no sensitive values."""

from __future__ import annotations

from typing import Any

from smtp_iac.value import Known, Unknown

from .plans import entry, read, refused, resource

GROUP = "aws_security_group.a"
RULE = {"cidr_blocks": ["10.0.0.0/8"], "protocol": "tcp", "from_port": 25, "to_port": 25}


def redacted(*entries: Any, **more: Any) -> dict[str, Any]:
    return {
        "plan_format_version": "1.2",
        "output_changes": {},
        "resource_changes": list(entries),
        "provider_format_version": "1.0",
        "provider_schemas": {},
        **more,
    }


def value(name: str, after: Any, **more: Any) -> Any:
    return resource(redacted(entry(GROUP, after, **more)), GROUP).body.value(name)


def reason(unknown: Any) -> str:
    assert isinstance(unknown, Unknown) and unknown.why is not None
    assert unknown.why.camp == "nobody can know"
    return unknown.why.why


def test_what_is_there_is_judged() -> None:
    ingress = value("ingress", {"ingress": [RULE]}, sensitive={"ingress": [{}], "tags": {}})
    assert isinstance(ingress, Known)
    assert ingress.data[0].data["cidr_blocks"].data[0].data == "10.0.0.0/8"


def test_what_was_taken_out_is_unknown_and_not_absent() -> None:
    after: Any
    for after in ({}, {"ingress": None}, {"ingress": []}, {"ingress": [RULE]}):
        assert "is sensitive, and taken out" in reason(value("ingress", after, sensitive={"ingress": True}))
    for after in ({}, {"ingress": [{}]}, {"ingress": [{**RULE, "cidr_blocks": []}]}):
        ingress = value("ingress", after, sensitive={"ingress": [{"cidr_blocks": [False, True]}]})
        assert "taken out" in reason(ingress.data[0].data["cidr_blocks"].data[1])
    whole = resource(redacted(entry(GROUP, {"ingress": [RULE]}, sensitive=True)), GROUP)
    assert "taken out" in reason(whole.body.value("ingress"))
    odd = resource(redacted(entry(GROUP, {"ingress": [RULE]}, sensitive=[True])), GROUP)
    assert "taken out" in reason(odd.body.value("ingress"))
    both = value("ingress", {}, unknown={"ingress": True}, sensitive={"ingress": True})
    assert "before apply" in reason(both)


def test_nobody_says_whether_rules_are_written() -> None:
    assert "no configuration that tells" in reason(value("ingress", {}, unknown={"ingress": True}))


def test_an_empty_one_and_others() -> None:
    empty = redacted()
    del empty["resource_changes"]
    assert read(empty).files and not read(empty).unreadable
    [(_, said)] = refused({**redacted(), "plan_format_version": "2.0"})
    assert "format_version 2.0 is not known" in said
    [(_, said)] = refused(redacted(resource_changes={}))
    assert "not a list" in said


def test_absurd_marks() -> None:
    deep: Any = True
    for _ in range(300):
        deep = [deep]
    assert isinstance(value("ingress", {"ingress": [RULE]}, sensitive={"ingress": deep}), Known | Unknown)
