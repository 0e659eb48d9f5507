"""A grammar of expressions for random configurations: what stands in `<…>` is made by the grammar in turn,
and in `<…!>` of what is known before apply only.

Types: object is {port = number, cidr = string, cidrs = list of strings, on = bool}; objects and object_map
are collections of them. The provider that plans them takes any string for an address.
"""

from __future__ import annotations

import random
import re

LEAVES = {
    "string": ['"0.0.0.0/0"', '"10.0.0.0/8"', '"::/0"', '"tcp"', '""', '"ä b"', '"10"'],
    "number": ["25", "80", "0", "65535", "1.5", "-1"],
    "bool": ["true", "false"],
    "strings": [
        "[]",
        '["0.0.0.0/0"]',
        '["10.0.0.0/8", "192.168.0.0/16", "10.0.0.0/8"]',
        'tolist(["b", "a"])',
    ],
    "string_set": ['toset(["b", "a"])', "toset([])", 'toset(["0.0.0.0/0", "10.0.0.0/8"])'],
    "numbers": ["[25]", "[587, 25, 80]", "[]"],
    "string_map": ["{}", '{ b = "x", a = "y" }', 'tomap({ a = "10.0.0.0/8" })'],
    "number_map": ["{ smtp = 25, web = 80 }", "tomap({ smtp = 25 })"],
    "object": ['{ port = 25, cidr = "0.0.0.0/0", cidrs = ["0.0.0.0/0"], on = true }'],
    "objects": [
        "[]",
        '[{ port = 25, cidr = "0.0.0.0/0", cidrs = ["0.0.0.0/0", "::/0"], on = true }, '
        '{ port = 80, cidr = "10.0.0.0/8", cidrs = [], on = false }]',
    ],
    "object_map": [
        "{}",
        '{ b = { port = 25, cidr = "0.0.0.0/0", cidrs = ["0.0.0.0/0"], on = true }, '
        'a = { port = 587, cidr = "10.0.0.0/8", cidrs = [], on = false } }',
    ],
}
UNKNOWN = {
    "string": ["data.aws_vpc.this.cidr_block", "data.aws_subnets.this.ids[0]", "aws_vpc.this.id"],
    "bool": ["data.aws_vpc.this.enable_dns_support", "data.aws_vpc.this.default"],
    "number": ["length(data.aws_subnets.this.ids)"],
    "strings": [
        "data.aws_subnets.this.ids",
        "data.aws_vpc.this.cidr_block_associations[*].cidr_block",
        '[data.aws_vpc.this.cidr_block, "0.0.0.0/0"]',
    ],
    "string_map": ["data.aws_vpc.this.tags"],
    "string_set": ["toset(data.aws_subnets.this.ids)"],
    "objects": ["[for id in data.aws_subnets.this.ids : { port = 25, cidr = id, cidrs = [id], on = true }]"],
}
MADE = {
    "string": [
        '"${<string>}-x"',
        '"<word>${<number>}${<bool>}"',
        '"${<string>}"',
        '"%{ if <bool> }a${<string>}%{ else }b%{ endif }"',
        '"%{ for x in <strings> }${x},%{ endfor }"',
        '"%{ for i, x in <strings> ~} ${i}:${x} %{ endfor ~} end"',
        "(<bool> ? <string> : <string>)",
        "(<bool> ? <number> : <string>)",
        'join(",", <strings>)',
        "lookup(<string_map>, <string>, <string>)",
        "try(<strings>[<index>], <string>)",
        'try(<string_map>["a"], <string>)',
        'coalesce(<string>, "c")',
        'coalesce(null, <string>, "c")',
        'format("%s/%d", <string>, floor(<number>))',
        'replace(<string>, "10.", "11.")',
        "upper(<string>)",
        'trimsuffix(<string>, "/8")',
        "substr(<string>, 0, 3)",
        'element(concat(<strings>, ["z"]), <index>)',
        "tostring(<number>)",
        "<object>.cidr",
        "(<object>).cidr",
        "one([<string>])",
        "try((<object>).missing, <string>)",
        'try((<object>).cidrs[<index>], "d")',
        'cidrsubnet("10.0.0.0/8", 8, <index>)',
        'cidrhost("10.0.0.0/8", <index>)',
        "jsondecode(jsonencode(<string>))",
        'try(keys(<string_map>)[0], "k")',
        'split("/", <string>)[0]',
        'trimspace(" ${<string>} ")',
        "try(tostring(tonumber(<string>)), <string>)",
        "max(<number>, 3)",
    ],
    "number": [
        "(<number> + 1)",
        "(<number> - <number>)",
        "length(<strings>)",
        "length(<object_map>)",
        'length("${<string>}")',
        "max(<number>, <number>)",
        "min(<number>, 100)",
        'tonumber("25")',
        "lookup(<number_map>, <string>, 25)",
        '<number_map>["smtp"]',
        "try(<numbers>[<index>], 443)",
        "(<object>).port",
        "(<bool> ? <number> : <number>)",
        'parseint("19", 16)',
        "sum(concat(<numbers>, [0]))",
        "floor(<number> / 2)",
        "abs(<number>)",
        "(<number> % 7)",
        "try(index(<strings>, <string>), 0)",
        "try([for n in <numbers> : n if n == 25][0], 26)",
    ],
    "bool": [
        "!<bool>",
        "(<number> > 100)",
        '(<string> == "tcp")',
        "(<string> != <string>)",
        "(<number> == <number>)",
        "contains(<strings>, <string>)",
        "(<bool> && <bool>)",
        "(<bool> || <bool>)",
        "can(<strings>[<index>])",
        "can((<object>).missing)",
        "(length(<strings>) > 1)",
        "(<object>).on",
        "anytrue([for x in <objects> : x.on])",
        "alltrue(concat([true], <objects>[*].on))",
        'startswith(<string>, "10.")',
        "try(tobool(<string>), false)",
        "(<strings> == <strings>)",
        "(<object> == <object>)",
        'contains(keys(<object_map>), "a")',
        "(try(<string_map>.a, null) == null)",
    ],
    "strings": [
        "concat(<strings>, <strings>)",
        "[<string>, <string>]",
        "compact(<strings>)",
        "distinct(<strings>)",
        "flatten([<strings>, [<strings>]])",
        '[for x in <strings> : x if x != "10.0.0.0/8"]',
        '[for i, x in <strings> : "${i}-${x}"]',
        "[for x in <strings> : <string> if <bool>]",
        "sort(<strings>)",
        "reverse(<strings>)",
        "tolist(<string_set>)",
        "[for x in <string_set> : upper(x)]",
        "keys(<string_map>)",
        "values(<string_map>)",
        "<objects>[*].cidr",
        "(<objects>).*.cidr",
        "flatten(<objects>[*].cidrs)",
        "[for k, v in <object_map> : v.cidr if v.on]",
        'compact(split(",", join(",", <strings>)))',
        "(<bool> ? <strings> : [])",
        "(<bool> ? <strings> : <strings>)",
        'lookup({ a = <strings> }, "a", [])',
        "try((<object>).cidrs, [])",
        'coalescelist(<strings>, ["10.1.0.0/16"])',
        'slice(concat(["q"], <strings>), 0, 1)',
        'formatlist("%s/32", <strings>)',
        'formatlist("%s-%s", <strings>, <string>)',
        "flatten(chunklist(<strings>, 2))",
        '[for p in setproduct(<strings>, ["x", "y"]) : join("-", p)]',
        'flatten([for o in <objects> : [for c in o.cidrs : "${c}:${o.port}"]])',
        "flatten([for k, o in <object_map> : [for c in concat(o.cidrs, <strings>) : c if o.on]])",
        "(<string>)[*]",
        "[for n in <numbers> : tostring(n)]",
        "try(tolist(<strings>), <strings>)",
        "[for l in [<strings>, <strings>] : try(l[0], <string>)]",
        "tolist([<string>, <number>])",
        'matchkeys([<string>, "b"], ["k", "l"], [<string>, "l"])',
    ],
    "string_set": [
        "toset(<strings>)",
        "toset([for o in <objects> : o.cidr])",
        "toset(keys(<object_map>))",
        "setunion(<string_set>, <string_set>)",
        "setsubtract(<string_set>, <string_set>)",
        "setintersection(<string_set>, <string_set>)",
        "(<bool> ? <string_set> : <string_set>)",
    ],
    "numbers": [
        "[<number>, <number>]",
        "<objects>[*].port",
        "[for o in <objects> : o.port if o.on]",
        "range(1, 4)",
        "values(<number_map>)",
        "tolist(toset(<numbers>))",
        "concat(<numbers>, <numbers>)",
        "(<bool> ? <numbers> : [])",
    ],
    "string_map": [
        "{ a = <string>, b = <string> }",
        "{ (<string>) = <string> }",
        '{ "k-${<index>}" = <string>, "b" : <string> }',
        "merge(<string_map>, <string_map>)",
        "{ for s in <string_set> : s => upper(s) }",
        'zipmap(["a", "b"], ["x", <string>])',
        "tomap({ a = <string> })",
        "{ for k, o in <object_map> : k => o.cidr if o.on }",
        '{ for k, v in <string_map> : "p-${k}" => v if v != "x" }',
        '{ for k, l in { for o in <objects> : "p${o.port}" => o.cidr... } : k => join(",", l) }',
        "(<bool> ? <string_map> : {})",
    ],
    "number_map": [
        "{ smtp = <number>, web = <number> }",
        "merge(<number_map>, { web = <number> })",
        "merge(<number_map>, { for i, o in <objects> : i => o.port })",
    ],
    "object": [
        "{ port = <number>, cidr = <string>, cidrs = <strings>, on = <bool> }",
        "{ port = <number>, cidr = <string>, cidrs = <strings>, on = <bool> }",
        "try(<objects>[<index>], <object>)",
        "merge(<object>, { port = <number> })",
        'try(<object_map>["a"], <object>)',
        "(<bool> ? <object> : <object>)",
    ],
    "objects": [
        "[<object>, <object>]",
        "[for o in <objects> : merge(o, { on = <bool> })]",
        "[for o in <objects> : o if o.on && o.port > 20]",
        "concat(<objects>, [<object>])",
        "values(<object_map>)",
        '[for c in <strings> : { port = 25, cidr = c, cidrs = [c, <string>], on = c != "x" }]',
        "flatten([<objects>, [<object>]])",
        "jsondecode(jsonencode(<objects>))",
        "[for p, l in { for o in <objects> : o.port => o.cidr... } :"
        " { port = tonumber(p), cidr = l[0], cidrs = l, on = length(l) > 1 }]",
        "(<bool> ? <objects> : [])",
    ],
    "object_map": [
        "{ a = <object>, b = <object> }",
        '{ for i, o in <objects> : "k${i}" => o }',
        "{ for k, o in <object_map> : k => o if o.on }",
        "merge(<object_map>, <object_map>)",
        "merge([for o in <objects> : { (o.cidr) = o }]...)",
        "{ for c, p in { for o in <objects> : o.cidr => o.port... } :"
        " c => { port = p[0], cidr = c, cidrs = [c], on = true } }",
    ],
}
PART = re.compile(r"<(\w+)(!?)>")
TYPES = tuple(LEAVES)


class Expressions:
    """names: what may be referred to, by type; open_names: the same for what may be unknown."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.names: dict[str, list[str]] = {type_: [] for type_ in TYPES}
        self.open_names: dict[str, list[str]] = {type_: [] for type_ in TYPES}

    def filled(self, text: str, depth: int = 3, known: bool = False) -> str:
        """The text with its parts made; each stands on its own."""
        return PART.sub(lambda part: self.make(part[1], depth, known or part[2] == "!"), text)

    def make(self, type_: str, depth: int = 3, known: bool = False) -> str:
        if type_ == "index":
            return str(self.chance.randrange(3))
        if type_ == "word":
            return self.chance.choice(["a-", "$${x}", "%%{y}", "\\n", 'q\\"', "é"])
        if depth <= 0 or self.chance.random() < 0.25:
            return self._leaf(type_, known)
        return self.filled(self.chance.choice(MADE[type_]), depth - 1, known)

    def _leaf(self, type_: str, known: bool) -> str:
        found = LEAVES[type_] + 3 * self.names[type_]
        if not known:
            found = found + UNKNOWN.get(type_, []) + 2 * self.open_names[type_]
        return self.chance.choice(found)
