"""Writes docs/policies.md, below its marker, and smtp_iac/policy_table.py from the files in policies/.

Run it after a change of a policy: `python -m tests.policy_pages`.
"""

from __future__ import annotations

from pathlib import Path

from smtp_iac.plugins import load as plugins
from smtp_iac.policy import Policy
from smtp_iac.policy_file import default_directory, load

CHECKOUT = Path(__file__).parent.parent
PAGE = CHECKOUT / "docs" / "policies.md"
TABLE = CHECKOUT / "smtp_iac" / "policy_table.py"
MARKER = "<!-- What follows is written by `python -m tests.policy_pages` from policies/*.yaml. -->\n"
FENCES = {"terraform": "hcl", "cloudformation": "yaml"}


def ours() -> list[Policy]:
    """As the files have them; the ports of a policy that names none are ()."""
    questions = {getattr(one, "NAME"): getattr(one, "PARAMETERS") for one in plugins("smtp_iac.questions")}  # noqa: B009
    return load(default_directory(), questions, ports=())


def table() -> str:
    """The policies as Python, because reading YAML takes longer than a run over a small module may."""
    rows = []
    for policy in ours():
        assert not policy.where, "the table has no JSONPath"
        rows.append("    {\n")
        rows += [f"        {name!r}: {getattr(policy, name)!r},\n" for name in ROW]
        rows.append("    },\n")
    return HEAD + "".join(rows) + ")\n"


ROW = (
    "id",
    "title",
    "severity",
    "gate",
    "asks",
    "parameters",
    "rationale",
    "remediation",
    "references",
    "types",
)
HEAD = '''"""Our own policies as data, made by `python -m tests.policy_pages`: do not edit."""

# ruff: noqa
# fmt: off

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TABLE: tuple[dict[str, Any], ...] = (
'''


def page() -> str:
    """docs/policies.md, what stands above the marker as it is."""
    written, marker, _ = PAGE.read_text("utf-8").partition(MARKER)
    assert marker, f"{PAGE} has no marker"
    policies = ours()
    lines = ["", "## The policies", "", "| id | severity | | what a finding says |", "|---|---|---|---|"]
    for policy in policies:
        gates = "gates" if policy.gate else "advises"
        lines.append(
            f"| [{policy.id}](#{policy.id.lower()}) | {policy.severity} | {gates} | {said(policy)} |"
        )
    for policy in policies:
        lines += ["", f"### {policy.id}", "", f"**{sentence(said(policy))}**", ""]
        lines += [*paragraphs(policy.rationale), *paragraphs(policy.remediation)]
        for example in policy.examples:
            fence = FENCES[example.language]
            lines += ["Found:", "", f"```{fence}", example.finds, "```", ""]
            lines += ["Instead:", "", f"```{fence}", example.instead, "```", ""]
        lines += ["References:", "", *(f"- {reference}" for reference in policy.references)]
    return written + MARKER + "\n".join(lines) + "\n"


def said(policy: Policy) -> str:
    return policy.named((25,), "or")


def sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def paragraphs(text: str) -> list[str]:
    """Each paragraph on a line of its own, with an empty one behind."""
    return [line for paragraph in text.split("\n") for line in (paragraph, "")]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    TABLE.write_text(table(), "utf-8")
