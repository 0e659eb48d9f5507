"""The text of a plan -> its JSON, checked as far as every part of it relies on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAJOR_VERSIONS = ("0", "1")
"""Of format_version; newer minor versions only add keys (terraform's documentation of its JSON output)."""

MOST_DIGITS = 30
"""Of a number with a fraction or exponent: int() of more could take forever."""

SECTIONS = ("resource_changes", "planned_values", "configuration")
SHOW = "run `terraform show -json FILE > plan.json` on the saved plan"


class PlanFault(Exception):  # noqa: N818
    """Why a plan cannot be read: an index into its text, or None, and a short phrase."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason, index)
        self.reason = reason
        self.index = index


def parse(text: str) -> Any:
    """The JSON of a text. Raises PlanFault."""
    import json

    try:
        return json.loads(text, object_pairs_hook=once, parse_float=number, parse_constant=no_number)
    except json.JSONDecodeError as error:
        what = error.msg[0].lower() + error.msg[1:]
        cut = error.pos >= len(text.rstrip()) or what.startswith("unterminated string")
        raise PlanFault(f"not JSON{', perhaps cut off' if cut else ''}: {what}", error.pos) from None
    except RecursionError:
        raise PlanFault("nested too deeply") from None
    except ValueError:  # of int
        raise PlanFault("a number of too many digits") from None


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise PlanFault(
            f"not a plan as terraform writes it: the key {readable(twice)!r} stands twice in one object"
        )
    return found


def number(text: str) -> Any:
    """A number with a fraction or exponent: int where it is whole; what is absurd is infinite."""
    from decimal import Decimal, InvalidOperation

    infinite = Decimal("Infinity")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return infinite
    if value.is_zero():
        return 0
    if abs(value.adjusted()) > MOST_DIGITS:
        return infinite
    return int(value) if value == int(value) else value


def no_number(text: str) -> Any:
    raise PlanFault(f"not JSON: {text} is no number")


def readable(text: str) -> str:
    """The text without halves of surrogate pairs, which cannot be printed."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def is_plan(document: object) -> bool:
    """Whether this is a plan at all, of whatever version."""
    return (
        isinstance(document, dict)
        and "format_version" in document
        and any(section in document for section in SECTIONS)
    )


def changes_of(document: dict[str, Any]) -> list[Any]:
    """The entries of resource_changes. Raises PlanFault, also where they cannot be all that will be there."""
    version = document["format_version"]
    if not isinstance(version, str) or version.partition(".")[0] not in MAJOR_VERSIONS:
        shown = readable(str(version))[:40]
        raise PlanFault(f"format_version {shown} is not known; versions 0 and 1 are read")
    changes = document.get("resource_changes")
    if changes is None:
        if "planned_values" not in document:
            raise PlanFault(f"a configuration without a plan; {SHOW}")
        if plans_resources(document["planned_values"]):
            raise PlanFault(f"it has planned_values but no resource_changes; {SHOW}")
        return []
    if not isinstance(changes, list):
        raise PlanFault("resource_changes is not a list")
    return changes


def plans_resources(planned_values: object) -> bool:
    modules = [planned_values.get("root_module")] if isinstance(planned_values, dict) else []
    while modules:
        module = modules.pop()
        if isinstance(module, dict):
            if module.get("resources"):
                return True
            children = module.get("child_modules")
            modules += children if isinstance(children, list) else []
    return False


def incomplete(document: dict[str, Any]) -> tuple[str, str] | None:
    """The key that says so and why, where the plan is not all that terraform would do."""
    if document.get("errored") not in (None, False):
        return "errored", "is not planned: terraform stopped with an error"
    if document.get("deferred_changes"):
        return "deferred_changes", "is deferred to a later plan"
    if document.get("complete") not in (None, True):
        return "complete", "is not planned: the plan was made for some targets only, or defers changes"
    return None
