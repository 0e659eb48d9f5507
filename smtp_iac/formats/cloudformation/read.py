"""One file -> its part of a Reading."""

from __future__ import annotations

from re import compile as pattern

from ... import source as sources
from ...source import Unreadable
from .stack import read_stack
from .syntax import Entries, SyntaxFault
from .template import Template, is_template, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...reading import Candidate, Reading
    from ...source import Source, Tree

RESOURCES = pattern(r"""(?:^|[\n\r{,])[ \t]*["']?Resources["']?\s*:""")
TYPE = pattern(r"""\bType["']?\s*:|\bFn::Transform\b|!Transform\b""")
CONFLICT = pattern(r"(?m)^<{7} ")
TYPE = pattern(r"""\bType["']?\s*:\s*["']?\w+::\w""")


def read_file(file: Candidate, tree: Tree, types: frozenset[str], reading: Reading) -> None:
    try:
        source = tree.read_named(file.path) if file.named else tree.read(file.path)
    except sources.Unreadable as error:
        reading.unreadable.append(Unreadable(error.path, error.line, error.reason))
        return
    read_source(source, tree.relative(source.path), types, reading)
    if source.path not in reading.files:
        tree.forget(source)


def read_source(source: Source, root: str, types: frozenset[str], reading: Reading) -> None:
    """Add a template's resources; what bears a template's marks and cannot be parsed is unreadable."""
    text = source.text
    try:
        node, is_json = parse(text)
    except SyntaxFault as fault:
        if bears_marks(text):
            reading.files.add(source.path)
            reading.unreadable.append(_unreadable(source, text, fault))
        return
    if isinstance(node, Entries) and is_template(node):
        reading.files.add(source.path)
        read_stack(Template(source, root, node, is_json), types, reading)


def _unreadable(source: Source, text: str, fault: SyntaxFault) -> Unreadable:
    conflict = CONFLICT.search(text)
    index, reason = (
        (conflict.start(), "an unresolved merge conflict") if conflict else (fault.index, fault.reason)
    )
    return Unreadable(source.path, source.position(source.offset(index))[0], reason)


def bears_marks(text: str) -> bool:
    """Whether a text that cannot be parsed was meant as a template; a doubt means that it was."""
    return "::" in text and RESOURCES.search(text) is not None and TYPE.search(text) is not None
