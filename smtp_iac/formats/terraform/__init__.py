"""Terraform configurations (`.tf` and `.tf.json`) and plans as JSON: their resources."""

from __future__ import annotations

from ...reading import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...reading import Candidate, Inputs
    from ...source import Tree


PLANS = ("plan", "state")


class Terraform:
    """A `reading.Format`."""

    kinds = frozenset(("terraform", "tfvars"))

    def read(self, files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]) -> Reading:
        from .reader import read

        return read(files, tree, inputs, types)


class Plan:
    """A `reading.Format`: what `terraform show -json` prints of a saved plan or a state; the files that may
    have been planned tell where its findings stand."""

    kinds = frozenset((*PLANS, "terraform"))

    def read(self, files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]) -> Reading:
        if not any(file.kind in PLANS for file in files):
            return Reading()
        from .plan.reader import read

        if inputs.changed is not None:
            files = [file for file in files if file.kind not in PLANS or file.path in inputs.changed]
        return read(files, tree, inputs, types)


FORMATS = (Terraform(), Plan())
