"""Reads every part of a Terraform file with our syntax layer, as no run of the program would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.attributes import Attribute
from smtp_iac.formats.terraform.syntax.blocks import Block, top_level
from smtp_iac.formats.terraform.syntax.expressions import parse_own

if TYPE_CHECKING:
    from smtp_iac.formats.terraform.syntax.expressions import Node


def attributes_of(data: bytes) -> tuple[list[Attribute], list[SyntaxProblem]]:
    """Every attribute at any depth, and what could not be split. Raises SyntaxProblem if unreadable."""
    attributes, blocks = top_level(data)
    found, problems = list(attributes.values()), []
    stack: list[Block] = list(blocks)
    while stack:
        body = stack.pop().body()
        found += [*body.attributes.values(), *body.duplicates]
        problems += [
            *body.problems,
            *(SyntaxProblem(twin.name_start, "duplicate") for twin in body.duplicates),
        ]
        stack += body.blocks
    return found, problems


def nodes_of(data: bytes) -> list[Node]:
    """The node of every attribute, by our own parser only. Raises the first SyntaxProblem."""
    attributes, problems = attributes_of(data)
    nodes = [parse_own(attribute.text) for attribute in attributes]
    if problems:
        raise problems[0]
    return nodes


def refusal(data: bytes) -> SyntaxProblem | None:
    """What is wrong with a file, None if all of it can be read."""
    try:
        nodes_of(data)
    except SyntaxProblem as problem:
        return problem
    return None
