"""What `terraform init` has put on disk: `.terraform/modules/modules.json` and the directories it names.

The file is `{"Modules": [{"Key": "a.b", "Source": …, "Version": …, "Dir": …}]}`: the key is the way of call
names from the root, the directory is relative to where terraform ran. Field names are read in any case, as Go
does.
"""

from __future__ import annotations

import os

from ....source import Unreadable
from ..syntax import SyntaxProblem
from .module_source import normalised

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....source import Source
    from ..declarations.configuration import Configurations
    from ..syntax.json_values import JsonNode

DATA_DIRECTORY = ".terraform"
FIELDS = ("Key", "Source", "Version", "Dir")


class Record:
    """source: as terraform compares it; directory: where the code is, "" for nowhere."""

    __slots__ = ("directory", "source", "version")

    def __init__(self, source: str, version: str, directory: str) -> None:
        self.source = source
        self.version = version
        self.directory = directory


class Installed:
    """The installed modules of one root by their keys. broken: the file is there and cannot be read."""

    __slots__ = ("broken", "records")

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.broken = False


class Installations:
    """The manifests of the roots, each read once. data_directory: what TF_DATA_DIR says."""

    __slots__ = ("_known", "configurations", "data_directory")

    def __init__(self, configurations: Configurations, data_directory: str = "") -> None:
        self.configurations = configurations
        self.data_directory = data_directory or DATA_DIRECTORY
        self._known: dict[str, Installed] = {}

    def of(self, root_directory: str) -> Installed:
        known = self._known.get(root_directory)
        if known is None:
            known = self._known[root_directory] = Installed()
            self._read(root_directory, known)
        return known

    def has_none(self, root_directory: str) -> bool:
        """Whether it is plain that nothing is installed for a root."""
        return self.configurations.tree.lacks(root_directory, self.data_directory)

    def _read(self, root_directory: str, installed: Installed) -> None:
        if self.has_none(root_directory):
            return
        tree = self.configurations.tree
        path = os.path.join(root_directory, self.data_directory, "modules", "modules.json")
        if not tree.exists_file(path):
            return
        tree.note_installed(os.path.dirname(path))
        try:
            source = tree.read(path)
            if source.data:
                installed.records = records_of(source, root_directory)
        except Unreadable as error:
            self.configurations.cannot_read(error.path, error.line, error.reason)
            installed.broken = True
        except SyntaxProblem as problem:
            self.configurations.syntax_problem(source, problem)
            installed.broken = True


def records_of(source: Source, root_directory: str) -> dict[str, Record]:
    """Raises SyntaxProblem where terraform cannot read the file either."""
    from ..syntax.json_values import parse_json

    top = parse_json(source.data)
    if top.kind not in ("object", "null"):
        raise SyntaxProblem(top.start, "a list of installed modules is an object")
    listed = field(top, "Modules")
    if listed is None or listed.kind == "null":
        return {}
    if listed.kind != "array":
        raise SyntaxProblem(listed.start, "Modules is no array")
    from .module_version import Version

    found: dict[str, Record] = {}
    for node in listed.value:
        if node.kind not in ("object", "null"):
            raise SyntaxProblem(node.start, "an installed module is an object")
        key, recorded, version, directory = [text_of(node, name) for name in FIELDS]
        if key in found:
            raise SyntaxProblem(node.start, f'two installed modules have the key "{key}"')
        if version and Version.parse(version) is None:
            raise SyntaxProblem(node.start, f'"{version}" is no version')
        place = os.path.normpath(os.path.join(root_directory, directory)) if directory else ""
        found[key] = Record(normalised(recorded), version, place)
    return found


def field(node: JsonNode, name: str) -> JsonNode | None:
    if node.kind != "object":
        return None
    values = [value for key, value in node.value if key.value.lower() == name.lower()]
    return values[-1] if values else None


def text_of(node: JsonNode, name: str) -> str:
    value = field(node, name)
    if value is None or value.kind == "null":
        return ""
    if value.kind != "string":
        raise SyntaxProblem(value.start, f"{name} is no text")
    return str(value.value)
