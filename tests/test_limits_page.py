"""docs/limits.md states the limits that the code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from smtp_iac import choice, content, policy, policy_file, source, value
from smtp_iac.formats.cloudformation.functions import conditions, includes, loops, references
from smtp_iac.formats.cloudformation.parameters import patterns as allowed_patterns
from smtp_iac.formats.cloudformation.parameters import values
from smtp_iac.formats.cloudformation.stacks import nested
from smtp_iac.formats.cloudformation.syntax import nodes
from smtp_iac.formats.terraform import values as limits
from smtp_iac.formats.terraform.evaluation import effort, expansion, named, size
from smtp_iac.formats.terraform.functions import filesets, patterns, template_files
from smtp_iac.formats.terraform.modules import calls
from smtp_iac.formats.terraform.plan import body, groups, prefix_lists, variables
from smtp_iac.formats.terraform.syntax import expressions
from smtp_iac.merging import matching
from smtp_iac.model import access_list
from smtp_iac.network import MANY
from smtp_iac.placing import trail

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
TEXT_OF_ALL = 4 * effort.TEXT // MIB
PAGE = (Path(__file__).parent.parent / "docs/limits.md").read_text("utf-8")
CELLS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
STATED = {cells[0]: cells[1] for cells in CELLS}


def stated(what: str) -> str:
    """The limit in the row that is called so, or else in the only one that begins so."""
    if what in STATED:
        return STATED[what]
    (row,) = [row for row in STATED if row.startswith(what)]
    return STATED[row]


@pytest.mark.parametrize(
    ("what", "limit"),
    [
        ("a file", f"{content.FILE_LIMIT // MIB} MiB; JSON {content.JSON_LIMIT // GIB} GiB"),
        ("a file packed", f"{content.FILE_LIMIT // MIB} MiB, or {source.PACKED_TIMES} times the packed file"),
        ("nesting of one HCL expression", f"{expressions.DEEPEST} levels"),
        ("nesting of YAML and JSON templates", f"{nodes.MAX_DEPTH} levels"),
        ("nodes of a template", f"{nodes.MAX_NODES:,}"),
        ("nodes that the aliases", f"{nodes.MAX_EXPANDED:,}"),
        ("nesting of a plan's attributes", f"{body.MOST_LEVELS} levels"),
        ("instances of one block", f"{expansion.MOST_INSTANCES:,}"),
        ("elements of one collection", f"{limits.MOST_ELEMENTS:,}"),
        ("length of one text", f"{limits.MOST_TEXT // MIB} MiB"),
        ("a file that `file()` reads", f"{limits.MOST_FILE // MIB} MiB"),
        ("rounds of the `Fn::ForEach` loops", f"{loops.MOST_MADE:,}"),
        ("files that one template includes", f"{includes.MOST_FILES}"),
        ("combinations of options", f"{value.LIMIT}"),
        ("choices inside one another", f"{choice.DEPTH}"),
        ("options looked at over all conditions", f"{conditions.MAX_WORK:,}"),
        ("`Fn::GetAtt` of an argument", f"{references.MAX_CHAIN}"),
        ("a policy's file", f"{policy_file.LARGEST // KIB} KiB"),
        ("files in a directory of policies", f"{policy_file.MOST_FILES:,}"),
        ("ports of a policy", f"{policy.MOST_PORTS}"),
        ("a policy's `where`", f"{policy_file.LONGEST_WHERE:,} characters"),
        ("digits of a number", f"{limits.MOST_DIGITS:,}"),
        ("names that one call of `fileset()`", f"{filesets.MOST_FILES:,}"),
        ("rules of one network ACL", f"{access_list.MOST_RULES:,}"),
        ("an `AllowedPattern`", f"{allowed_patterns.LONGEST:,} characters"),
        ("values of `AllowedValues`", f"{values.MAX_ALLOWED}"),
        ("parts of one value", f"{size.MOST_PARTS:,}"),
        ("elements that the `for`s", f"{effort.ELEMENTS:,}"),
        ("elements that the functions", f"{effort.PARTS:,}; in one root module {2 * effort.PARTS:,}"),
        (
            "text that one expression",
            f"{effort.TEXT // MIB} MiB; in one root module {TEXT_OF_ALL} MiB",
        ),
        ("a regular expression", f"{patterns.MOST_PATTERN // KIB} KiB, {patterns.MOST_MEMORY // MIB} MiB"),
        ("bytes that a regular expression", f"{patterns.MOST_WORK:,}"),
        (
            "a template that",
            f"{template_files.MOST_TEMPLATE // KIB} KiB, {template_files.MOST_SEQUENCES:,} interpolations",
        ),
        ("nodes and attributes evaluated", f"{effort.STEPS:,}"),
        ("work of one expression", f"{effort.WORK:,}; in one root module {effort.ALL_WORK:,}"),
        ("links looked at", f"{trail.MOST_VISITED:,}"),
        ("a module inside itself", f"{calls.MOST_TURNS} times"),
        ("module instances", f"{named.MOST_MODULES:,}"),
        ("rules of one resource that differ", f"{matching.MOST_COMPARED}"),
        ("tfvars files beside a configuration", f"{variables.MOST_FILES}"),
        ("nested stacks", f"{nested.MOST_STACKS:,}"),
    ],
)
def test_a_stated_limit_is_that_of_the_code(what: str, limit: str) -> None:
    assert stated(what).startswith(limit)


def test_prices_of_functions() -> None:
    (row,) = [row for row in STATED if row.startswith("work of one expression")]
    for name in ("fileset", "rsadecrypt", "file"):
        assert f"`{name}()`" in row
        assert f"{effort.PRICES[name]:,}" in row


def test_unknown_ids_and_blocks() -> None:
    assert stated("lists or groups among") == str(groups.MOST_GROUPS) == str(prefix_lists.MOST_LISTS)
    assert f"counts as {MANY:,} of them" in PAGE
