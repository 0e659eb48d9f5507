"""What `smtp-iac policies` and `smtp-iac explain` print."""

from __future__ import annotations

from .policy import Policy
from .printing import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 96
LANGUAGES = {"terraform": "Terraform", "cloudformation": "CloudFormation"}


def as_table(policies: list[Policy]) -> str:
    """One line for each policy; the words in columns."""
    rows = [(policy.id, policy.severity, gates(policy), policy.name) for policy in policies]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "".join(
        [
            "  ".join([f"{text:<{width}}" for text, width in zip(row, (*widths, 0), strict=True)]).rstrip()
            + "\n"
            for row in [tuple(map(visible, row)) for row in rows]
        ]
    )


def as_json(policies: list[Policy]) -> str:
    import json

    return json.dumps([document(policy) for policy in policies], indent=2) + "\n"


def document(policy: Policy) -> dict[str, object]:
    return {
        "id": policy.id,
        "name": policy.name,
        "severity": policy.severity,
        "gate": policy.gate,
        "asks": policy.asks,
        "ports": list(policy.ports),
        "rationale": policy.rationale,
        "remediation": policy.remediation,
        "references": list(policy.references),
    }


def gates(policy: Policy) -> str:
    return "gates" if policy.gate else "advises"


def pages(policies: list[Policy]) -> str:
    """What each policy is about, why it matters, an example, what to write instead, references."""
    return "\n\n".join(["\n".join(page(policy)) for policy in policies]) + "\n"


def page(policy: Policy) -> Iterator[str]:
    yield visible(f"{policy.id}: {policy.name}")
    yield visible(f"{policy.severity}, {gates(policy)}, asks {policy.asks}")
    yield from section("Why", policy.rationale)
    for example in policy.examples:
        language = LANGUAGES[example.language]
        yield from code(f"Found in {language}", example.finds)
        yield from code(f"Instead in {language}", example.instead)
    yield from section("What to do", policy.remediation)
    yield ""
    yield "References"
    for reference in policy.references:
        yield from wrapped(reference, "  - ", "    ")


def section(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    for paragraph in text.split("\n\n"):
        yield from wrapped(paragraph, "  ", "  ")


def code(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"    {visible(line)}".rstrip() for line in text.split("\n"))


def wrapped(text: str, first: str, following: str) -> Iterator[str]:
    line = first
    for word in visible(" ".join(text.split())).split(" "):
        if line.strip() not in ("", "-") and len(line) + len(word) >= WIDTH:
            yield line.rstrip()
            line = following
        line += word + " "
    yield line.rstrip()
