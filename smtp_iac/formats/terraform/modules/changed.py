"""Which root modules reach a changed file: for a run that judges only these.

A file of another kind reaches the roots in whose modules a call of file() or its kin stands, and that name
the file or look for names like its own. So a root may be judged that does not read it, but none that does is
left out.
"""

from __future__ import annotations

import os

from ....paths import within
from ....patterns import pattern
from ....source import Unreadable
from ..declarations.files import is_loaded
from ..variables.given import automatic_files, is_automatic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from ....reading import Inputs
    from ....source import Tree
    from ..declarations.configuration import Configuration
    from .call_graph import CallGraph

LOCAL = pattern(rb'"(\.{1,2}[/\\][^"\n]*)"')
"""What may be the source of a module that is written out as a path."""
COMPUTED = pattern(rb'\bsource"?\s*[=:]\s*(?:[^"\s]|"[^"\n]*\$\{)')
READS = pattern(rb"\b(?:file(?:base64)?(?:md5|sha\d+)?|file(?:set|exists|base64)|templatefile)\s*\(")
LISTS = b"fileset"
VARIABLES = (".tfvars", ".tfvars.json")


def in_reach(files: dict[str, list[str]], tree: Tree, inputs: Inputs) -> list[str]:
    """The directories that may reach a changed file, by the texts of their files alone; every directory that
    calls one of them is among them. files: the paths of the files in each directory."""
    changed = inputs.changed or frozenset()
    if changed & given_files(inputs, tree) or any(".terraform" in path.split(os.sep) for path in changed):
        return list(files)
    callers: dict[str, set[str]] = {}
    waiting = {one for path in changed for one in files if one == os.path.dirname(path) or within(one, path)}
    waiting |= {path for one in changed for path in (one, os.path.dirname(one))}
    has_others = any(is_other(path) for path in changed)
    for directory, paths in files.items():
        texts = [text for path in paths for text in (text_of(path, tree),) if text is not None]
        hints = (COMPUTED, READS) if has_others else (COMPUTED,)
        if len(texts) < len(paths) or any(hint.search(text) for hint in hints for text in texts):
            waiting.add(directory)
        for source in {found for text in texts for found in LOCAL.findall(text)}:
            called = os.path.join(directory, source.decode("utf-8", "replace").replace("\\", "/"))
            callers.setdefault(tree.real(os.path.normpath(called)), set()).add(directory)
    reached: set[str] = set()
    while waiting:
        directory = waiting.pop()
        if directory not in reached:
            reached.add(directory)
            waiting |= callers.get(directory, set())
    return [directory for directory in files if directory in reached]


def text_of(path: str, tree: Tree) -> bytes | None:
    try:
        return tree.read(path).data
    except Unreadable:
        return None


def given_files(inputs: Inputs, tree: Tree) -> set[str]:
    """The tfvars files of the command line, which every root reads."""
    return {tree.real(path) for kind, path in inputs.variables if kind == "file"}


def is_other(path: str) -> bool:
    """Whether a file is none of Terraform's own."""
    name = os.path.basename(path)
    return not (name.endswith(VARIABLES) or is_loaded(name))


def reaching(found: list[Configuration], graph: CallGraph, inputs: Inputs) -> list[Configuration]:
    """The roots that reach one of the changed files."""
    changed = inputs.changed or frozenset()
    if changed & given_files(inputs, graph.configurations.tree):
        return found
    return [root for root in found if reaches_any(root, graph, changed)]


def reaches_any(root: Configuration, graph: CallGraph, changed: Collection[str]) -> bool:
    directories = graph.reached([root])
    others = [path for path in changed if is_other(path)]
    for path in changed:
        directory, name = os.path.split(path)
        if name.endswith(VARIABLES):
            if directory == root.directory and is_automatic(name):
                return True
        elif is_loaded(name) and directory in directories:
            return True
    installed = os.path.join(root.directory, ".terraform")
    if any(within(path, installed) for path in others):
        return True
    if any(within(directory, path) for directory in directories for path in others):
        return True  # a whole directory is said to have changed
    return any(reads(root, directories, graph, path) for path in others)


def reads(root: Configuration, directories: Collection[str], graph: CallGraph, path: str) -> bool:
    """Whether file() or its kin may be asked for the file."""
    configurations = graph.configurations
    texts = [source.data for one in sorted(directories) for source in configurations.at(one).sources]
    reading = [text for text in texts if READS.search(text)]
    if not reading:
        return False
    from re import escape

    name = os.path.basename(path)
    ending = escape(os.path.splitext(name)[1].encode())
    unknown = pattern(rb"[*?}\]]" + ending + b'"')
    if any(unknown.search(text) or (LISTS in text and b'*"' in text) for text in reading):
        return True
    variables = [text_of(one, configurations.tree) for one in automatic_files(root.directory, configurations)]
    return any(name.encode() in text for text in (*texts, *variables) if text is not None)
