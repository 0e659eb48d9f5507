"""A template without what moto cannot deploy: conditions, nested stacks and rules are tried one by one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from .deployed_template import RULE, STACKS, Template

GROUP = "AWS::EC2::SecurityGroup"
INLINE = "SecurityGroupIngress"
Piece = tuple[str, str, int]
"""A section, the name of an entry in it, and the index of a rule that it lists; -1 for the whole entry."""
ALL = -2
"""Stands for the index of all rules, where they are no list."""


def pieces(template: Template) -> list[Piece]:
    found = [("Conditions", name, -1) for name in template.get("Conditions", {})]
    for name, resource in template["Resources"].items():
        if resource.get("Type") in (RULE, *STACKS):
            found.append(("Resources", name, -1))
        rules = (resource.get("Properties") or {}).get(INLINE)
        if resource.get("Type") == GROUP and isinstance(rules, dict):
            found.append(("Resources", name, ALL))
        if resource.get("Type") == GROUP and isinstance(rules, list):
            found += [("Resources", name, index) for index in range(len(rules))]
    return found


def without(template: Template, left_out: set[Piece]) -> Template:
    smaller = deepcopy(template)
    for section, name, index in sorted(left_out, reverse=True):
        if index == ALL:
            del smaller[section][name]["Properties"][INLINE]
        elif index < 0:
            del smaller[section][name]
        else:
            del smaller[section][name]["Properties"][INLINE][index]
    return smaller


def left_out(template: Template, deploys: Callable[[Template], Any]) -> dict[Piece, str]:
    """The pieces that cannot be deployed, and why. deploys: raises where a template cannot be; so does this,
    where it cannot be without any piece."""
    every = [piece for piece in pieces(template) if piece[0] != "Conditions"]
    try:
        deploys(without(template, set(every)))
    except Exception:  # a condition, perhaps
        every = pieces(template)
        deploys(without(template, set(every)))
    out = set(every)
    why: dict[Piece, str] = {}
    for piece in every:
        try:
            deploys(without(template, out - {piece}))
            out.discard(piece)
        except Exception as error:  # moto raises whatever it stumbles over
            why[piece] = f"{type(error).__name__}: {error}"
    return why


def named(piece: Piece) -> str:
    """A piece as our rules are named."""
    section, name, index = piece
    if section == "Conditions":
        return f"condition {name}"
    if index == ALL:
        return f"{name} {INLINE}"
    return name if index < 0 else f"{name} {INLINE}[{index}]"
