"""Makes an estate of Terraform of which is known what is exposed, and where."""

from __future__ import annotations

from pathlib import Path

NAMES = "abcdefghij"
RULE = """
resource "aws_security_group_rule" "r{number}" {{
  type              = "ingress"
  security_group_id = aws_security_group.all.id
  protocol          = "tcp"
  from_port         = {port}
  to_port           = {port}
  cidr_blocks       = var.{variable}
}}
"""
GROUP = """variable "relays" {
  type    = list(string)
  default = ["10.0.0.0/8"]
}

variable "senders" {
  type = list(string)
}

resource "aws_security_group" "all" {
  name = "all"
}
"""
CALL = """module "{name}" {{
  source  = "./{name}"
  count   = {instances}
  senders = {senders}
}}
"""
PASSED_ON = """variable "senders" {{
  type = list(string)
}}

module "{name}" {{
  source  = "./{name}"
  senders = var.senders
}}
"""


class Estate:
    """roots, each of which calls `modules` modules `instances` times, each with `rules` rules; `depth` - 1
    modules lie between a root and the rules. In each root one module is given 0.0.0.0/0 for its rule of
    port 25.
    """

    def __init__(
        self, roots: int = 10, modules: int = 5, rules: int = 5, instances: int = 1, depth: int = 1
    ) -> None:
        self.roots = roots
        self.modules = modules
        self.rules = rules
        self.instances = instances
        self.depth = depth

    def write(self, directory: Path) -> dict[tuple[str, int], int]:
        """How often a finding is to be expected, by the file and line of the rule."""
        expected: dict[tuple[str, int], int] = {}
        for root in range(self.roots):
            top = directory / f"root-{root}"
            top.mkdir(parents=True)
            calls = ""
            for module in range(self.modules):
                senders = '["0.0.0.0/0"]' if module == 0 else f'["10.{root % 250}.{module % 250}.0/24"]'
                calls += CALL.format(name=f"m{module}", instances=self.instances, senders=senders)
                place = self._chain(top / f"m{module}", root, module)
                if module == 0:
                    expected[str(place.relative_to(directory)), self._line] = self.instances
            (top / "main.tf").write_text(calls)
        return expected

    @property
    def _line(self) -> int:
        """Where the source of the first rule stands in its file."""
        return (GROUP + RULE.format(number=0, port=25, variable="senders")).count("\n") - 1

    def _chain(self, directory: Path, root: int, module: int) -> Path:
        for level in range(1, self.depth):
            directory.mkdir()
            (directory / "main.tf").write_text(PASSED_ON.format(name=f"d{level}"))
            directory /= f"d{level}"
        directory.mkdir()
        text = f"{GROUP}"
        for number in range(self.rules):
            port, variable = (25, "senders") if number == 0 else (1000 + number, "relays")
            text += RULE.format(number=number, port=port, variable=variable)
        path = directory / "main.tf"
        path.write_text(text + f"\n# of module {module} in root {root}\n")
        return path
