"""What may be written on the command line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

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


def parser() -> ArgumentParser:
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
    check_parser = commands.add_parser(
        "check",
        help="judge Terraform, CloudFormation and plan files",
        description="Judge Terraform and OpenTofu (.tf, .tofu, their JSON), CloudFormation (YAML, JSON) and "
        "plans and states as `terraform show -json` prints them.",
        epilog=EPILOG,
        formatter_class=formatter,
    )
    add_check_arguments(check_parser)
    why_parser = commands.add_parser(
        "why",
        help="explain how everything about one resource is decided",
        description="Print the decision about one group, rule, network ACL or what they are attached to, "
        "step by step: what each rule admits on TCP 25 and why not, what is unknown, the reach. Ends with 0 "
        "where it could explain, with 2 where nothing has the address.",
        formatter_class=formatter,
    )
    why_parser.add_argument(
        "address",
        metavar="ADDRESS",
        help="as terraform writes it, or a logical id (Stack/LogicalId where stacks are nested)",
    )
    add_paths(why_parser)
    add_inputs(why_parser)
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
        help="undecided rules: show and count them, exit 1 for them, or only count them [warn]",
    )
    command.add_argument(
        "--only-new",
        action="store_true",
        help="of plans, report only what they newly open; what is still open is counted",
    )
    command.add_argument("--version", action="version", version=f"smtp-iac {__version__}")


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
