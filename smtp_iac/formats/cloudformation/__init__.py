"""CloudFormation templates, in YAML and JSON, as resources."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...reading import Candidate, Inputs, Reading
    from ...source import Tree


class CloudFormation:
    kinds = frozenset(("cloudformation",))

    def read(self, files: Sequence[Candidate], tree: Tree, inputs: Inputs, types: frozenset[str]) -> Reading:
        """The resources of every template among the files; a file that is no template is passed over."""
        from ...reading import Reading
        from .read import read_files

        reading = Reading()
        read_files(sorted(files, key=lambda each: each.path), tree, inputs, types, reading)
        return reading


FORMATS = (CloudFormation(),)
