"""What random configurations and real modules showed to differ from terraform, each as small as it gets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smtp_iac.value import Choice, Known, Many, Refused, Unknown

from .evaluating import Open, outputs, plain, write
from .live import read_directory

UNKNOWN = """
data "x" "this" {
  given = [25]
}
variable "list" {
  type = list(object({ port = number }))
}
variable "none" {
  type    = list(object({ port = number }))
  default = []
}
"""


def output(directory: Path, expression: str) -> Any:
    write(directory, {"main.tf": f'{UNKNOWN}output "o" {{\n  value = {expression}\n}}\n'})
    return outputs(directory)["o"]


def test_an_argument_of_a_data_source_is_the_value_that_it_is_set_to(tmp_path: Path) -> None:
    assert plain(output(tmp_path, "data.x.this.given[0] + 1")) == 26


def test_can_of_a_collection_with_what_may_not_be_there_is_unknown(tmp_path: Path) -> None:
    assert isinstance(output(tmp_path, "can([data.x.this.other[1]])"), Unknown)
    assert plain(output(tmp_path, "can([data.x.this.given[0]])")) is True


def test_try_may_fall_back_where_a_part_of_a_collection_may_not_be_there(tmp_path: Path) -> None:
    value = output(tmp_path, "try({ port = 25, c = data.x.this.other[1] }, { port = 80, c = 1 }).port")
    assert isinstance(value, Choice)
    assert {one.data for one in value.options.values() if isinstance(one, Known)} == {25, 80}


def test_a_splat_that_no_element_can_have_is_refused_for_unknown_lists_too(tmp_path: Path) -> None:
    assert plain(output(tmp_path, "try(var.list[*].port[2], 443)")) == 443
    assert not isinstance(output(tmp_path, "var.list[*].port"), Refused)


def test_a_splat_over_an_empty_list_is_refused_by_the_type_of_its_elements(tmp_path: Path) -> None:
    assert plain(output(tmp_path, "try(var.none[*].port[2], 443)")) == 443
    assert plain(output(tmp_path, "[][*].port[2]")) == []


def test_an_item_whose_key_nobody_knows_may_be_in_every_group(tmp_path: Path) -> None:
    items = "concat([for x in data.x.this.all : { p = x.p, c = x.c }], [{ p = 25, c = 1 }])"
    value = output(tmp_path, f"{{ for o in {items} : o.p => o.c... }}")
    assert any(isinstance(one, Many) for one in value.data["25"].data)
    assert plain(value.data["25"].data[-1]) == 1


@pytest.mark.parametrize("expression", ["[for k, v in local.m : k]", "keys(local.m)"])
def test_what_stands_for_an_unknown_key_is_never_seen(tmp_path: Path, expression: str) -> None:
    local = 'locals {\n  m = { for i, x in distinct([data.x.this.a, "b"]) : i => x }\n}\n'
    write(tmp_path, {"main.tf": f'{UNKNOWN}{local}output "o" {{\n  value = {expression}\n}}\n'})
    value = outputs(tmp_path)["o"]
    with pytest.raises(Open):
        plain(value)
    inside = value.data if isinstance(value, Known) else ()
    assert not any(isinstance(one, Many) and isinstance(one.value, Known) for one in inside)


def test_a_dynamic_block_over_maps_of_which_one_is_open(tmp_path: Path) -> None:
    items = "var.on ? merge(data.x.this.m, { a = { port = 25 } }) : {}"
    write(
        tmp_path,
        {
            "main.tf": f'{UNKNOWN}variable "on" {{\n  type = bool\n  nullable = false\n}}\n'
            'resource "aws_security_group" "g" {\n'
            f'  dynamic "ingress" {{\n    for_each = {items}\n    content {{\n'
            "      from_port = ingress.value.port\n      description = ingress.key\n    }\n  }\n}\n"
        },
    )
    (group,) = read_directory(tmp_path, tmp_path).resources
    made = group.body.value("ingress")
    assert isinstance(made, Known)
    assert [type(one) for one in made.data].count(Many) == 1
    (named,) = [one for one in made.data if isinstance(one, Choice)]
    assert [plain(one) for one in named.options.values() if isinstance(one, Known)] == [
        {"from_port": 25, "description": "a"}
    ]


def test_a_map_made_of_an_unknown_set_can_be_looked_up(tmp_path: Path) -> None:
    value = output(tmp_path, 'lookup({ for s in toset(data.x.this.ids) : s => upper(s) }, "a", "b")')
    assert not isinstance(value, (Known, Refused))


def test_a_splat_over_an_unknown_collection_may_equal_a_list(tmp_path: Path) -> None:
    assert isinstance(output(tmp_path, 'tolist(["a"]) == data.x.this.all[*].id'), Unknown)


def test_what_an_unknown_map_may_have_is_not_refused_where_that_map_is_one_of_two(tmp_path: Path) -> None:
    merged = "merge(data.x.this.a == 1 ? data.x.this.o : { cidr = 1 }, { port = 0 }).cidr"
    value = output(tmp_path, merged)
    assert isinstance(value, Choice)
    theirs, own = value.options.values()
    assert plain(own) == 1
    assert isinstance(theirs, Choice)
    assert any(isinstance(one, Unknown) for one in theirs.options.values())


@pytest.mark.parametrize(("function", "without"), [("alltrue", True), ("anytrue", False)])
def test_an_element_that_may_not_be_there_decides_only_where_it_is(
    tmp_path: Path, function: str, without: bool
) -> None:
    element = str(not without).lower()
    listed = f"concat([{str(without).lower()}], data.x.this.a == 1 ? [{element}] : [])"
    value = output(tmp_path, f"{function}({listed})")
    assert isinstance(value, Choice)
    assert [plain(one) for one in value.options.values()] == [not without, without]
