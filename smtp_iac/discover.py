"""Paths to the files that may be ours: the walk, its ignore files, and what each file is."""

from __future__ import annotations

import os
import stat

from .content import GZIP_MAGIC, Unreadable, reason_of
from .ignore import ignores_above, is_ignored, may_ignore, with_file
from .paths import STANDARD_INPUT, within
from .recognise import begins_an_object, recognise
from .remembering import remembering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .ignore import IgnoreFile
    from .recognise import Signature
    from .source import Source, Tree

NEVER_SEARCHED = frozenset(
    [".git", ".hg", ".svn", ".terraform", ".terragrunt-cache", "node_modules", "__pycache__"]
)
VIRTUAL_ENVIRONMENT = frozenset(["pyvenv.cfg", "conda-meta"])
CLOUD_ASSEMBLY = os.path.join(os.sep, "cdk.out")

KINDS = {
    "tf": "terraform",
    "tofu": "terraform",
    "tfvars": "tfvars",
    "yaml": "yaml",
    "yml": "yaml",
    "template": "yaml",
    "cfn": "yaml",
    "json": "json",
}
TERRAFORM = ("terraform", "tfvars")
"""The kinds of files that are ours by their names."""
MOST_NAMES = 1000  # of files, whose kinds are remembered

NOT_OURS = (
    "no plan, state or template; a plan is what `terraform show -json FILE` prints, and Terraform's "
    "language is read from its directory"
)
NO_FILE = "not a regular file"


class NoSuchPath(Exception):  # noqa: N818
    """A path on the command line that does not exist, or is no directory where one is meant."""

    def __init__(self, path: str, reason: str = "no such file or directory") -> None:
        super().__init__(path)
        self.reason = reason


class Candidate:
    """A file that may be ours.

    path: absolute, its directory without links; the file itself may be a link to a file that others link
    to as well. kind: "terraform", "tfvars", or what a signature recognised. named: on the command line.
    """

    __slots__ = ("kind", "named", "path")

    def __init__(self, path: str, kind: str, named: bool = False) -> None:
        self.path = path
        self.kind = kind
        self.named = named

    def __repr__(self) -> str:
        return f"Candidate({self.path!r}, {self.kind!r}{', named' if self.named else ''})"


class Discovery:
    """What was found; every list is in the order of the paths.

    foreign: files that were named and are nothing of ours. outside: links out of the boundary, which were
    not followed. directories: whether directories were given.
    """

    __slots__ = ("candidates", "directories", "foreign", "outside", "unreadable")

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self.unreadable: list[Unreadable] = []
        self.foreign: list[str] = []
        self.outside: list[str] = []
        self.directories = False


def discover_around(tree: Tree, changed: Collection[str]) -> Discovery:
    """The files of ours in the boundary, which changed files may have to do with; what is wrong with others
    is no matter. Only files of Terraform have to do with those of Terraform."""
    documents = any(kind_of(os.path.basename(path)) not in TERRAFORM for path in changed)
    discovery = discover(tree, [tree.boundary] if changed else [], documents=documents)
    discovery.directories = False
    discovery.outside = []
    discovery.unreadable = [one for one in discovery.unreadable if tree.real(one.path) in changed]
    return discovery


def discover(tree: Tree, paths: Sequence[str], *, documents: bool = True) -> Discovery:
    """The files of ours that are named or lie below the directories named. Raises NoSuchPath.

    A template or plan is one candidate, at its own path; a Terraform file is one in each directory that
    has it or a link to it. documents: whether templates and plans are searched for.
    """
    walk = Walk(tree)
    for path in paths:
        walk.start(path)
    walk.search()
    discovery = Discovery()
    discovery.directories = bool(walk.starts)
    discovery.outside = sorted(walk.outside)
    discovery.unreadable = walk.unreadable
    discovery.candidates = [
        walk.found[path] for path in sorted(walk.found) if walk.found[path].kind in TERRAFORM
    ]
    if documents:
        read: dict[str, Candidate] = {}
        for path in sorted([path for path, found in walk.found.items() if found.kind not in TERRAFORM]):
            read_document(tree, walk.found[path], path in walk.links, discovery, read)
        if read:
            discovery.candidates += read.values()
            discovery.candidates.sort(key=lambda candidate: candidate.path)
    discovery.unreadable.sort(key=lambda unreadable: unreadable.sort_key)
    return discovery


def read_document(
    tree: Tree, found: Candidate, is_link: bool, discovery: Discovery, documents: dict[str, Candidate]
) -> None:
    """Add a YAML, JSON or other file where it belongs; nowhere if it was found and is nothing of ours."""
    try:
        source = read_or_unpack(tree, found, is_link)
    except Unreadable as problem:
        note_problem(found, problem, discovery)
        return
    signature = recognise(source.data)
    if signature is None or signature.refused is not None:
        tree.forget(source)
        note_foreign(found, signature, discovery, source.data)
        return
    named = found.named or (source.path in documents and documents[source.path].named)
    documents[source.path] = Candidate(source.path, signature.kind, named)


def read_or_unpack(tree: Tree, found: Candidate, is_link: bool) -> Source:
    """Raises Unreadable."""
    if found.kind == "input":
        return tree.read_standard_input()
    try:
        return tree.read(found.path) if is_link else tree.read_found(found.path)
    except Unreadable as problem:
        packed = problem.sample
        if packed is None or not packed.startswith(GZIP_MAGIC) or problem.is_too_large:
            raise
        return tree.unpack(found.path, packed)


def note_problem(found: Candidate, problem: Unreadable, discovery: Discovery) -> None:
    """A file that cannot be read, or whose bytes are no text: unreadable if it may be ours."""
    # text of two or four bytes a character, without the mark that says so
    narrow = problem.sample.replace(b"\0", b"").lstrip(b"\xff\xfe") if problem.sample is not None else b""
    signature = recognise(narrow)
    may_be_ours = problem.sample is None or (signature is not None and signature.refused is None)
    if may_be_ours or (signature is None and should_be_ours(found)):
        discovery.unreadable.append(Unreadable(found.path, problem.line, problem.reason))
    else:
        note_foreign(found, signature, discovery)


def note_foreign(
    found: Candidate, signature: Signature | None, discovery: Discovery, data: bytes = b""
) -> None:
    """A file that is nothing of ours, or of a kind that is refused."""
    if signature is not None and signature.refused is not None:
        if found.named or not signature.passed_over:
            discovery.unreadable.append(Unreadable(found.path, None, signature.refused))
    elif should_be_ours(found, data):
        discovery.unreadable.append(Unreadable(found.path, None, NOT_OURS))
    elif found.named:
        discovery.foreign.append(found.path)


def should_be_ours(found: Candidate, data: bytes = b"") -> bool:
    """Whether a file that is nothing of ours is named as if it were. A list, as of parameters, is not."""
    if not found.named or found.kind == "input":
        return found.named
    return begins_an_object(data) or (found.kind == "json" and not data.lstrip().startswith(b"["))


def promised(name: str) -> str | None:
    """The kind of file that a name promises; None if it is no candidate's."""
    stem, dot, suffix = name.rpartition(".")
    if suffix == "gz":
        return "json" if stem.endswith(".json") and promised(stem) == "json" else None
    kind = KINDS.get(suffix) if dot else None
    if kind == "json" and stem.endswith((".tf", ".tofu", ".tfvars")):
        kind = KINDS[stem.rpartition(".")[2]]
    if kind == "terraform" and name.startswith("."):  # terraform passes over hidden files
        return None
    return kind


kind_of = remembering(promised, MOST_NAMES)


class Walk:
    """The search below the directories given; what it finds does not depend on the order of anything.

    links: what of it may be a link, or lie outside of the boundary.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.found: dict[str, Candidate] = {}
        self.unreadable: list[Unreadable] = []
        self.outside: set[str] = set()
        self.links: set[str] = set()
        self.starts: set[str] = set()
        self._seen: set[str] = set()
        self._waiting: list[tuple[str, IgnoreFile | None]] = []

    def start(self, path: str) -> None:
        if path == STANDARD_INPUT:
            place = self.tree.standard_input
            self.found[place] = Candidate(place, "input", named=True)
            return
        place = self.tree.place(path)
        try:
            mode = os.stat(place).st_mode
        except (OSError, ValueError) as error:
            if not (isinstance(error, PermissionError) or os.path.islink(place)):
                raise NoSuchPath(path) from None
            self._cannot_read(place, reason_of(error, place))
            return
        if stat.S_ISDIR(mode):
            real = self.tree.real(place)
            self.starts.add(real)
            self._waiting.append((real, ignores_above(self.tree, real)[0]))
        else:
            self.tree.name(place)
            self.links.add(place)
            self.found[place] = Candidate(place, kind_of(os.path.basename(place)) or "other", named=True)

    def search(self) -> None:
        while self._waiting:
            directory, ignores = self._waiting.pop()
            if directory not in self._seen:
                self._seen.add(directory)
                self._search(directory, ignores)

    def _search(self, directory: str, ignores: IgnoreFile | None) -> None:
        try:
            with os.scandir(directory) as scan:
                entries = list(scan)
        except OSError as error:
            self._cannot_read(directory, reason_of(error))
            return
        names = {entry.name for entry in entries}
        if directory not in self.starts and not VIRTUAL_ENVIRONMENT.isdisjoint(names):
            return
        if ".gitignore" in names:
            ignores = with_file(self.tree, directory, ".gitignore", ignores)
        if directory.endswith(CLOUD_ASSEMBLY):
            entries = [entry for entry in entries if not entry.name.startswith("asset.")]
        files: dict[str, str] = {}
        others = []
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                if kind := kind_of(entry.name):
                    files[entry.path] = kind
            elif entry.name not in NEVER_SEARCHED:
                others.append(entry)
        self.tree.note_searched(directory, names, files)
        ignoring = ignores if may_ignore(ignores, directory, names) else None
        found = self.found
        for path, kind in files.items():
            if path not in found and (ignoring is None or not is_ignored(path, False, ignoring)):
                found[path] = Candidate(path, kind)
        for entry in others:
            is_directory = entry.is_dir(follow_symlinks=False)
            if ignoring is None or not is_ignored(entry.path, is_directory, ignoring):
                self._enter(entry, is_directory, ignores)

    def _enter(self, entry: os.DirEntry[str], is_directory: bool, ignores: IgnoreFile | None) -> None:
        """Search a directory, follow a link, note what is no file and should be one."""
        if is_directory:
            self._waiting.append((entry.path, ignores))
        elif entry.is_symlink():
            self._follow(entry.path, kind_of(entry.name))
        elif kind_of(entry.name):
            self._cannot_read(entry.path, NO_FILE)

    def _follow(self, link: str, kind: str | None) -> None:
        real = self.tree.real(link)
        is_directory = os.path.isdir(real)
        if not within(real, self.tree.boundary):
            if kind or is_directory:
                self.outside.add(link)
        elif is_directory:
            names = self.tree.relative(real).split("/")
            ignores, ignored = ignores_above(self.tree, real)
            if not ignored and NEVER_SEARCHED.isdisjoint(names):
                self._waiting.append((real, ignores))
        elif kind:
            self.links.add(link)
            try:
                if stat.S_ISREG(os.stat(link).st_mode):
                    self._add(link, kind)
                else:
                    self._cannot_read(link, NO_FILE)
            except OSError as error:
                self._cannot_read(link, reason_of(error, link))

    def _add(self, path: str, kind: str) -> None:
        if path not in self.found:
            self.found[path] = Candidate(path, kind)

    def _cannot_read(self, path: str, reason: str) -> None:
        self.unreadable.append(Unreadable(path, None, reason))
