"""Random modules: variables, locals, resources of every kind that holds rules, and a called module.

Blocks are templates of `random_expressions`; `#` is the number of the block.
"""

from __future__ import annotations

import random

from .random_expressions import LEAVES, TYPES, Expressions

OBJECT = (
    'object({ port = number, cidr = optional(string, "10.9.0.0/16"), cidrs = optional(list(string), []), '
    "on = optional(bool, true) })"
)
VARIABLES = {
    "name": ("string", "string"),
    "port": ("number", "number"),
    "on": ("bool", "bool"),
    "cidrs": ("strings", "list(string)"),
    "zones": ("string_set", "set(string)"),
    "tags": ("string_map", "map(string)"),
    "ports": ("number_map", "map(number)"),
    "rules": ("objects", f"list({OBJECT})"),
    "by_name": ("object_map", f"map({OBJECT})"),
}
GIVEN = {
    "string": ['"smtp"', "25", '"10.0.0.0/8"'],
    "number": ["25", '"587"', "0"],
    "bool": ["true", "false", '"true"'],
    "strings": ["[]", '["0.0.0.0/0", "10.0.0.0/8"]', "[1, 2]"],
    "string_set": ["[]", '["b", "a", "b"]'],
    "string_map": ["{}", '{ a = "x", b = 1 }'],
    "number_map": ['{ smtp = "25" }', "{ smtp = 465, web = 443 }"],
    "objects": ["[]", '[{ port = 25 }, { port = "80", cidr = null, on = false }]', *LEAVES["objects"]],
    "object_map": ["{}", '{ mail = { port = 25, cidrs = ["0.0.0.0/0"], more = 1 } }', *LEAVES["object_map"]],
}
FIXED = """
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
data "aws_vpc" "this" {
  default = true
}
data "aws_subnets" "this" {
}
"""
SINGLES = [("", ""), ("", ""), ("  count = 2\n", "[1]"), ("  count = <bool!> ? 2 : 1\n", "[0]")]
SINGLES += [('  for_each = toset(["a", "b"])\n', '["a"]')]
SINGLES += [("  for_each = merge(<object_map!>, { z = <object!> })\n", '["z"]')]
"""A meta-argument of a group, and how one of its instances is referred to."""
EACH = [
    ("", "<number>", "<string>", "<strings>"),
    ("  for_each = <object_map!>\n", "each.value.port", "each.key", "each.value.cidrs"),
    ("  for_each = <string_set!>\n", "25", "each.value", "[each.key, <string>]"),
    (
        "  for_each = { for i, o in <objects!> : o.port => o... }\n",
        "each.key",
        "each.value[0].cidr",
        "<strings>",
    ),
    ("  count = length(local.known)\n", "count.index + 25", "local.known[count.index]", "[<string>]"),
    ("  count = <bool!> ? 1 : 0\n", "25", "<string>", "<strings>"),
]
"""A meta-argument of a rule, its port, an address and addresses."""
DYNAMIC = [
    ("<objects>", "<i>.value.port", "<i>.value.cidrs"),
    ("<objects!>", "<i>.value.port", "concat([<i>.value.cidr], <i>.value.cidrs)"),
    ("<object_map>", "<i>.value.port", "concat([<i>.value.cidr, <i>.key], <i>.value.cidrs)"),
    ("<string_set>", "25", "[<i>.value, <i>.key]"),
    ("<numbers>", "<i>.value + <i>.key", "<strings>"),
    ("<bool> ? [1] : []", "<i>.value", "<strings>"),
]
"""The for_each of a dynamic block, its port and addresses."""
GROUP = """resource "aws_security_group" "g#" {
<meta>  name = <string>
  tags = <string_map>
<rules>}
"""
DEFAULT_GROUP = """resource "aws_default_security_group" "g#" {
<meta><rules>}
"""
AS_ATTRIBUTE = """  ingress = [for o in <objects> : { from_port = o.port, to_port = o.port, protocol = "tcp",
    cidr_blocks = o.cidrs, description = o.cidr, ipv6_cidr_blocks = null, prefix_list_ids = [], self = o.on,
    security_groups = null }]
"""
KNOWN = "  known = <strings!>\n"
HEREDOC = """  text = <<-EOT
    %{ if <bool> ~}
      first ${<string>}
    %{ endif ~}
    %{ for x in <strings> }
      - ${x}
    %{ endfor ~}
  EOT
"""
SEPARATE = [
    """resource "aws_security_group_rule" "r#" {
<meta>  type = <bool> ? "ingress" : "egress"
  from_port = <port>
  to_port = <number>
  protocol = "tcp"
  cidr_blocks = <cidrs>
  self = <bool> ? null : false
  security_group_id = <string>
}
""",
    """resource "aws_vpc_security_group_ingress_rule" "i#" {
<meta>  from_port = <port>
  to_port = <port>
  ip_protocol = <string>
  cidr_ipv4 = <cidr>
  security_group_id = <string>
  tags = <string_map>
}
""",
    """resource "aws_network_acl_rule" "a#" {
<meta>  network_acl_id = <string>
  rule_number = <port>
  rule_action = "allow"
  egress = <bool>
  protocol = <string>
  cidr_block = <cidr>
}
""",
    """resource "aws_ec2_managed_prefix_list_entry" "e#" {
<meta>  prefix_list_id = aws_ec2_managed_prefix_list.p#.id
  cidr = <cidr>
}
resource "aws_ec2_managed_prefix_list" "p#" {
  name = <string>
  address_family = "IPv4"
  max_entries = <number>
  dynamic "entry" {
    for_each = <strings>
    content {
      cidr = entry.value
      description = try(<cidrs>[entry.key], null)
    }
  }
}
""".replace("<cidrs>[entry.key]", "<strings>[entry.key]"),
    """resource "aws_network_acl" "n#" {
<meta>  vpc_id = aws_vpc.this.id
  dynamic "ingress" {
    for_each = { for i, c in <cidrs> : i => c }
    content {
      rule_no = ingress.key
      protocol = "tcp"
      action = "allow"
      cidr_block = ingress.value
      from_port = <port>
      to_port = 65535
    }
  }
  ingress {
    rule_no = 900
    protocol = -1
    action = <string>
    cidr_block = <cidr>
    from_port = 0
    to_port = 0
  }
}
""",
]
OUTPUTS = {"cidr": "string", "port": "number", "cidrs": "strings", "by_name": "object_map", "all": "objects"}
CALLS = [
    ("", "module.child.<o>"),
    ("  count = 2\n", "module.child[1].<o>"),
    ('  for_each = toset(["x", "y"])\n', 'module.child["x"].<o>'),
    ('  for_each = { for o in [1, 2] : "k${o}" => o }\n', "values(module.child)[0].<o>"),
    ("  count = <bool!> ? 1 : 0\n", "try(module.child[0].<o>, <else>)"),
    ("  count = 2\n", "(module.child[*].<o>)[1]"),
    ('  for_each = toset(["x"])\n', '[for k, m in module.child : m.<o> if k == "x"][0]'),
]


class RandomModule:
    """known: the variables that are known where the module is called."""

    def __init__(self, chance: random.Random, known: frozenset[str]) -> None:
        self.chance = chance
        self.expressions = Expressions(chance)
        self.blocks = [FIXED]
        for name, (type_, constraint) in VARIABLES.items():
            self._declare(type_, f"var.{name}", name in known)
            default = chance.choice(GIVEN[type_])
            nullable = chance.choice(["", "", "  nullable = false\n"])
            self.blocks.append(
                f'variable "{name}" {{\n  type    = {constraint}\n  default = {default}\n{nullable}}}\n'
            )

    def _declare(self, type_: str, name: str, known: bool) -> None:
        table = self.expressions.names if known else self.expressions.open_names
        table[type_].append(name)

    def add_locals(self, count: int) -> None:
        lines = [self.expressions.filled(line) for line in (KNOWN, HEREDOC)]
        for number in range(count):
            type_, known = self.chance.choice(TYPES), self.chance.random() < 0.5
            lines.append(f"  l{number} = {self.expressions.make(type_, 3, known)}\n")
            self._declare(type_, f"local.l{number}", known)
        self._declare("string", "local.text", False)
        self.chance.shuffle(lines)
        self.blocks.append("locals {\n" + "".join(lines) + "}\n")

    def add_group(self, number: int) -> None:
        meta, index = self.chance.choice(SINGLES)
        template = self.chance.choice([GROUP, GROUP, DEFAULT_GROUP])
        rules = [self._rules() for _ in range(self.chance.randrange(4))]
        if self.chance.random() < 0.15:
            rules = [AS_ATTRIBUTE]
        text = template.replace("<meta>", meta).replace("<rules>", "".join(rules)).replace("#", str(number))
        self.blocks.append(self.expressions.filled(text))
        type_ = template.split('"')[1]
        self._declare("string", f"{type_}.g{number}{index}.id", False)

    def _rules(self) -> str:
        block = self.chance.choice(["ingress", "egress", "ingress"])
        if self.chance.random() < 0.4:
            return f"  {block} {{\n{self._content('<number>', '<strings>')}  }}\n"
        items, port, cidrs = self.chance.choice(DYNAMIC)
        iterator, line = block, ""
        if self.chance.random() < 0.4:
            iterator, line = "it", "    iterator = it\n"
        content = self._content(port.replace("<i>", iterator), cidrs.replace("<i>", iterator))
        head = f'  dynamic "{block}" {{\n    for_each = {items}\n'
        return f"{head}{line}    content {{\n{content}    }}\n  }}\n"

    def _content(self, port: str, cidrs: str) -> str:
        lines = [f"from_port = {port}", "to_port = <number>", f"cidr_blocks = {cidrs}"]
        lines.append("protocol = " + self.chance.choice(['"tcp"', '"-1"', "6", "<string>"]))
        more = [
            "description = <string>",
            "self = <bool> ? null : true",
            "security_groups = [<string>, <string>]",
        ]
        more.append("ipv6_cidr_blocks = <bool> ? <strings> : null")
        lines += [line for line in more if self.chance.random() < 0.2]
        self.chance.shuffle(lines)
        return "".join(f"      {line}\n" for line in lines)

    def add_separate(self, number: int) -> None:
        meta, port, cidr, cidrs = self.chance.choice(EACH)
        text = self.chance.choice(SEPARATE).replace("<meta>", meta).replace("#", str(number))
        text = text.replace("<port>", port).replace("<cidrs>", cidrs).replace("<cidr>", cidr)
        self.blocks.append(self.expressions.filled(text))

    def add_outputs(self) -> None:
        for name, type_ in OUTPUTS.items():
            value = self.expressions.make(type_, 2)
            self.blocks.append(f'output "{name}" {{\n  value = {value}\n}}\n')

    def add_call(self, known: frozenset[str]) -> None:
        meta, reference = self.chance.choice(CALLS)
        lines = []
        for name, (type_, _) in VARIABLES.items():
            if self.chance.random() < 0.5:
                value = self.expressions.make(type_, 2, name in known)
                lines.append(f"  {name} = {value}\n")
            elif self.chance.random() < 0.02:
                lines.append(f"  {name} = null\n")
        text = f'module "child" {{\n  source = "./child"\n{meta}{"".join(lines)}}}\n'
        self.blocks.append(self.expressions.filled(text))
        for name, type_ in OUTPUTS.items():
            other = self.expressions.make(type_, 0, True)
            self._declare(type_, reference.replace("<o>", name).replace("<else>", other), False)

    def text(self) -> str:
        return "".join(self.blocks)


def configuration(seed: int) -> dict[str, str]:
    """The files of a module: main.tf, and one that it calls."""
    chance = random.Random(seed)
    known = frozenset(name for name in VARIABLES if chance.random() < 0.5)
    child = RandomModule(chance, known)
    child.add_locals(3)
    child.add_group(0)
    child.add_separate(0)
    child.add_outputs()
    main = RandomModule(chance, frozenset(VARIABLES))
    main.add_locals(4)
    main.add_call(known)
    for number in range(chance.randrange(1, 4)):
        main.add_group(number)
    for number in range(chance.randrange(1, 4)):
        main.add_separate(number)
    return {"main.tf": main.text(), "child/main.tf": child.text()}
