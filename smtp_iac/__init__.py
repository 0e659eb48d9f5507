"""Whether the internet can open TCP port 25 on infrastructure code, and which line lets it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .finding import Report

__version__ = "0.1.0"


def check(
    paths: Sequence[str],
    *,
    working_directory: str = ".",
    variables: Sequence[tuple[str, str]] = (),
    workspace: str = "",
    parameters: Sequence[tuple[str, str]] = (),
    region: str = "",
    account_id: str = "",
    policies: str = "",
    only_policies: Sequence[str] = (),
    ports: Sequence[int] = (),
    gate: Sequence[str] = (),
    only_new: bool = False,
) -> Report:
    """Judge everything below the paths.

    variables: in order, each ("var", "name=value") or ("file", path of a tfvars file). workspace: what
    terraform.workspace is. parameters: of templates, in order, each ("parameter", "Key=Value") or ("file",
    path of a parameter file). region, account_id: where templates are deployed. policies: a directory of
    policies, asked beside our own. only_policies: ids; without them all are asked. ports: those that policies
    ask about which name none, [25] without them. gate: ids of the policies whose findings say that they gate,
    in place of those that do by themselves; "all" is every one. only_new: without the findings by which plans
    open nothing. The environment is not read. Raises discover.NoSuchPath for a path that does not exist,
    policy.PolicyError for a policy that cannot be used and policy.NoSuchPolicy for an id that none has; what
    cannot be read in the paths is in the report.
    """
    import os

    from .policy import PolicyOptions
    from .reading import Inputs
    from .scan import scan

    inputs = Inputs(
        variables,
        workspace=(workspace, f"workspace {workspace}") if workspace else None,
        parameters=parameters,
        region=region,
        account_id=account_id,
    )
    options = None
    if policies or only_policies or ports or gate:
        options = PolicyOptions(policies, ports=ports, gate=gate, only=only_policies)
    return scan(paths, os.path.abspath(working_directory), inputs, options, only_new=only_new).report
