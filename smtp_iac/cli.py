"""The command line: arguments, streams and exit codes. No other module prints or exits."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from .finding import Report
    from .scan import Outcome

FORMATS = ("text", "json", "sarif")
EXPOSED, FAILED, NOTHING = 1, 2, 3
INTERRUPTED = 130  # as a shell says SIGINT

EPILOG = """\
exit codes:
  0  nothing that a gating policy speaks about
  1  a gating policy found an exposure (with --undecided=fail, an undecided rule too)
  2  wrong usage, a path that does not exist, or something that could not be read
  3  directories were given, and nothing in any of them is Terraform, CloudFormation or a plan
2 wins over 1, 1 over 3, 3 over 0.

undecided means that an input is missing, which the message names; it is never counted as clear.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return check(options)
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        if os.environ.get("SMTP_IAC_DEBUG"):
            raise
        say(f"internal error, nothing is judged: {type(error).__name__}: {first_line(error)}")
        say("please report it, with what SMTP_IAC_DEBUG=1 prints")
        return FAILED


def parser() -> ArgumentParser:
    from argparse import ArgumentParser, RawDescriptionHelpFormatter

    from . import __version__

    top = ArgumentParser(
        prog="smtp-iac",
        description="Tells, before anything is deployed, whether the internet can open TCP port 25 (SMTP) on "
        "your infrastructure code, and which line of which file lets it.",
        formatter_class=RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"smtp-iac {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check_parser = commands.add_parser(
        "check",
        help="judge Terraform, CloudFormation and plan files",
        description="Judge Terraform (.tf, .tf.json), CloudFormation (YAML, JSON) and plans as "
        "`terraform show -json` prints them.",
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add_check_arguments(check_parser)
    return top


def add_check_arguments(command: ArgumentParser) -> None:
    from . import __version__

    command.add_argument("paths", nargs="*", default=["."], metavar="PATH", help="files and directories [.]")
    command.add_argument("--format", choices=FORMATS, default="text", help="what to print [text]")
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
        "--undecided",
        choices=("warn", "fail", "hide"),
        default="warn",
        help="undecided rules: show and count them, exit 1 for them, or only count them [warn]",
    )
    command.add_argument("--version", action="version", version=f"smtp-iac {__version__}")


def variable(text: str) -> tuple[str, str]:
    from argparse import ArgumentTypeError

    name, equals, _ = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return ("var", text)


def check(options: Namespace) -> int:
    from .discover import NoSuchPath
    from .policy import PolicyError
    from .reading import Inputs
    from .scan import scan

    environment = {
        name.removeprefix("TF_VAR_"): value
        for name, value in sorted(os.environ.items())
        if name.startswith("TF_VAR_")
    }
    inputs = Inputs(options.variables or (), environment)
    try:
        outcome = scan(options.paths, os.getcwd(), inputs)
    except NoSuchPath as missing:
        say(f"{missing}: no such file or directory")
        return FAILED
    except PolicyError as error:
        say(str(error))
        return FAILED
    code = exit_code(outcome, options.undecided)
    write(outcome, options, code)
    return code


def exit_code(outcome: Outcome, undecided: str) -> int:
    report = outcome.report
    if report.unreadable:
        return FAILED
    if any(finding.gates and finding.verdict == "exposed" for finding in report.findings):
        return EXPOSED
    if undecided == "fail" and report.count("undecided"):
        return EXPOSED
    return NOTHING if outcome.nothing else 0


def write(outcome: Outcome, options: Namespace, code: int) -> None:
    from importlib import import_module

    from .reporters import Options

    for path in outcome.foreign:
        say(f"{path}: no Terraform, CloudFormation or plan: passed over")
    if outcome.nothing:
        say(f"nothing to check in {', '.join(options.paths)}")
    if options.format != "text":
        say_problems(outcome.report)
    elif outcome.nothing:
        return
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    style = Options(colour=colour, undecided=options.undecided, exit_code=code)
    reporter = import_module(f"smtp_iac.reporters.{options.format}")
    text = reporter.render(outcome.report, style)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def say_problems(report: Report) -> None:
    said = [(one.path, one.line, one.reason) for one in report.unreadable]
    said += [(one.path, one.line, one.message) for one in report.diagnostics]
    for path, line, text in said:
        place = report.paths.display(path) + (f":{line}" if line else "")
        say(f"{place}: {text}" if path else text)


def say(text: str) -> None:
    """A line for a person."""
    sys.stderr.write(f"smtp-iac: {text}\n".encode("ascii", "backslashreplace").decode())


def first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]


if __name__ == "__main__":
    sys.exit(main())
