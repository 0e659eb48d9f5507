"""A plan or a state as `terraform show -json` prints it: walked once, and left with what is judged.

Keys: terraform's packages jsonplan, jsonstate, jsonconfig, and jsonformat (plans of HCP Terraform).
"""

from __future__ import annotations

from sys import intern

from ....patterns import pattern
from .json_text import JsonText, PlanFault, readable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    from .json_text import Range

    Kind = Literal["plan", "redacted plan", "state"]
    Step = Callable[[int], int]
    """From where a value begins to where it ends."""

MAJOR_VERSIONS = ("0", "1")
"""Of format_version; newer minor versions only add keys (terraform's documentation of its JSON output)."""

SECTIONS = ("resource_changes", "planned_values", "configuration")
EMPTY_STATE = frozenset(("format_version", "terraform_version"))
SHOW = "run `terraform show -json FILE > plan.json` on the saved plan"
DATA = frozenset(("aws_ec2_managed_prefix_list", "aws_prefix_list"))
"""The data sources that say what no resource does: which addresses a prefix list holds, and whose it is."""


AFTER_PLANNED = (b"resource_changes", b"resource_drift", b"prior_state")
AFTER_DRIFT = (b"resource_changes",)
AFTER_STATE = (b"configuration",)
"""What follows the sections that are jumped over, as terraform writes a plan, or jq sorts it."""
LOOKED_AT = {name: b'"%b":' % name.encode() for name in ("errored", "complete", "deferred_changes")}
DATA_WORDS = tuple([f'"{type_}"'.encode() for type_ in sorted(DATA)])
STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
BEGINNING = pattern(
    rb'\{"address":' + STRING + rb',(?:"(?:module_|previous_)address":' + STRING + rb",)*"
    rb'"mode":"managed","type":"(\w+)","name":"'
)
"""How terraform begins an entry of a managed resource."""


class Entry:
    """What describes a resource: an element of resource_changes, a resource of a module. value: its JSON,
    whatever that is; place: its bytes."""

    __slots__ = ("place", "value")

    def __init__(self, value: Any, place: Range) -> None:
        self.value = value
        self.place = place


class Document:
    """kind: None for JSON that is none of the kinds. keys: where the keys of the top level stand; simple: the
    values there that are neither objects nor lists.

    changes: the entries of resource_changes that are wanted, or that do not tell; resources: those of a
    state; others: where the managed ones stand that are not wanted, with their types, which are empty where
    the layout does not show them. data: data sources as they were read before the plan was made.
    """

    __slots__ = (
        "_has_changes",
        "_jumped",
        "_jumping",
        "_kept",
        "_places",
        "_plans_resources",
        "_text",
        "_types",
        "_wrong",
        "changes",
        "data",
        "keys",
        "kind",
        "others",
        "resources",
        "simple",
    )

    def __init__(self, data: bytes, types: frozenset[str]) -> None:
        """types: the resource types that are wanted. Raises PlanFault."""
        self._text = JsonText(data)
        self._types = types
        try:
            self._read(jumping=True)
        except PlanFault:
            self._read(jumping=False)
        self._text.release()

    def _read(self, *, jumping: bool) -> None:
        """Raises PlanFault. jumping: over sections that are not judged, where terraform's own layout shows
        their end; if that leads nowhere, everything is walked."""
        self._jumping = jumping
        self._jumped: list[Range] = []
        self._places: dict[str, Range] = {}
        self._has_changes = self._plans_resources = False
        self._wrong = ""
        self.changes: list[Entry] = []
        self.resources: list[Entry] = []
        self._kept = self.changes
        self.others: list[tuple[int, int, str]] = []
        self.data: list[Entry] = []
        self.keys: dict[str, Range] = {}
        self.simple: dict[str, Any] = {}
        try:
            self._text.whole(self._section)
        except RecursionError:
            raise PlanFault("nested too deeply") from None
        unseen = [word for name, word in LOOKED_AT.items() if name not in self.keys]
        if any(self._text.holds(unseen, *place) for place in self._jumped):
            raise PlanFault("what is looked at was jumped over")
        self.kind = self._kind()
        self._check()

    def section(self, name: str) -> Any:
        """What stands there at the top level; None where nothing does. Raises PlanFault."""
        place = self._places.get(name)
        return None if place is None else self._text.exact(*place)

    def entry(self, place: Range) -> Entry:
        """One of those that were passed over. Raises PlanFault, and ValueError where it is no JSON."""
        return Entry(self._text.exact(*place), place)

    @property
    def incomplete(self) -> tuple[str, str] | None:
        """The key that says so and why, where the plan is not all that terraform would do."""
        if self.simple.get("errored") not in (None, False):
            return "errored", "is not planned: terraform stopped with an error"
        if self.section("deferred_changes"):
            return "deferred_changes", "is deferred to a later plan"
        if self.simple.get("complete") not in (None, True):
            return "complete", "is not planned: the plan was made for some targets only, or defers changes"
        return None

    def _kind(self) -> Kind | None:
        if "format_version" not in self.keys:
            return "redacted plan" if "plan_format_version" in self.keys else None
        if any(section in self.keys for section in SECTIONS):
            return "plan"
        return "state" if "values" in self.keys or self.keys.keys() <= EMPTY_STATE else None

    def _check(self) -> None:
        """Raises PlanFault where the entries cannot be all that will be there."""
        if self.kind is None:
            return
        version = self.simple.get("format_version", self.simple.get("plan_format_version"))
        if not isinstance(version, str) or version.partition(".")[0] not in MAJOR_VERSIONS:
            shown = readable(str(version))[:40]
            raise PlanFault(f"format_version {shown} is not known; versions 0 and 1 are read")
        if self._wrong:
            raise PlanFault(self._wrong)
        if self.kind == "plan" and not self._has_changes:
            if "planned_values" not in self.keys:
                raise PlanFault(f"a configuration without a plan; {SHOW}")
            if self._plans_resources:
                raise PlanFault(f"it has planned_values but no resource_changes; {SHOW}")

    def _section(self, name: str, at: int, value: int) -> int:
        """Walk a section of the top level, and give where it ends."""
        self.keys[name] = (at, at + len(name) + 2)
        if name == "resource_changes":
            self._has_changes = self._text.begins(value, b"[")
            self._kept = self.changes
            end = self._array(value, self._keep, name)
        elif name == "values":
            self._kept = self.resources
            end = self._object(value, {"root_module": lambda at: self._module(at, self._keep)}, name)
        elif name == "planned_values":
            modules = {"root_module": lambda at: self._module(at, self._planned)}
            end = self._jump(value, AFTER_PLANNED) or self._object(value, modules)
        elif name == "prior_state":
            inside = {"root_module": lambda at: self._module(at, self._read_before)}
            state = {"values": lambda at: self._object(at, inside)}
            end = self._jump(value, AFTER_STATE, DATA_WORDS) or self._object(value, state)
        elif name == "resource_drift":
            end = self._jump(value, AFTER_DRIFT) or self._array(value, self._skip)
        elif name == "provider_schemas":
            end = self._through(value, 3)
        else:
            found, end = self._text.rough(value)
            if not isinstance(found, dict | list):
                self.simple[name] = found
        self._places[name] = (value, end)
        return end

    def _jump(self, at: int, following: tuple[bytes, ...], without: tuple[bytes, ...] = ()) -> int | None:
        if not self._jumping or not (self._text.begins(at, b"{") or self._text.begins(at, b"[")):
            return None
        end = self._text.jump(at, following)
        if end is None or self._text.holds(without, at, end):
            return None
        self._jumped.append((at, end))
        return end

    def _through(self, at: int, levels: int) -> int:
        """Walk an object that is large, so that not all of it is decoded at once."""
        if not levels or not self._text.begins(at, b"{"):
            return self._skip(at)
        return self._text.members(at, lambda _, __, value: self._through(value, levels - 1))

    def _module(self, at: int, resource: Step) -> int:
        """A module of `values` and its children: `resource` walks each of their resources."""
        what = "a module in values" if resource == self._keep else ""
        return self._object(
            at,
            {
                "resources": lambda at: self._array(at, resource, what and "resources of values"),
                "child_modules": lambda at: self._array(
                    at, lambda at: self._module(at, resource), what and "child_modules of values"
                ),
            },
            what,
        )

    def _keep(self, at: int) -> int:
        """Add the entry at `at` if it is wanted, or does not tell; of any other, where it stands."""
        begun = self._text.match(BEGINNING, at)
        type_ = intern(begun[1].decode()) if begun is not None else ""
        if type_ in self._types:
            value, end = self._text.exact_from(at)
            self._kept.append(Entry(value, (at, end)))
            return end
        value, end = self._text.rough(at)
        if may_be(value, self._types):
            self._kept.append(Entry(self._text.exact(at, end), (at, end)))
        else:
            self.others.append((at, end, type_))
        return end

    def _planned(self, at: int) -> int:
        self._plans_resources = True
        return self._text.rough(at)[1]

    def _read_before(self, at: int) -> int:
        value, end = self._text.rough(at)
        if isinstance(value, dict) and value.get("mode") == "data" and value.get("type") in DATA:
            self.data.append(Entry(self._text.exact(at, end), (at, end)))
        return end

    def _object(self, at: int, steps: dict[str, Step], what: str = "") -> int:
        """Walk an object: each member with its step, those without one are skipped."""
        if not self._text.begins(at, b"{"):
            return self._other(at, f"{what} is not an object" if what else "")
        return self._text.members(at, lambda name, _, value: steps.get(name, self._skip)(value))

    def _array(self, at: int, step: Step, what: str = "") -> int:
        if not self._text.begins(at, b"["):
            return self._other(at, f"{what} is not a list" if what else "")
        return self._text.elements(at, step)

    def _other(self, at: int, wrong: str) -> int:
        """Null, which is as good as nothing, or what should not stand there."""
        value, end = self._text.rough(at)
        if value is not None:
            self._wrong = self._wrong or wrong
        return end

    def _skip(self, at: int) -> int:
        return self._text.rough(at)[1]


def may_be(value: Any, types: frozenset[str]) -> bool:
    """Whether it describes a managed resource of these types; true for what does not say."""
    if not isinstance(value, dict):
        return True
    mode, type_ = value.get("mode"), value.get("type")
    if not isinstance(mode, str) or not isinstance(type_, str):
        return True
    return mode == "managed" and type_ in types
