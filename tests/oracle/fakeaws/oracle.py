"""`Oracle`: the real terraform's plan of a directory, as JSON.

The directory is copied and planned there. Port and socket are private to each Oracle, so any number may run
at once.

Limits: one thread for each Oracle; a directory is seen as it was when first planned; backend and cloud blocks
are overridden by a local backend, state files are left out; no git or http sources of modules, no import
blocks; `.tf.json` may use the types of `schemas.py` only; what only AWS would refuse is accepted.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import placing, provider, registry
from .cloud import Cloud
from .needed import blocks_of, needed

DEFER = b"\n  depends_on = [terraform_data.oracle_unknown]\n"
PLAN = ("plan", "-out=oracle.plan", "-no-color", "-lock=false", "-refresh=false")
APPLY = ("apply", "-auto-approve", "-no-color", "-lock=false")
BACKEND = 'terraform {\n  backend "local" {}\n}\n'
SETTINGS = """disable_checkpoint = true
host "registry.terraform.io" {
  services = {
    "modules.v1" = "http://127.0.0.1:%d/"
  }
}
"""


class Oracle:
    """Use it as a context manager.

    roots: the directories that will be planned. modules: {"namespace/name/provider": directory} of the
    registry. unknown_data: data sources are read during apply (everything computed is unknown) instead of
    having placeholders; this adds `terraform_data.oracle_unknown` to each folder with data sources, and does
    not reach data blocks that have a depends_on of their own. applies: resources can be made, in memory.
    inline_blocks: ingress and egress are blocks, so that `places` tells where what is inside them stands; a
    list of them is refused then.
    """

    def __init__(
        self,
        roots: Iterable[Path],
        modules: Mapping[str, Path] | None = None,
        *,
        unknown_data: bool = False,
        applies: bool = False,
        inline_blocks: bool = False,
    ) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="oracle")
        self.directory = Path(self._directory.name).resolve()
        self.unknown_data = unknown_data
        self._copies: set[Path] = set()
        served = {name: path.resolve() for name, path in (modules or {}).items()}
        found = needed([*roots, *served.values()])
        served = {name: self.copy(path) for name, path in served.items()}
        socket = str(self.directory / "s")
        if inline_blocks:
            found.schemas["resources"] = placing.with_blocks(found.schemas["resources"])
        self._provider = Cloud(found.schemas) if applies else placing.PlacingProvider(found.schemas)
        self._server = provider.serve(self._provider, socket)
        self._registry = registry.serve(served, found.versions)
        settings = self.directory / "settings"
        settings.write_text(SETTINGS % self._registry.server_address[1])
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "AWS_"))}
        self._environment.update(
            TF_CLI_CONFIG_FILE=str(settings),
            CHECKPOINT_DISABLE="1",
            TF_IN_AUTOMATION="1",
            TF_INPUT="0",
            TF_REATTACH_PROVIDERS=provider.reattach(dict.fromkeys(found.providers, socket)),
        )

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop(0).wait()
        self._registry.shutdown()
        self._registry.server_close()
        self._directory.cleanup()

    def copy(self, root: Path) -> Path:
        """Where a directory is planned; terraform's own `.terraform/modules` is there afterwards."""
        work = self.directory / hashlib.sha256(bytes(root.resolve())).hexdigest()[:8]
        if work not in self._copies:
            self._copies.add(work)
            skip = shutil.ignore_patterns(".git", ".terraform*", "terraform.tfstate*")
            shutil.copytree(root, work, ignore=skip, symlinks=True)
            if self.unknown_data:
                defer_data(work)
        return work

    def plan(
        self,
        root: Path,
        sub: str = ".",
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> tuple[dict[str, Any] | None, str]:
        """(plan JSON, "") or (None, error text) of root/sub; root is copied whole, so that `../..` works.

        The JSON is that of `terraform show -json`: keys with nothing in them may be absent. arguments: more
        of `terraform plan`; environment: more variables, such as TF_VAR_x.
        """
        directory = self.copy(root) / sub
        (directory / "oracle_override.tf").write_text(BACKEND)
        for step in (("init", "-no-color"), (*PLAN, *arguments)):
            done = self._terraform(directory, environment or {}, *step)
            if done.returncode:
                return None, step[0] + ": " + (done.stderr or done.stdout).strip()
        done = self._terraform(directory, {}, "show", "-json", "oracle.plan")
        return (json.loads(done.stdout), "") if done.returncode == 0 else (None, "show: " + done.stderr)

    def apply(self, root: Path, sub: str = ".", arguments: Sequence[str] = ()) -> dict[str, Any]:
        """Make everything in root/sub, read it again, and give the state as `terraform show -json` prints it.
        Raises RuntimeError."""
        directory = self.copy(root) / sub
        (directory / "oracle_override.tf").write_text(BACKEND)
        again = (*APPLY, "-refresh-only")
        for step in (("init", "-no-color"), (*APPLY, *arguments), (*again, *arguments), ("show", "-json")):
            done = self._terraform(directory, {}, *step)
            if done.returncode:
                raise RuntimeError(step[0] + ": " + (done.stderr or done.stdout).strip())
        state: dict[str, Any] = json.loads(done.stdout)
        return state

    def places(self, root: Path, sub: str = ".", arguments: Sequence[str] = ()) -> list[placing.Position]:
        """Where terraform itself says that each attribute and list element of root/sub stands, which has been
        planned; about 15 ms a place. Paths are absolute, in the copy."""
        directory = self.copy(root) / sub
        assert isinstance(self._provider, placing.PlacingProvider)
        self._provider.is_placing = True
        try:
            done = self._terraform(directory, {}, "plan", "-json", *PLAN[2:], *arguments)
        finally:
            self._provider.is_placing = False
        return placing.positions(done.stdout, directory)

    def _terraform(
        self, directory: Path, environment: Mapping[str, str], *arguments: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", *arguments],
            cwd=directory,
            env={**self._environment, **environment},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=300,
            check=False,
        )


def defer_data(folder: Path) -> None:
    """Make every data source below the folder depend on a resource with a pending change: terraform then
    reads it during apply."""
    for directory in {path.parent for path in folder.rglob("*.tf")}:
        deferred = [defer_in(path) for path in directory.glob("*.tf") if path.is_file()]
        if any(deferred):
            (directory / "oracle_unknown.tf").write_text('resource "terraform_data" "oracle_unknown" {}\n')


def defer_in(path: Path) -> bool:
    data = path.read_bytes()
    pieces, at = [], 0
    for block in blocks_of(path):
        if block.type == "data" and block.body().attribute("depends_on") is None:
            pieces += [data[at : block.body_start], DEFER, data[block.body_start : block.end - 1], b"\n"]
            at = block.end - 1
    if pieces:
        path.write_bytes(b"".join([*pieces, data[at:]]))
    return bool(pieces)
