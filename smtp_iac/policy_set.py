"""Which policies a run asks: our own, a team's, and what the command line changes of them."""

from __future__ import annotations

from .policy import PORTS, NoSuchPolicy, Policy, PolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from .policy_file import Questions

ALL = "all"


class PolicyOptions:
    """What a run asks, as it was given: directory: of a team's own policies, beside ours. ports: those that
    policies ask about which name none. gate: the ids of the policies that gate, in place of those that say so
    themselves, or `all`. only: the ids of the policies that are asked; empty for all of them. with_examples:
    ours are read from their files, which takes longer than a run over a small module may."""

    __slots__ = ("directory", "gate", "only", "ports", "with_examples")

    def __init__(
        self,
        directory: str = "",
        *,
        ports: Sequence[int] = (),
        gate: Sequence[str] = (),
        only: Sequence[str] = (),
        with_examples: bool = False,
    ) -> None:
        self.directory = directory
        self.ports = tuple(dict.fromkeys(ports)) or PORTS
        self.gate = tuple(gate)
        self.only = tuple(only)
        self.with_examples = with_examples


DEFAULT = PolicyOptions()


def our_own(ports: tuple[int, ...] = PORTS) -> list[Policy]:
    from .policy_table import TABLE

    policies = []
    for row in TABLE:
        policy = Policy(**row)
        if policy.parameters.get("ports") == ():
            policy.parameters = {**policy.parameters, "ports": ports}
        policies.append(policy)
    return policies


def policies_of(
    options: PolicyOptions, questions: Callable[[], Questions], types: Callable[[], Collection[str]]
) -> list[Policy]:
    """The policies to ask, by id. Raises PolicyError and NoSuchPolicy.

    questions, types: what a policy's file may name; asked for only if there is a file to read.
    """
    if options.with_examples:
        from .policy_file import default_directory, load

        policies = load(default_directory(), questions(), types(), options.ports)
    else:
        policies = our_own(options.ports)
    if options.directory:
        policies += theirs(options, {policy.id for policy in policies}, questions(), types())
    ids = sorted([policy.id for policy in policies])
    for one in (*options.only, *[one for one in options.gate if one != ALL]):
        if one not in ids:
            raise NoSuchPolicy(one, ids)
    if options.only:
        policies = [policy for policy in policies if policy.id in options.only]
    if options.gate:
        for policy in policies:
            policy.gate = ALL in options.gate or policy.id in options.gate
    return sorted(policies, key=lambda policy: policy.id)


def theirs(
    options: PolicyOptions, ours: set[str], questions: Questions, types: Collection[str]
) -> list[Policy]:
    import os

    from .policy_file import load

    policies = load(options.directory, questions, types, options.ports)
    for policy in policies:
        if policy.id in ours:
            path = os.path.join(options.directory, f"{policy.id}.yaml")
            raise PolicyError(path, 1, f"id: {policy.id!r} is the id of a policy that is built in")
    return policies
