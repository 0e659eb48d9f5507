"""What may be written on the command line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

FORMATS = ("text", "json", "sarif")
WIDTH = 100

EPILOG = """\
exit codes:
  0  nothing that a gating policy speaks about
  1  a gating policy found an exposure (with --undecided=fail, an undecided rule too)
  2  wrong usage, a path that does not exist, or something that could not be read
  3  directories were given, and nothing in any of them is Terraform, CloudFormation or a plan
2 wins over 1, 1 over 3, 3 over 0.

undecided means that an input is missing, which the message names; it is never counted as clear.
"""


def parser(command: str = "") -> ArgumentParser:
    """The parser; with a command that there is, of this command only: a start needs no other."""
    from argparse import ArgumentParser, RawDescriptionHelpFormatter
    from functools import partial

    from . import __version__

    # Without a width, every argument that is added asks for the terminal's, through shutil: 7 ms (measured).
    formatter = partial(RawDescriptionHelpFormatter, width=WIDTH)
    top = ArgumentParser(
        prog="smtp-iac",
        description="Tells, before anything is deployed, whether the internet can open TCP port 25 (SMTP) on "
        "your infrastructure code, and which line of which file lets it.",
        formatter_class=formatter,
    )
    top.add_argument("--version", action="version", version=f"smtp-iac {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in [command] if command in COMMANDS else COMMANDS:
        add_arguments, line, description, epilog = COMMANDS[name]
        added = commands.add_parser(
            name, help=line, description=description, epilog=epilog, formatter_class=formatter
        )
        add_arguments(added)
    return top


def add_check_arguments(command: ArgumentParser) -> None:
    from . import __version__

    add_paths(command)
    command.add_argument(
        "--changed",
        action="store_true",
        help="the PATHs are files that changed: judge only the root modules, stacks and plans that they "
        "reach, with everything that those read",
    )
    command.add_argument("--format", choices=FORMATS, default="text", help="what to print [text]")
    add_inputs(command)
    command.add_argument(
        "--undecided",
        choices=("warn", "fail", "hide"),
        default="warn",
        help="undecided rules: show and count them, exit 1 for those of gating policies, or only count them "
        "[warn]",
    )
    command.add_argument(
        "--only-new",
        action="store_true",
        help="of plans, report only what they newly open; what is still open is counted",
    )
    add_policy_arguments(command)
    command.add_argument("--version", action="version", version=f"smtp-iac {__version__}")


def add_why_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "address",
        metavar="ADDRESS",
        help="as terraform writes it, or a logical id (Stack/LogicalId where stacks are nested)",
    )
    add_paths(command)
    add_inputs(command)
    add_policy_arguments(command)


def add_list_arguments(command: ArgumentParser) -> None:
    command.add_argument("--format", choices=("text", "json"), default="text", help="what to print [text]")
    add_policy_arguments(command)


def add_explain_arguments(command: ArgumentParser) -> None:
    command.add_argument("ids", nargs="+", metavar="POLICY", help="the id: SMTP001")
    command.add_argument("--policies", default="", metavar="DIR", help="a directory of your own policies")


def add_paths(command: ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and directories [.]; - is standard input"
    )


def add_inputs(command: ArgumentParser) -> None:
    """What gives values to variables and parameters, and says where plans and templates belong."""
    command.add_argument(
        "--var",
        action="append",
        dest="variables",
        type=variable,
        metavar="NAME=VALUE",
        help="a value for a variable of the root modules",
    )
    command.add_argument(
        "--var-file",
        action="append",
        dest="variables",
        type=lambda path: ("file", path),
        metavar="FILE",
        help="a tfvars file for the root modules; with --var, the last one wins",
    )
    command.add_argument(
        "--workspace",
        metavar="NAME",
        help="what terraform.workspace is [TF_WORKSPACE, or what terraform workspace select left]",
    )
    command.add_argument(
        "--parameter",
        action="append",
        dest="parameters",
        type=parameter,
        metavar="KEY=VALUE",
        help="a value for a parameter of the CloudFormation templates",
    )
    command.add_argument(
        "--parameters",
        action="append",
        dest="parameters",
        type=lambda path: ("file", path),
        metavar="FILE",
        help="a parameter file for the templates, JSON or YAML; with --parameter, the last one wins",
    )
    command.add_argument(
        "--region", default="", metavar="NAME", help="the region that templates are deployed to [unknown]"
    )
    command.add_argument(
        "--account-id", default="", metavar="ID", help="the account that templates are deployed to [unknown]"
    )
    command.add_argument(
        "--source",
        action="append",
        dest="sources",
        metavar="DIR",
        help="the root module that a plan was made of, where its findings stand [the plan's directory]",
    )


def add_policy_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "--ports",
        type=ports,
        default=(),
        metavar="PORT,…",
        help="the ports that policies ask about which name none themselves [25]",
    )
    command.add_argument(
        "--policies", default="", metavar="DIR", help="a directory of your own policies, asked beside ours"
    )
    command.add_argument(
        "--only-policies",
        type=names,
        default=(),
        metavar="POLICY,…",
        help="ask these policies only [all of them]",
    )
    command.add_argument(
        "--gate",
        type=names,
        default=(),
        metavar="POLICY,…|all",
        help="the policies whose findings end the run with 1 [those that say so: smtp-iac policies]",
    )


def ports(text: str) -> tuple[int, ...]:
    from argparse import ArgumentTypeError

    from .policy import MOST_PORTS, port_of

    found = [port_of(one.strip()) for one in text.split(",")]
    if None in found:
        wrong = text.split(",")[found.index(None)].strip()
        raise ArgumentTypeError(f"{wrong!r} is not a port, 0 to 65535")
    if len(found) > MOST_PORTS:
        raise ArgumentTypeError(f"more than {MOST_PORTS} ports")
    return tuple([port for port in found if port is not None])


def names(text: str) -> tuple[str, ...]:
    from argparse import ArgumentTypeError

    found = tuple([one.strip() for one in text.split(",")])
    if not all(found):
        raise ArgumentTypeError(f"{text!r} is not POLICY,POLICY,…")
    return found


def variable(text: str) -> tuple[str, str]:
    from argparse import ArgumentTypeError

    name, equals, _ = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return ("var", text)


def parameter(text: str) -> tuple[str, str]:
    from argparse import ArgumentTypeError

    name, equals, _ = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return ("parameter", text)


COMMANDS: dict[str, tuple[Callable[[ArgumentParser], None], str, str, str | None]] = {
    "check": (
        add_check_arguments,
        "judge Terraform, CloudFormation and plan files",
        "Judge Terraform and OpenTofu (.tf, .tofu, their JSON), CloudFormation (YAML, JSON) and plans and "
        "states as `terraform show -json` prints them.",
        EPILOG,
    ),
    "why": (
        add_why_arguments,
        "explain how everything about one resource is decided",
        "Print the decision about one group, rule, network ACL or what they are attached to, step by step: "
        "what each rule admits on TCP 25 and why not, what is unknown, the reach. Ends with 0 where it could "
        "explain, with 2 where nothing has the address.",
        None,
    ),
    "policies": (
        add_list_arguments,
        "list the policies",
        "List the policies: id, severity, whether findings end the run with 1, name.",
        None,
    ),
    "explain": (
        add_explain_arguments,
        "say what a policy is about: why, an example, what to write instead",
        "Print the pages of policies.",
        None,
    ),
}
"""What adds the arguments of a command, a line about it, what its help says first and last."""
