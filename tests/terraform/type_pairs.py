"""Pairs of a variable's type and a value given to it: each type with each value, and some of their own."""

from __future__ import annotations


def lines(text: str) -> list[str]:
    return text.strip().split("\n")


TYPES = lines(
    """
string
number
bool
any
list(string)
list(number)
list(bool)
list(any)
set(string)
set(number)
set(bool)
set(any)
map(string)
map(number)
map(any)
list(list(string))
list(set(any))
list(map(any))
map(list(any))
map(set(string))
set(list(number))
set(map(any))
set(object({ a = string }))
tuple([])
tuple([string])
tuple([number, string])
tuple([any, list(any)])
object({})
object({ a = string })
object({ a = any })
object({ a = number, b = bool })
object({ a = optional(string) })
object({ a = optional(string, "d") })
object({ a = optional(number, "25"), b = optional(list(string), ["d"]) })
object({ a = optional(object({ b = optional(bool, true), c = optional(string) }), {}) })
object({ a = list(object({ b = optional(number, 25) })) })
list(object({ a = optional(string, "d"), b = optional(any) }))
map(object({ a = optional(list(number), [25]), b = optional(string) }))
map(object({ a = any }))
set(object({ a = optional(number, 25) }))
list(object({ a = list(any) }))
tuple([object({ a = optional(string, "d") }), list(object({ b = optional(number, 1) }))])
object({ a = map(object({ b = optional(tuple([number, any]), [1, "x"]) })) })
map(map(any))
list(tuple([string, number]))
list(list(any))
"""
)

VALUES = lines(
    """
null
""
"a"
"25"
"025"
"2.50"
"1e3"
"0x10"
" 1"
"true"
"1"
"0.0.0.0/0"
25
0.5
1e21
true
false
[]
{}
[null]
["a"]
["b", "a", "b"]
[1, "a"]
[1, "2", 3]
[2, 1, 10, 2]
["10", 9, true]
[true, "false"]
[true, 1]
["a", null]
[[]]
[[1], ["a"]]
[[1], []]
[[2, 1], [1, 2]]
[[1, "a"], [2, "b"]]
[["1", 2]]
[[1], [1, 2], null]
[1, [2]]
[{}]
[{ a = 1 }]
[{ a = 1 }, { a = "x" }]
[{ a = 1 }, { b = "x" }]
[{ a = 1 }, { a = null }, {}]
[{ a = "x", b = 1 }, { a = "y" }]
[{ a = [] }, { a = [1, "2"] }]
[{ a = [1] }, { a = ["x"] }]
[{ a = 1 }, null]
[{ a = 1 }, ["x"]]
[{ a = 2 }, { a = 1 }, { a = "1" }]
[{}, [{}]]
[{ a = null }, [{}, { b = "5" }, { b = null }]]
["x", [1, "y"]]
{ a = null }
{ a = 1 }
{ a = "x" }
{ a = 1, b = "x" }
{ a = 1, b = true }
{ a = "1", b = "true", c = [] }
{ b = 1 }
{ a = [] }
{ a = [null, 1] }
{ a = ["b", "a"], b = ["c"] }
{ a = [1], b = [] }
{ a = [1, "x"], b = "y" }
{ a = {} }
{ a = { b = false } }
{ a = { b = null, c = 5, d = 6 } }
{ a = { b = 1 }, c = { b = "x" } }
{ a = { b = 1 }, c = { d = "x" } }
{ a = { b = [1, 2] }, c = {} }
{ a = { a = 1 }, b = { a = [2], b = 3 } }
{ a = { a = [1, "2"] }, b = null }
{ a = [{ b = null }, {}, { b = "587" }] }
{ a = { b = [2, "y", 3] } }
{ 1 = "x", "2" = 3 }
{ "a b" = 1, a = 2 }
"""
)

OTHERS = [
    *[
        (f"{settings}\nnullable = {nullable}", value)
        for settings in ("type = string", 'type = string\ndefault = "d"', "default = null", "default = [1]")
        for nullable in ("true", "false")
        for value in (None, "null", '"x"')
    ],
    ("", None),
    ("", "[1, 'a']"),
    ("", '[1, "a"]'),
    ('default = "x"', "[1]"),
    ("type = list(string)\ndefault = [1, true]", None),
    ("type = object({ a = optional(string, 5) })\ndefault = {}", None),
    ("type = object({ a = optional(number, \"x\") })\ndefault = {}", None),
    ("type = object({ a = optional(string, null) })", "{}"),
    ("type = optional(string)", '"x"'),
    ("type = list", "[1]"),
    ("type = map", "{ a = 1 }"),
    ("type = set", "[1]"),
    ("type = object", "{}"),
    ("type = strin", '"x"'),
    ("type = list(string, number)", "[]"),
    ("type = tuple(string)", "[]"),
    ("type = object({ a = optional() })", "{}"),
    ("type = object({ a = optional(string, \"x\", 1) })", "{}"),
    ("type = object({ (a) = string })", "{}"),
    ("type = object({ a = optional(string, upper(\"x\")) })", "{}"),
    ("type = object({ a = optional(list(number), [1 + 1, -3, true ? 1 : 2]) })", "{}"),
    ("type = object({ a = optional(string, \"x${1}y\"), b = optional(string, <<E\n  z\nE\n) })", "{}"),
    ("type = object({ a = optional(map(string), { for k in [\"x\"] : k => k }) })", "{}"),
    ("type = object({ a = optional(any, [1, \"x\"]) })", "{}"),
    ("type = object({ a = optional(any, { b = 1 }), c = optional(any) })", "{ a = null }"),
    ("type = object({ \"a\" = string, b: number })", "{ a = 1, b = 2 }"),
    ("type = list(object({ a = optional(string, \"d\") }))\ndefault = [{}, { a = null }]", None),
    (
        "type = map(object({ a = optional(map(object({ b = optional(number, 1) })), { x = {} }) }))",
        "{ k = {} }",
    ),
    ("type = map(number)", "{ 1 = 2, true = 3 }"),
    ("type = any\ndefault = { a = [1] }", "null"),
    ("type = string\ndefault = null", None),
    ("type = number\ndefault = null", '"5"'),
    ("type = list(string)\ndefault = null", "null"),
    ("type = string\nsensitive = false\ndefault = 5", None),
]  # fmt: skip


LISTS = lines(
    """
[{ a = 1 }, null]
[{ a = [1, "2"] }, null]
[{ a = 1 }, { a = 1 }, null]
[{ a = 1 }, { a = "x" }, null]
[{ a = 1 }, { b = 1 }, null]
[[1], null]
[[1], [1, 2], null]
[[1], ["x"], null]
[[1], [], null]
[null, {}]
[{ a = null }, { a = 1 }]
[{ a = null }, { a = [1] }]
[{ a = null }, { b = [1] }]
[{ a = null }, { b = 1 }]
[{ a = {} }, { a = null }]
[{ a = { b = 1 } }, { a = { b = null } }, { a = {} }]
[{ a = [] }, {}]
[{ a = [1] }, {}]
[{ a = { b = 1 } }, {}]
[{ a = 1 }, {}]
[{ a = 1 }, { b = "x" }]
[{ a = 1 }, { a = null }]
[{}, {}]
[[[1]], [[]]]
[[1], [null]]
[[[1]], [null]]
[{ a = [1] }, { b = [2] }, {}]
[{ a = [1, 2] }, { a = [1] }]
[{ a = [1, 2] }, { a = [1] }, {}]
[{ a = {} }, { a = { b = 1 } }]
[[1], ["x"]]
[[], []]
[[1, "x"], []]
[{ a = 1, b = "x" }, {}]
[{ a = {} }, {}]
[{ a = [1] }, { a = [2] }, {}]
[{ a = [1] }, null]
[{ a = [1] }, { a = [2] }, null]
[{ a = [1] }, { a = ["x"] }, null]
[{ a = [[1]] }, { a = [[2]] }]
[{ a = [[1]] }, { a = [["x"]] }]
[{ a = [[1]] }, { a = [null] }]
"""
)
"""Lists whose elements are not quite of one type: terraform finds one for some."""

OF_LISTS = lines(
    """
list(any)
set(any)
list(list(any))
set(list(any))
list(map(any))
set(map(any))
set(set(any))
list(object({ a = any }))
set(object({ a = any }))
list(tuple([any]))
set(tuple([any]))
list(map(list(any)))
list(map(map(any)))
"""
)

OF_MAPS = lines(
    """
map(any)
map(list(any))
map(map(any))
map(object({ a = any }))
map(tuple([any]))
object({ k0 = any, k1 = any })
"""
)


def as_map(values: str) -> str:
    """A list of values as an object of them."""
    parts, depth = [""], 0
    for character in values[1:-1]:
        depth += (character in "[{") - (character in "]}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return "{ " + ", ".join([f"k{at} = {part.strip()}" for at, part in enumerate(parts)]) + " }"


def every_pair() -> list[tuple[str, str | None]]:
    """The body of each variable block, and the value that it is given, if any."""
    pairs = [(type_, value) for type_ in TYPES for value in VALUES]
    pairs += [(type_, value) for type_ in OF_LISTS for value in LISTS]
    pairs += [(type_, as_map(value)) for type_ in OF_MAPS for value in LISTS]
    return [(f"type = {type_}", value) for type_, value in pairs] + OTHERS


def selection() -> list[tuple[str, str | None]]:
    """Every fourth pair, each type with other values; all that stand for themselves."""
    pairs = every_pair()
    first = len(pairs) - len(OTHERS)
    return [pairs[at] for at in range(0, first, 4)] + pairs[first:]
