"""Where the template of a nested stack is: a file beside its parent's, or not at hand."""

from __future__ import annotations

import os

from ....identity import missing_inputs
from ....value import Known, Refused, Unknown
from ..outcomes import NOBODY_KNOWS, UNSUPPORTED
from ..syntax.nodes import Entries, Node, literal, written
from ..template import type_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....value import Camp
    from ..functions.loops import Made
    from ..template import Template
    from .stack import Stack

STACK, APPLICATION = "AWS::CloudFormation::Stack", "AWS::Serverless::Application"
STACK_SET = "AWS::CloudFormation::StackSet"
LOCATIONS = {STACK: "TemplateURL", APPLICATION: "Location"}
ASSET = "aws:asset:path"
MOST_STACKS = 10_000
"""Stacks inside one root."""


class Elsewhere:
    """Why a nested stack is not looked into."""

    __slots__ = ("camp", "reason")

    def __init__(self, reason: str, camp: Camp = NOBODY_KNOWS) -> None:
        self.reason = reason
        self.camp = camp


def template_of(stack: Stack, made: Made) -> Stack | Elsewhere:
    """The stack that a resource makes. May raise demand.Needs where its place is computed."""
    from .stack import Stack

    path = _path(stack, made)
    if isinstance(path, Elsewhere):
        return path
    estate = stack.estate
    template = estate.template(path)
    if isinstance(template, Elsewhere):
        return template
    if stack.is_inside(template.source.path):
        estate.cycle(made, template)
        return Elsewhere("its template is one that it is nested in")
    if estate.is_full(stack.root):
        return Elsewhere(f"there are more than {MOST_STACKS:,} stacks in {stack.root}", UNSUPPORTED)
    return Stack(estate, template, stack, made)


def _path(stack: Stack, made: Made) -> str | Elsewhere:
    node = location(made.node)
    if node is None:
        return Elsewhere("it names no template")
    text = _written_place(node)
    if text is None:
        return _computed(stack, made, node)
    return local(stack.template, text)


def _written_place(node: Node | None) -> str | None:
    """A place that is written as it is; None where anything computes it."""
    scalar = literal(node)
    return None if scalar is None or "${" in scalar.text or "{{resolve:" in scalar.text else scalar.text


def _computed(stack: Stack, made: Made, node: Node) -> str | Elsewhere:
    value = stack.estate.demand.get(stack.place(made, node))
    if isinstance(value, Known) and isinstance(value.data, str):
        return local(stack.template, value.data)
    if isinstance(value, Known):
        return Elsewhere("its template is an application of a repository")
    if isinstance(value, Refused):
        return Elsewhere(f"the place of its template is refused: {value.reason}")
    begins = value.facts.prefix if isinstance(value, Unknown) else ""
    if "://" in begins:
        return Elsewhere(f"its template is at {begins}...")
    waits = ", ".join([one.what for one in missing_inputs(value)])
    return Elsewhere(f"where its template is depends on {waits}" if waits else "its template has no place")


def location(resource: Node) -> Node | None:
    """The place of a nested stack's template: what the CDK or SAM says of the local file, else the URL."""
    entries = written(resource)
    if not isinstance(entries, Entries):
        return None
    metadata = written(entries.values.get("Metadata", entries))
    if isinstance(metadata, Entries) and literal(metadata.values.get(ASSET)) is not None:
        return metadata.values[ASSET]
    return property_of(resource, LOCATIONS.get(type_of(resource), ""))


def property_of(resource: Node, name: str) -> Node | None:
    """A property as it is written on a resource."""
    entries = written(resource)
    properties = written(entries.values.get("Properties", entries)) if isinstance(entries, Entries) else None
    if not isinstance(properties, Entries) or properties is entries:
        return None
    return properties.values.get(name)


def local(template: Template, text: str) -> str | Elsewhere:
    """The path that a text names, relative to the template's directory."""
    path = text.removeprefix("file://")
    if "://" in path or not path.strip():
        return Elsewhere(f"its template is at {text}")
    return os.path.join(os.path.dirname(template.source.path), path)


def called_by(template: Template) -> list[str]:
    """The paths of the templates that one names for its nested stacks, as far as they are written."""
    found: list[str] = []
    for resource in template.resources.values():
        node = location(resource) if type_of(resource) in LOCATIONS else None
        text = _written_place(node)
        path = None if text is None else local(template, text)
        if isinstance(path, str):
            found.append(path)
    return found
