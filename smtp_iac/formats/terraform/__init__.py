"""Terraform configurations (`.tf` and `.tf.json`) and plans as JSON: their resources."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...reading import Candidate, Inputs, Reading
    from ...source import Tree


class Terraform:
    """A `reading.Format`."""

    kinds = frozenset(("terraform", "tfvars"))

    def read(self, files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]) -> Reading:
        from .reader import read

        return read(files, tree, inputs, types)


class Plan:
    """A `reading.Format`: what `terraform show -json` prints of a saved plan."""

    kinds = frozenset(("plan",))

    def read(self, files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]) -> Reading:
        from .plan.reader import read

        if inputs.changed is not None:
            files = [file for file in files if file.path in inputs.changed]
        return read(files, tree, types)


FORMATS = (Terraform(), Plan())
