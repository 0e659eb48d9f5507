"""The files of a scan -> a Reading."""

from __future__ import annotations

from ... import source as sources
from ...patterns import pattern
from ...source import Unreadable
from .parameters.given import Given
from .places import Places
from .stack import further, read_stack
from .stacks.estate import Estate
from .syntax.calls import INCLUDE
from .syntax.nodes import Entries, SyntaxFault
from .template import Template, has_resources, is_template, list_in_place_of_resources, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...reading import Candidate, Inputs, Reading, Use, Wanted
    from ...source import Source, Tree

RESOURCES = r"""(?:^|[\n\r{,])[ \t]*["']?Resources["']?\s*:"""
TYPE = r"""\bType["']?\s*:\s*(?:[|>][-+]?\s+)?["']?\w+::\w|\bFn::Transform\b|!Transform\b"""
KUBERNETES = r"(?m)^apiVersion\s*:"
CONFLICT = r"(?m)^<{7} "
UNRENDERED = r"\{%|<%|\{\{(?!resolve:)"


def read_files(
    files: Iterable[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str], reading: Reading
) -> None:
    """Add the resources of every template; a file that is no template is passed over."""
    estate = Estate(Given.to(inputs, tree, reading), reading, tree)
    for file in files:
        try:
            source = tree.read_named(file.path) if file.named else tree.read(file.path)
            load(source, tree.relative(source.path), estate)
        except sources.Unreadable as error:
            reading.unreadable.append(Unreadable(error.path, error.line, error.reason))
            reading.files.add(error.path)
            continue
        if source.path not in reading.files:
            tree.forget(source)
    estate.expand()
    if inputs.changed is not None and not given_anew(inputs, tree):
        from .stacks.changed import narrow

        narrow(estate, inputs.changed, tree, reading)
    read_estate(estate, types, reading)


def given_anew(inputs: Inputs, tree: Tree) -> bool:
    """Whether a parameter file of the command line changed: then every stack may be another."""
    files = [tree.real(tree.place(path)) for kind, path in inputs.parameters if kind == "file"]
    return inputs.changed is not None and not inputs.changed.isdisjoint(files)


def read_estate(estate: Estate, types: frozenset[str], reading: Reading) -> None:
    """Add the resources of all stacks."""
    for stack in estate.stacks:
        read_stack(stack, types, reading)

    def quietly(wanted: Wanted, use: Use) -> None:
        unreadable, diagnostics = len(reading.unreadable), len(reading.diagnostics)
        for stack in estate.around(wanted.roots):
            for resource in further(stack, wanted):
                use(resource)
        del reading.unreadable[unreadable:]
        del reading.diagnostics[diagnostics:]

    reading.further = quietly
    reading.diagnostics = list({one.sort_key: one for one in reading.diagnostics}.values())
    roots = [stack for stack in estate.stacks if stack.parent is None]
    if roots:
        declared = [name for stack in roots for name in stack.template.parameters]
        reading.diagnostics += estate.given.undeclared(declared, roots[0].template.source.path)


def load(source: Source, root: str, estate: Estate, *, is_called: bool = False) -> None:
    """Add a template to the estate. Raises Unreadable for what bears its marks and cannot be parsed.

    is_called: a stack names it as its template, so that a mapping of Resources is mark enough.
    """
    text = source.text
    try:
        node, is_json = parse(text)
    except SyntaxFault as fault:
        if bears_marks(text):
            raise _unreadable(source, text, fault) from None
        return
    if isinstance(node, Entries) and (listed_resources := list_in_place_of_resources(node)) is not None:
        line = source.line(source.offset(listed_resources.start))
        raise Unreadable(source.path, line, "Resources must be a mapping of names to resources")
    if isinstance(node, Entries) and (is_template(node) or (is_called and has_resources(node))):
        places = Places(source)
        if INCLUDE in text:
            from .functions.includes import follow_includes

            follow_includes(node, source, places, estate)
        estate.add(Template(places, source, root, node, is_json))


def _unreadable(source: Source, text: str, fault: SyntaxFault) -> Unreadable:
    conflict, unrendered = pattern(CONFLICT).search(text), pattern(UNRENDERED).search(text)
    index, reason = fault.index, fault.reason
    if conflict:
        index, reason = conflict.start(), "an unresolved merge conflict"
    elif unrendered and not fault.final:
        reason += f'; the text has "{unrendered.group()}": is it to be rendered first?'
    return Unreadable(source.path, source.line(source.offset(index)), reason)


def bears_marks(text: str) -> bool:
    """Whether a text that cannot be parsed was meant as a template; a doubt means that it was.

    A manifest of Kubernetes may hold a template in a string.
    """
    if "::" not in text or pattern(KUBERNETES).search(text) is not None:
        return False
    return pattern(RESOURCES).search(text) is not None and pattern(TYPE).search(text) is not None
