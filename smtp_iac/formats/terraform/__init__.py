"""Terraform configurations: `.tf` and `.tf.json`, their variables, modules and resources."""

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


FORMATS = (Terraform(),)
