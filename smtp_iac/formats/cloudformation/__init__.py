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
        from .read import read_file

        reading = Reading()
        for file in sorted(files, key=lambda each: each.path):
            read_file(file, tree, types, reading)
        return reading


FORMATS = (CloudFormation(),)
