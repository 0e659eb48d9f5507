"""What the command line gives to templates: parameters, the region and the account."""

from __future__ import annotations

from ....finding import Diagnostic
from ....source import Unreadable
from .parameter_files import Setting, settings_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ....reading import Inputs, Reading
    from ....source import Tree

# How a region's name begins -> its partition and the suffix of its service's URLs (botocore,
# data/partitions.json).
PARTITIONS = {
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
    "us-iso-": ("aws-iso", "c2s.ic.gov"),
    "us-isob-": ("aws-iso-b", "sc2s.sgov.gov"),
    "us-isof-": ("aws-iso-f", "csp.hci.ic.gov"),
    "eu-isoe-": ("aws-iso-e", "cloud.adc-e.uk"),
    "eusc-": ("aws-eusc", "amazonaws.eu"),
}


class Given:
    """The settings by the parameters that they name, the last one of each; pseudo: parameters of AWS's own
    and the option that says them. unread: a file that cannot be read, which may set any parameter."""

    __slots__ = ("pseudo", "settings", "unread")

    def __init__(self) -> None:
        self.settings: dict[str, Setting] = {}
        self.pseudo: dict[str, tuple[str, str]] = {}
        self.unread = ""

    @classmethod
    def to(cls, inputs: Inputs, tree: Tree, reading: Reading) -> Given:
        given = cls()
        for kind, text in inputs.parameters:
            if kind == "file":
                given._add_file(text, tree, reading)
            else:
                name, _, value = text.partition("=")
                name = name.strip()
                given.settings[name] = Setting(name, ((value, None),), f"--parameter {name}")
        if inputs.region:
            what = f"--region {inputs.region}"
            begins = (found for start, found in PARTITIONS.items() if inputs.region.startswith(start))
            partition, suffix = next(begins, ("aws", "amazonaws.com"))
            given.pseudo["AWS::Region"] = (inputs.region, what)
            given.pseudo["AWS::Partition"] = (partition, what)
            given.pseudo["AWS::URLSuffix"] = (suffix, what)
        if inputs.account_id:
            given.pseudo["AWS::AccountId"] = (inputs.account_id, f"--account-id {inputs.account_id}")
        return given

    def _add_file(self, path: str, tree: Tree, reading: Reading) -> None:
        shown = tree.display(tree.place(path))
        try:
            found = settings_of(tree.read_named(path), shown)
        except Unreadable as error:
            reading.unreadable.append(Unreadable(error.path, error.line, error.reason))
            self.settings.clear()
            self.unread = shown
            return
        self.settings.update({one.name: one for one in found})

    def undeclared(self, declared: Iterable[str], path: str) -> list[Diagnostic]:
        """The settings that name a parameter of no template; an option stands at `path`."""
        names = set(declared)
        found = []
        for name, one in sorted(self.settings.items()):
            if name not in names:
                line = None if one.span is None else one.span.line
                place = path if one.span is None else one.span.source.path
                message = f"no template has a parameter {name}, which {one.place} gives"
                found.append(Diagnostic(place, line, message))
        return found
