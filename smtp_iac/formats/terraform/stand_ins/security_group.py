"""The stand-in for terraform-aws-modules/security-group/aws and its modules/*."""

from __future__ import annotations

from ....patterns import pattern
from ....value import Absent, Known, Missing, Origin
from ..evaluation.module import Module
from ..evaluation.scope import Scope
from ..modules.module_source import normalised, registry_parts, split
from ..modules.module_version import satisfies
from .releases import DATA, NAMES, Releases, row_of, strings, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Source, Span
    from ....value import Element, Outcome
    from ..declarations.configuration import Configuration, Configurations
    from ..evaluation.expansion import Instance
    from ..evaluation.named import Call

REGISTRY = "terraform-aws-modules/security-group/aws"
# Compiled when one is needed: most modules come from the registry.
_GIT = (
    r"(?i)(?:git::)?(?:(?:https|ssh|git)://)?(?:git@)?(?:www\.)?github\.com[:/]"
    r"terraform-aws-modules/terraform-aws-security-group(?:\.git)?/?"
)
_REF = r"[?&]ref=(?:refs/tags/|tags/)?([^&]*)"
BRANCHES = ("", "HEAD", "main", "master")
META = frozenset(("source", "version", "providers", "count", "for_each", "depends_on"))
HARMLESS = frozenset(
    ("auto_groups", "create_timeout", "delete_timeout", "description", "revoke_rules_on_delete", "tags")
)
"""Arguments of the module that let nobody in, besides those about egress."""


class StandIn:
    """A called module that the table answers for. submodule: empty for the root module."""

    __slots__ = ("configuration", "flags", "note", "own", "releases", "submodule")

    def __init__(self, releases: Releases, submodule: str, configurations: Configurations) -> None:
        self.releases = releases
        self.submodule = submodule
        self.flags = releases.flags()
        self.own = {"rules": releases.rules()} if not submodule else self._automatic()
        self.configuration = configuration(submodule, configurations)
        name = f"{REGISTRY}//modules/{submodule}" if submodule else REGISTRY
        self.note = f"judged by the table of {name} {releases} that is shipped with smtp-iac"

    def _automatic(self) -> dict[str, Outcome]:
        """The rules that a submodule adds by itself."""
        rows = table("submodules", self.releases.tree)[self.submodule]
        origin = Origin(f"what modules/{self.submodule} adds", None)

        def added(field: int, index: int) -> list[str]:
            row = row_of(rows, index)
            return row.fields[field].split() if row is not None else []

        def with_self(index: int) -> Known:
            rules = [
                Known({"rule": Known(name, origin)}, origin, ("map", "string")) for name in added(1, index)
            ]
            return Known(tuple(rules), origin, ("list", ("map", "string")))

        return {
            "auto_ingress_rules": self.releases.value(lambda index: strings(added(0, index), origin)),
            "auto_ingress_with_self": self.releases.value(with_self),
        }

    def module(self, call: Call, instance: Instance) -> Module:
        return StandInModule(self, call, instance)

    def root(self, configurations: Configurations) -> StandIn:
        return StandIn(self.releases, "", configurations)


class StandInModule(Module):
    """An instance of a stand-in: `release` tells what the releases differ in, and what a call does not pass
    comes from the table."""

    __slots__ = ("stand_in",)

    def __init__(self, stand_in: StandIn, call: Call, instance: Instance) -> None:
        parent = call.module
        address = call.name() + instance.key
        super().__init__(
            parent.world,
            stand_in.configuration,
            address,
            parent=parent,
            call=call.declared,
            instance=instance,
        )
        self.stand_in = stand_in

    def scope(self, source: Source, names: dict[str, Element] | None = None) -> Scope:
        return Scope(self, source, {"release": self.stand_in.flags, **(names or {})})

    def lookup(self, key: tuple[str, ...], span: Span) -> Outcome:
        if key[0] == "var" and key[1] in self.stand_in.own:
            assert self.call is not None
            if self.call.block.body().attribute(key[1]) is None:
                return self.stand_in.own[key[1]]
        return super().lookup(key, span)


def configuration(submodule: str, configurations: Configurations) -> Configuration:
    """What the stand-in declares."""
    return configurations.shipped(DATA, ("variables.hcl", "submodule.hcl" if submodule else "root.hcl"))


def asked_for(call: Call, source: str) -> StandIn | None:
    """What a call asks for, if its source is this module; sets the call's reason where no release has it."""
    configurations = call.module.world.configurations
    if isinstance(call.module, StandInModule):
        return call.module.stand_in.root(configurations)
    found = parts(source)
    if found is None:
        return None
    submodule, constraint = found
    version = call.version
    if constraint is None:
        text = version.data if isinstance(version, Known) else None
        constraint = text if isinstance(text, str) else ""
    rows = table("submodules", call.module.tree).get(submodule, [])
    known = [name for index, name in enumerate(NAMES) if not submodule or row_of(rows, index) is not None]
    if constraint == "" and isinstance(version, (Known, Absent)):
        admitted = known[-1:]
    else:
        admitted = [name for name in known if not constraint or satisfies(name, constraint)]
    if not admitted:
        table_of = f"the table that is shipped with smtp-iac has releases {NAMES[0]} to {NAMES[-1]}"
        what = " ".join([f"modules/{submodule}"] * bool(submodule) + [f'"{constraint}"'] * bool(constraint))
        call.reason += f"; {table_of}, and no {what}"
        return None
    say_what_is_not_known(call)
    why = Missing(
        f"the release of {call.name()}", f"may be any of {len(admitted)}", "nobody can know", place(call)
    )
    releases = Releases(admitted, call.module.id(f"{call.address}.release"), why, call.module.tree)
    return StandIn(releases, submodule, configurations)


def parts(source: str) -> tuple[str, str | None] | None:
    """The submodule ("" for the root) and the release that the source names; None for any other module."""
    registry = registry_parts(source)
    if registry is not None:
        host, name, inside = registry
        constraint: str | None = None
        if host or name != REGISTRY:
            return None
    else:
        package, inside, query = split(normalised(source))
        if pattern(_GIT).fullmatch(package) is None:
            return None
        ref = pattern(_REF).search(query)
        written = ref.group(1) if ref is not None else ""
        constraint = "" if written in BRANCHES else written
    if not inside:
        return "", constraint
    folder, _, name = inside.partition("/")
    return (name, constraint) if folder == "modules" and name and "/" not in name else None


def place(call: Call) -> Span:
    return call.declared.attribute_span("version" if not isinstance(call.version, Absent) else "source")


def say_what_is_not_known(call: Call) -> None:
    """Arguments of a newer release, or misspelt ones, which terraform refuses."""
    known = set(configuration("", call.module.world.configurations).variables)
    known |= {f"auto_{name}" for name in known}
    body = call.declared.block.body()
    for name in sorted(set(body.names()) - META - HARMLESS - known):
        if "egress" not in name and "computed_ingress" not in name:
            why = "which the table shipped with smtp-iac does not know: it is not judged"
            what = f"{call.name()} passes {name}, {why}"
            call.module.diagnose(call.declared.attribute_span(name), what)
