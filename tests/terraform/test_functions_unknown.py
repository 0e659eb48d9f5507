"""What is computed with an unknown input allows what comes out for every value that the input can have."""

from __future__ import annotations

from typing import Any

import pytest

from smtp_iac.choice import restrict
from smtp_iac.formats.terraform.values.conversion import convert
from smtp_iac.value import Known, Refused, option

from .covering import covers
from .expression_values import unknown, value_of

SCALARS = [None, "", "a", "b", "10.0.0.0/16", "0.0.0.0/0", 0, 1, 2, 25, "25", "1", True, "true"]
LISTS = [
    "[]",
    '["a"]',
    '["a", "b"]',
    '["b", "a", "a"]',
    '["", "c"]',
    '[["a"], ["b", "c"]]',
    "[1, 2]",
    "[null]",
]
MAPS = ["{}", "{a = 1}", '{a = "x", b = "y"}', "{c = null}", "{b = 2, a = 3}"]

OF_A_SCALAR = """
x == "a"
x != 25
x == null ? "n" : x
x == "25" || x == 25
!(x == "a") && x != "b"
[x, "a"] == ["a", "a"]
{k = x} == {k = 25}
x == 25 ? [25] : []
x > 1
x >= 1
1 > x
x + 1
-x
"pre-${x}"
"${x}/24"
"10.0.${x}.0/24"
"/${x}"
format("%s/32", x)
format("%d-%v", x, x)
format("%03d", x)
format("%s and %s", "a", x)
formatlist("%s-%s", ["a", "b"], x)
[for_none, x][1]
["a", "b"][x]
tolist(["a", "b", "c"])[x]
{a = 1, b = 2}[x]
tomap({a = "p", "1" = "q"})[x]
{k = x}.k
element(["a", "b"], x)
element([x, "b"], 0)
lookup({a = 1, b = 2}, x, 3)
lookup({a = x}, "a", "d")
lookup(tomap({a = "x"}), "a", x)
contains(["a", "b"], x)
contains(["a", x], "b")
contains([x, "a"], "a")
index(["a", "b"], x)
index([x, "a"], "a")
coalesce(x, "d")
coalesce(null, x, "d")
coalesce("", x)
compact([x, "a", ""])
distinct(["a", x, "b"])
length(distinct(["a", x]))
length(toset(["a", x]))
toset(["a", x, "z"])
tolist(toset(["b", x]))
length([x])
length(x)
join(",", ["a", x])
join(",", toset(["a", x]))
split(",", x)
startswith("pre-${x}", "pre")
startswith("pre-${x}", "x")
startswith(x, "a")
tostring(x)
tonumber(x)
tobool(x)
tolist([x, "a"])
tomap({k = x, l = "y"})
concat([x], ["a"])
flatten([["a"], x])
merge({a = 1}, {a = x})
zipmap(["a", "b"], [x, 1])
zipmap([x, "k"], [1, 2])
keys({a = x})
values({b = 1, a = x})
setproduct(["a"], [x, "b"])
setunion(["a"], [x])
setsubtract(["a", "b"], [x])
setintersection(["a", "b"], [x])
reverse([x, "a"])
sort([x, "a"])
slice(["a", x, "b"], 0, 1)
slice(["a", "b"], x, 2)
chunklist([x, "a", "b"], 2)
one([x])
cidrsubnet("10.0.0.0/8", 8, x)
cidrsubnet(x, 8, 1)
cidrsubnet("10.0.0.0/8", x, 0)
cidrsubnets(x, 4, 8)
cidrhost(x, 5)
jsonencode({a = x})
alltrue([x, true])
anytrue([x == "a", false])
upper(x)
trimspace(x)
replace(x, "a", "b")
min(x, 5)
sum([x, 1])
range(x)
true || x
false && x
x && x
coalescelist([], [x])
matchkeys(["p", "q"], ["a", x], ["a"])
"""

OF_A_LIST = """
concat(x, ["z"])
concat(["z"], x, x)
flatten([x, ["z"]])
length(concat(x, ["z"]))
length(x) > 0 ? x : ["d"]
length(x) == 0
concat(x, ["z"])[0]
concat(["z"], x)[0]
concat(["z"], x)[1]
element(concat(["z"], x), 1)
contains(concat(["z"], x), "z")
contains(concat(["z"], x), "b")
contains(x, "a")
compact(concat(["z", ""], x))
distinct(concat(["a"], x))
length(distinct(concat(["a"], x)))
toset(concat(["a"], x))
tolist(toset(concat(["q"], x)))
setunion(["a"], x)
sort(concat(["b"], x))
reverse(concat(["b"], x))
join(",", concat(["b"], x))
join(",", x)
formatlist("%s/32", x)
formatlist("%s-%s", ["p", "q"], x)
coalescelist(x, ["d"])
coalescelist(x, x)
element(x, 0)
x[0]
x == []
x == ["a"]
one(x)
index(x, "b")
slice(concat(["z"], x), 0, 1)
chunklist(concat(["z"], x), 2)
setproduct(["p"], x)
setproduct(["p"], concat(["z"], x))
zipmap(x, x)
tolist(x)
merge({a = 1}, {b = x}).b
tomap({k = x})
jsonencode(x)
alltrue(x)
sum(concat([1], x))
max(1, length(x))
concat(x, ["z"]) == ["z"]
"""

OF_A_MAP = """
merge({a = 1}, x)
merge(x, {a = 1})
merge(x, {a = 1}).a
merge({a = 1, b = 5}, x).b
merge({a = 1}, x)["c"]
merge(x, {z = 1}).b
merge(x, x)
lookup(x, "a", 9)
lookup(merge({b = 5}, x), "b", 9)
lookup(merge({q = 5}, x), "zz", 9)
keys(merge({a = 1}, x))
length(merge({a = 1}, x))
length(x)
values(merge(x, {q = 1}))
contains(keys(merge({a = 1}, x)), "a")
contains(keys(x), "a")
x.a
x["b"]
toset(keys(x))
flatten([values(x), "z"])
concat(keys(x), ["z"])
zipmap(keys(x), values(x))
x == {}
jsonencode(x)
tomap(x)
coalesce(x, {d = 1})
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


NAMES: dict[str, Any] = {"for_none": Known(0)}


@pytest.mark.parametrize("expression", lines(OF_A_SCALAR))
def test_every_scalar_is_allowed(expression: str) -> None:
    computed = value_of(expression, x=unknown("x"), **NAMES)
    for data in SCALARS:
        real = value_of(expression, x=Known(data), **NAMES)
        decided = restrict(computed, {"x": option(data)})
        if isinstance(decided, Refused):  # "1" is an index as 1 is: another option of x says so
            decided = computed
        assert covers(decided, real), (data, decided, real)


@pytest.mark.parametrize("expression", lines(OF_A_LIST))
@pytest.mark.parametrize("type_", [None, ("list", "string")])
def test_every_list_is_allowed(expression: str, type_: Any) -> None:
    computed = value_of(expression, x=unknown("x", type_), **NAMES)
    for text in LISTS:
        known = value_of(text) if type_ is None else convert(value_of(text), type_)
        if isinstance(known, Refused):
            continue
        real = value_of(expression, x=known, **NAMES)
        assert covers(computed, real), (text, computed, real)


@pytest.mark.parametrize("expression", lines(OF_A_MAP))
@pytest.mark.parametrize("type_", [None, ("map", "string")])
def test_every_map_is_allowed(expression: str, type_: Any) -> None:
    computed = value_of(expression, x=unknown("x", type_), **NAMES)
    for text in MAPS:
        known = value_of(text) if type_ is None else convert(value_of(text), type_)
        if isinstance(known, Refused):
            continue
        real = value_of(expression, x=known, **NAMES)
        assert covers(computed, real), (text, computed, real)


@pytest.mark.parametrize("expression", lines(OF_A_SCALAR))
def test_choices_are_exact(expression: str) -> None:
    """A Choice between two values gives exactly what each of them gives."""
    from smtp_iac.choice import conditional

    for first, second in (("a", "b"), ("10.0.0.0/16", "0.0.0.0/0"), (1, 2), ("a", None), (True, 25)):
        condition = unknown("c", "bool", not_null=True)
        both = conditional(condition, Known(first), Known(second))
        computed = value_of(expression, x=both, **NAMES)
        for wanted, data in ((True, first), (False, second)):
            decided = restrict(computed, {"c": option(wanted)})
            real = value_of(expression, x=Known(data), **NAMES)
            assert covers(decided, real), (data, decided, real)
            assert isinstance(decided, Refused) == isinstance(real, Refused), (data, decided, real)
