"""What a provider and a registry must offer so that terraform plans some directories: resource types and
their arguments, provider addresses, module versions. Read off the files with the project's own block index.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from smtp_iac.formats.terraform.syntax import SyntaxProblem
from smtp_iac.formats.terraform.syntax.blocks import Block, index
from smtp_iac.formats.terraform.syntax.bodies import Body

from . import schemas

STEP = r"(?:\[[^\]\n]*\]|\.\*|\.\d+)"
REFERENCE = re.compile(rf"(\bdata\.)?\b([a-z][a-z0-9_]*)\.[A-Za-z_][\w-]*((?:{STEP}*\.[a-z_]\w*)+)")
FIELD = re.compile(rf"(?:{STEP}|\.([a-z_]\w*))")
META = {"count", "for_each", "provider", "depends_on"}
OF_PROVIDER = {"alias", "version"}
META_BLOCKS = {"lifecycle", "provisioner", "connection", "dynamic"}
LISTS = {"values", "actions", "resources", "not_actions", "not_resources", "identifiers"}
BUILTIN = {"terraform", "terraform_data", "terraform_remote_state"}
LAX = {"type": "dynamic", "optional": True, "computed": True}
WRITE_ONLY = {"type": "dynamic", "optional": True, "write_only": True}
THROUGH_LOCALS = {"aws_eks_cluster": ["kubernetes_network_config", "service_ipv4_cidr"]}
"""What real modules refer to in a way that REFERENCE does not see."""
VERSION = re.compile(r"\d+(?:\.\d+){0,2}")


class Needed(NamedTuple):
    schemas: dict[str, Any]  # as provider.Provider wants them
    providers: list[str]  # source addresses
    versions: list[str]  # of modules, that satisfy the constraints that were met


def blocks_of(path: Path) -> list[Block]:
    """The top-level blocks of a file, none where it is unreadable."""
    try:
        return index(path.read_bytes())
    except SyntaxProblem:
        return []


def files_below(roots: Iterable[Path]) -> Iterator[Path]:
    for root in roots:
        for folder, inner, names in os.walk(root):
            inner[:] = [name for name in inner if name not in (".git", ".terraform")]
            yield from (Path(folder, name) for name in names if name.endswith((".tf", ".tofu")))


class Collector:
    def __init__(self) -> None:
        self.resources: dict[str, Any] = {}
        self.data: dict[str, Any] = {}
        self.provider = empty()
        self.provider_meta = empty()
        self.sources: dict[str, set[str]] = {}
        self.used = {"aws"}
        self.versions = {f"{major}.{minor}.0" for major in range(40) for minor in (0, 9, 99)}

    def add(self, block: Block) -> None:
        if block.type in ("resource", "data") and block.labels and block.labels[0] not in BUILTIN:
            self.used.add(block.labels[0].split("_")[0])
            table = self.resources if block.type == "resource" else self.data
            collect(block.body(), table.setdefault(block.labels[0], empty()), META)
        elif block.type == "provider" and block.labels:
            self.used.add(block.labels[0])
            collect(block.body(), self.provider, OF_PROVIDER)
        elif block.type == "module":
            self._add_version(block.body())
        elif block.type == "terraform":
            self._add_settings(block.body())

    def _add_version(self, body: Body) -> None:
        attribute = body.attribute("version")
        for found in VERSION.findall(attribute.text.decode()) if attribute else []:
            major, minor, patch = ([int(part) for part in found.split(".")] + [0, 0])[:3]
            self.versions |= {f"{major}.{minor}.{patch}", f"{major}.{minor}.{patch + 1}"}

    def _add_settings(self, body: Body) -> None:
        for block in body.blocks_of("provider_meta"):
            collect(block.body(), self.provider_meta)
        for block in body.blocks_of("required_providers"):
            for name, attribute in block.body().attributes.items():
                self.used.add(name)
                found = re.search(r'source"?\s*[=:]\s*"([^"]+)"', attribute.text.decode())
                if found:
                    self.sources.setdefault(name, set()).add(found[1])

    def add_references(self, text: str) -> None:
        """Attributes that only the provider sets, where something refers to them."""
        for found in REFERENCE.finditer(text):
            table = self.data if found[1] else self.resources
            if found[2] in table:
                refer(table[found[2]], [name for name in FIELD.findall(found[3]) if name])

    def finished(self) -> Needed:
        for type_, names in THROUGH_LOCALS.items():
            if type_ in self.resources:
                refer(self.resources[type_], names)
        for table, real in ((self.resources, schemas.RESOURCES), (self.data, schemas.DATA)):
            for schema in table.values():
                schema["attributes"].setdefault("id", {**LAX, "type": "string"})
                for name in ("arn", "name", "tags_all"):  # `for k, v in aws_x.y : v.arn` is no REFERENCE
                    if name not in schema["blocks"]:
                        schema["attributes"].setdefault(name, dict(LAX))
            table.update(real)
        for name, schema in self.data.items():
            if name not in schemas.DATA:
                without_dynamic(schema)
        addresses: set[str] = set()
        for name in self.used - {"terraform"}:
            addresses |= self.sources.get(name, set()) | {"hashicorp/" + name}
        found = {
            "provider": self.provider,
            "provider_meta": self.provider_meta,
            "resources": self.resources,
            "data": self.data,
        }
        return Needed(found, sorted(one for one in addresses if "builtin" not in one), sorted(self.versions))


def empty() -> dict[str, Any]:
    return {"attributes": {}, "blocks": {}}


def collect(body: Body, into: dict[str, Any], without: Collection[str] = ()) -> None:
    for name in body.attributes:
        if name not in without:
            into["attributes"].setdefault(name, dict(WRITE_ONLY if name.endswith("_wo") else LAX))
    for block in body.blocks:
        if block.type == "dynamic" and block.labels:
            for content in block.body().blocks_of("content"):
                nested(into, block.labels[0], content.body())
        elif block.type not in META_BLOCKS:
            nested(into, block.type, block.body())


def nested(into: dict[str, Any], name: str, body: Body) -> None:
    into["attributes"].pop(name, None)
    inner = into["blocks"].setdefault(name, {"nesting": "list", "block": empty()})
    collect(body, inner["block"])


def refer(schema: dict[str, Any], names: list[str]) -> None:
    """An attribute that is referred to, where it is in nested blocks there."""
    name, *inside = names
    if name not in schema["blocks"]:
        schema["attributes"].setdefault(name, dict(LAX))
    elif inside:
        refer(schema["blocks"][name]["block"], inside)


def without_dynamic(schema: dict[str, Any]) -> None:
    """terraform panics on an unknown list of blocks whose attributes are dynamic."""
    for inner in schema["blocks"].values():
        for name, attribute in inner["block"]["attributes"].items():
            attribute.update(type=["set", "string"] if name in LISTS else "string", computed=False)
        without_dynamic(inner["block"])


def needed(roots: Iterable[Path]) -> Needed:
    collector = Collector()
    texts = []
    for path in files_below(roots):
        texts.append(path.read_text("utf-8", "replace"))
        for block in blocks_of(path):
            collector.add(block)
    for text in texts:
        collector.add_references(text)
    return collector.finished()
