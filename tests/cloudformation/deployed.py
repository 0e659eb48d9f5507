"""Truth by deployment: what a template deploys in moto, compared with the rules that we read from it.

`python -m tests.cloudformation.deployed DIR…` deploys every template with security groups below the folders,
with made-up values for the parameters that need one, and prints what came of each.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from smtp_iac.discover import discover
from smtp_iac.judging.lowering import lowered
from smtp_iac.model.rule import Rule
from smtp_iac.reading import Inputs
from smtp_iac.scan import read
from smtp_iac.source import Tree
from smtp_iac.value import option

from .deployed_account import ACCOUNT, GROUP, REGION, Account, Deployed, opened
from .deployed_inputs import parameters_for
from .deployed_pieces import left_out, named, without
from .deployed_rules import Compared, compare
from .deployed_template import (
    GROUPS,
    NotDeployableError,
    Template,
    holds_groups,
    lacking,
    load,
    mended,
    needed,
    unrolled,
)

SUFFIXES = (".yaml", ".yml", ".json", ".template")
TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtp_iac.choice import Assignment


class Outcome:
    """given: our rules with the same parameters; open: our rules without any, under the options that the
    parameters had. pruned: why only what the groups need could be deployed, if not all could; left_out: rules
    that could not be, and why; reason: why nothing could; unreadable: what we say of a template that was
    deployed."""

    def __init__(self, parameters: dict[str, str], reason: str = "", made: Made | None = None) -> None:
        self.parameters = parameters
        self.reason = reason
        self.pruned = "" if made is None else made.pruned
        self.left_out = {} if made is None else made.left_out
        self.given: Compared | None = None
        self.open: Compared | None = None
        self.unreadable = ""


def outcomes(account: Account, path: Path, template: Template, most: int = 8) -> list[Outcome]:
    """What came of deploying a template, for each assignment of its parameters."""
    found: list[Outcome] = []
    for parameters in parameters_for(account, template, most):
        found.append(outcome(account, path, template, parameters))
        if found[0].left_out or found[0].reason:
            break  # that took long enough
    account.clear(parameters_stay=False)
    return found


def outcome(account: Account, path: Path, template: Template, parameters: dict[str, str]) -> Outcome:
    try:
        made = deploy(account, path, template, parameters)
    except NotDeployableError as error:
        return Outcome(parameters, str(error))
    result = Outcome(parameters, made=made)
    deployed = Deployed(account, made.stack)
    with exporting(made.exports) as further:
        given = Ours(path, further, parameters)
        open_ = Ours(path, further, {})
        out = frozenset(made.left_out)
        result.unreadable = given.unreadable
        if not given.unreadable:
            result.given = compare(given.rules, deployed, given.ids(deployed), out)
            result.open = compare(open_.under(parameters), deployed, open_.ids(deployed), out)
    return result


class Made(NamedTuple):
    """exports: of other stacks, that it imports; pruned: why only what its groups need could be deployed;
    left_out: the rules that could not be deployed even so, and why."""

    stack: str
    exports: dict[str, str]
    pruned: str
    left_out: dict[str, str]


def deploy(account: Account, path: Path, template: Template, parameters: dict[str, str]) -> Made:
    """The template, or if moto fails with what its groups do not need, only what they need; or if it fails
    with that too, only the rules with which it does not."""
    first = ""
    template = unrolled(template, path, parameters)
    attempt = template
    for attempt in (template, needed(template, path, GROUPS)):
        try:
            stack, exports = deploy_one(account, path, attempt, parameters)
            return Made(stack, exports, first, {})
        except Exception as error:  # moto raises whatever it stumbles over
            first = first or said(error)
    try:
        out = left_out(attempt, lambda one: deploy_one(account, path, one, parameters))
        stack, exports = deploy_one(account, path, without(attempt, set(out)), parameters)
        return Made(stack, exports, first, {named(piece): why for piece, why in out.items()})
    except Exception:
        raise NotDeployableError(first) from None


def deploy_one(
    account: Account, path: Path, template: Template, parameters: dict[str, str]
) -> tuple[str, dict[str, str]]:
    missing = lacking(template)
    if missing:
        raise NotDeployableError(f"moto lacks {', '.join(missing)}")
    return account.deploy_with_imports(mended(template, path, account, parameters), parameters)


def said(error: Exception) -> str:
    text = str(error) if isinstance(error, NotDeployableError) else f"{type(error).__name__}: {error}"
    return text.splitlines()[0]


@contextmanager
def exporting(exports: dict[str, str]) -> Iterator[list[str]]:
    """A template that exports these values, as a list of paths; an empty one where there are none."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "exports.json"
        outputs = {
            f"Output{number}": {"Value": value, "Export": {"Name": name}}
            for number, (name, value) in enumerate(exports.items())
        }
        resources = {"Topic": {"Type": "AWS::SNS::Topic"}}
        path.write_text(json.dumps({"Resources": resources, "Outputs": outputs}))
        yield [str(path)] if exports else []


class Ours:
    """The rules of a template, read together with what exports its imports."""

    def __init__(self, path: Path, further: list[str], parameters: dict[str, str]) -> None:
        paths = [str(path.absolute()), *further]
        tree = Tree.for_paths(paths, str(path.parent))
        given = [("parameter", f"{name}={value}") for name, value in parameters.items()]
        inputs = Inputs(parameters=given, region=REGION, account_id=ACCOUNT)
        reading = read(discover(tree, paths), tree, inputs)
        self.unreadable = "; ".join([one.reason for one in reading.unreadable])
        self._resources = reading.resources
        self._root = tree.relative(str(path.absolute()))
        self.rules = lowered(reading).rules

    def ids(self, deployed: Deployed) -> dict[str, str]:
        """What the unknown id of each of our groups is in the deployment; of one that is not there, nothing
        that any other has."""
        return {
            f"{each.id}.id": deployed.groups.get(each.address, f"{each.address}, which is not deployed")
            for each in self._resources
            if each.type == GROUP
        }

    def under(self, parameters: dict[str, str]) -> list[Rule]:
        """The rules in the combination of options in which parameters have these values."""
        chosen: Assignment = {f"{self._root}:Ref {name}": option(value) for name, value in parameters.items()}
        return [rule.under(chosen) for rule in self.rules]


class Tally:
    """What came of the templates of some folders."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lines: list[str] = []

    def add(self, path: Path, found: list[Outcome]) -> None:
        self.counts["templates with security groups"] += 1
        made = [each for each in found if each.given is not None]
        if found[0].unreadable:
            self.counts["templates deployed, and unreadable for us"] += 1
            self.lines.append(f"{path}: unreadable: {found[0].unreadable}")
            return
        if not made:
            self.counts["templates that moto cannot deploy"] += 1
            self.lines.append(f"{path}: not deployed: {found[0].reason}")
            return
        self.counts["templates deployed"] += 1
        self.counts["templates pruned"] += bool(made[0].pruned)
        if made[0].pruned:
            self.lines.append(f"{path}: pruned: {made[0].pruned}")
        out = {name: why for each in made for name, why in each.left_out.items()}
        self.counts["rules left out"] += len(out)
        self.lines += [f"{path}: left out: {name}: {why}" for name, why in out.items()]
        self.counts["deployments"] += len(made)
        results = [("", each.given) for each in made] + [(" without values", each.open) for each in made]
        differences = sorted({f"{one}{kind}" for kind, each in results if each for one in each.differences})
        unknown = sorted({name for each in made if each.given for name in each.given.unknown})
        self.counts["groups"] += sum(each.given.groups for each in made if each.given)
        self.counts["rules"] += sum(each.given.rules for each in made if each.given)
        verdict = "different" if differences else "equal, with unknowns" if unknown else "equal"
        self.counts[f"templates {verdict}"] += 1
        self.lines += [f"{path}: different: {each}" for each in differences]
        self.lines += [f"{path}: unknown: {each}" for each in unknown]


def templates(folder: Path) -> Iterator[tuple[Path, Template]]:
    """The templates below a folder that hold security groups."""
    for path in sorted(folder.rglob("*")):
        template = load(path) if path.suffix in SUFFIXES and path.is_file() else None
        if template is not None and holds_groups(template):
            yield path, template


TAKEN = ("already exists", "Duplicate", "must be unique", "BucketAlready")
"""How moto says that an earlier template made something of this name."""


def run(folders: list[str]) -> None:
    for folder in folders:
        tally = Tally()
        again = []
        with opened() as account:
            for path, template in templates(Path(folder)):
                found = outcomes(account, path, template)
                if any(word in each.reason + each.pruned for each in found for word in TAKEN):
                    again.append((path, template))
                else:
                    tally.add(path.relative_to(folder), found)
        for path, template in again:
            with opened() as account:
                tally.add(path.relative_to(folder), outcomes(account, path, template))
        print(f"{folder}: " + ", ".join(f"{count} {what}" for what, count in sorted(tally.counts.items())))
        print("".join(f"  {line}\n" for line in sorted(tally.lines)))


if __name__ == "__main__":
    run(sys.argv[1:])
