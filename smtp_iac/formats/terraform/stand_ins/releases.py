"""The releases of terraform-aws-modules/security-group/aws, and what is different in them.

Sources: rules.tf, main.tf and modules/*/auto_values.tf at each tag of
github.com/terraform-aws-modules/terraform-aws-security-group, from v2.0.0 on. In the tables, `since` is the
first release that has a row, and `until` the first that no longer has it; empty: from the first, to the last.
"""

from __future__ import annotations

import os
from functools import partial

from ....choice import choice
from ....value import ABSENT, Facts, Known, Origin, Unknown, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ....source import Tree
    from ....value import Missing, Outcome

DATA = os.path.join(os.path.dirname(__file__), "security_group_module")

NAMES = """
    2.0.0 2.1.0 2.2.0 2.3.0 2.4.0 2.5.0 2.6.0 2.7.0 2.8.0 2.9.0 2.10.0 2.11.0 2.12.0 2.13.0 2.14.0
    2.15.0 2.16.0 2.17.0 3.0.0 3.0.1 3.1.0 3.2.0 3.3.0 3.4.0 3.5.0 3.6.0 3.7.0 3.8.0 3.9.0 3.10.0
    3.11.0 3.12.0 3.13.0 3.14.0 3.15.0 3.16.0 3.17.0 3.18.0 4.0.0 4.1.0 4.2.0 4.3.0 4.4.0 4.5.0
    4.6.0 4.6.1 4.7.0 4.8.0 4.9.0 4.10.0 4.11.0 4.12.0 4.13.0 4.13.1 4.14.0 4.15.0 4.16.0 4.16.1
    4.16.2 4.17.0 4.17.1 4.17.2 5.0.0 5.1.0 5.1.1 5.1.2 5.2.0 5.3.0 5.3.1
""".split()  # noqa: SIM905 - a list of them would be a page
"""Every release from 2.0.0 on, in order."""
INDEX = {name: index for index, name in enumerate(NAMES)}

FLAGS = {"ipv6_beside_groups": ("", "3.6.0"), "prefix_lists_beside_cidr_blocks": ("", "5.2.0")}
"""What rules of the module take besides: since and until which release."""

RULES = Origin("the rules of terraform-aws-modules/security-group/aws", None)


class Row:
    """A line of a table that holds for some releases."""

    __slots__ = ("fields", "first", "last", "value")

    def __init__(self, fields: list[str], since: str, until: str) -> None:
        self.fields = fields
        self.value = strings(fields, RULES)
        self.first = INDEX[since] if since else 0
        self.last = INDEX[until] if until else len(NAMES)

    def holds(self, index: int) -> bool:
        return self.first <= index < self.last


Table = dict[str, list[Row]]
_tables: dict[str, Table] = {}
_changing: list[int] = []
_splits: dict[tuple[int, ...], tuple[dict[str, Known], Table]] = {}


def table(name: str, tree: Tree) -> Table:
    """The rows of a table by what their first field names."""
    if name not in _tables:
        found: Table = {}
        lines = tree.read_shipped(os.path.join(DATA, f"{name}.csv")).text.splitlines()
        for line in lines[1:]:
            key, *fields, since, until = line.split(",")
            found.setdefault(key, []).append(Row(fields, since, until))
        _tables[name] = found
    return _tables[name]


def row_of(rows: list[Row], index: int) -> Row | None:
    return next((row for row in rows if row.holds(index)), None)


class Releases:
    """The releases that a call admits; those that nothing tells apart are one option of a value."""

    __slots__ = ("_options", "_unknown", "names", "tree")

    def __init__(self, names: list[str], id_: str, why: Missing, tree: Tree) -> None:
        self.names = names
        self.tree = tree
        groups: dict[int, list[str]] = {}
        changes = changing(tree)
        for name in names:
            groups.setdefault(sum(change <= INDEX[name] for change in changes), []).append(name)
        self._options = {option(ranged(group)): INDEX[group[-1]] for group in groups.values()}
        facts = Facts(domain=tuple(self._options), type="string", not_null=True)
        self._unknown = Unknown(id_, why, Origin("", why.span), facts)

    def __str__(self) -> str:
        return ranged(self.names)

    def value(self, read: Callable[[int], Outcome]) -> Outcome:
        """What `read` says of each release, by its index."""
        return choice(self._unknown, {each: read(index) for each, index in self._options.items()})

    def rules(self) -> Known:
        """The table of rules: name -> (from port, to port, protocol)."""
        alike, others = split(tuple(self._options.values()), self.tree)
        differing = {name: self.value(partial(rule_of, rows)) for name, rows in others.items()}
        return Known({**alike, **differing}, RULES)

    def flags(self) -> Known:
        """What the stand-in knows as `release`."""
        rows = {name: Row([], *between) for name, between in FLAGS.items()}
        return Known({name: self.value(partial(holding, row)) for name, row in rows.items()})


def split(indices: tuple[int, ...], tree: Tree) -> tuple[dict[str, Known], Table]:
    """The rules that are alike in all of these releases, and the rows of those that are not."""
    if indices not in _splits:
        alike: dict[str, Known] = {}
        others: Table = {}
        for name, rows in table("rules", tree).items():
            holding = {row_of(rows, index) for index in indices}
            row = holding.pop() if len(holding) == 1 else None
            if row is not None:
                alike[name] = row.value
            elif holding:
                others[name] = rows
        _splits[indices] = (alike, others)
    return _splits[indices]


def rule_of(rows: list[Row], index: int) -> Outcome:
    row = row_of(rows, index)
    return ABSENT if row is None else row.value


def holding(row: Row, index: int) -> Known:
    return Known(row.holds(index))


def changing(tree: Tree) -> list[int]:
    """The indices of the releases in which something changes."""
    if _changing:
        return _changing
    rows = [row for name in ("rules", "submodules") for found in table(name, tree).values() for row in found]
    rows += [Row([], *between) for between in FLAGS.values()]
    _changing.extend(sorted({index for row in rows for index in (row.first, row.last)}))
    return _changing


def ranged(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def strings(texts: list[str], origin: Origin) -> Known:
    return Known(tuple([Known(text, origin) for text in texts]), origin, ("list", "string"))
