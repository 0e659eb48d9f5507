"""`terraform.workspace`: the option, then TF_WORKSPACE, then what `terraform workspace select` left behind.

Without any of these it is not "default": which workspace a configuration will be applied in is not known from
its text.
"""

from __future__ import annotations

import os

from ....source import Span, Unreadable
from ....value import Facts, Known, Missing, Origin, Refused, Unknown
from ..modules.installed import DATA_DIRECTORY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....reading import Inputs
    from ....value import Outcome
    from ..declarations.configuration import Configurations
    from ..evaluation.scope import Scope

TEXT = Facts(type="string", not_null=True)
DURING_A_RUN = "is known only while terraform runs"


def chosen(directory: str, inputs: Inputs, configurations: Configurations) -> Known | None:
    """The workspace of a root module; None where nothing says it."""
    if inputs.workspace is not None:
        name, given_by = inputs.workspace
        return Known(name, Origin(given_by, None))
    data_directory = inputs.data_directory or DATA_DIRECTORY
    if configurations.tree.lacks(directory, data_directory):
        return None
    path = os.path.join(directory, data_directory, "environment")
    if not configurations.tree.exists_file(path):
        return None
    try:
        source = configurations.tree.read(path)
    except Unreadable as error:
        configurations.cannot_read(error.path, error.line, error.reason)
        return None
    text = source.data.strip()
    start = source.data.find(text)
    origin = Origin("selected workspace", Span(source, start, start + len(text)))
    return Known(text.decode("utf-8", "replace") or "default", origin)


def attribute(name: str, scope: Scope, span: Span) -> Outcome:
    """`terraform.NAME`."""
    origin = Origin("", span)
    if name == "applying":
        return _open(name, DURING_A_RUN, origin, scope)
    if name != "workspace":
        return Refused(f"terraform.{name} does not exist", origin)
    given = scope.module.world.given.workspace
    return _open(name, "is chosen when terraform runs", origin, scope) if given is None else given


def _open(name: str, why: str, origin: Origin, scope: Scope) -> Unknown:
    missing = Missing(f"terraform.{name}", why, "nobody can know", origin.span)
    facts = TEXT if name == "workspace" else Facts(type="bool", not_null=True)
    return Unknown(f"{scope.module.root}|terraform.{name}", missing, origin, facts)


def ephemeral(type_: str, name: str, scope: Scope, span: Span) -> Unknown:
    """`ephemeral.TYPE.NAME`."""
    address = f"ephemeral.{type_}.{name}"
    origin = Origin("", span)
    missing = Missing(scope.module.prefixed(address), DURING_A_RUN, "nobody can know", origin.span)
    return Unknown(scope.module.id(address), missing, origin)
