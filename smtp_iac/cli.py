"""The command line: streams and exit codes. No other module prints or exits."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .finding import Report
    from .policy import Policy, PolicyOptions
    from .reading import Inputs
    from .scan import Outcome

EXPOSED, FAILED, NOTHING = 1, 2, 3
INTERRUPTED = 130  # as a shell says SIGINT
WITHOUT_OPTIONS: dict[str, object] = {
    "changed": False,
    "format": "text",
    "variables": None,
    "workspace": None,
    "parameters": None,
    "region": "",
    "account_id": "",
    "sources": None,
    "undecided": "warn",
    "only_new": False,
    "ports": (),
    "policies": "",
    "only_policies": (),
    "gate": (),
}
"""What the parser gives for `check` with nothing but paths."""


class Arguments:
    """What the command line asks for, by the names of its arguments. `types.SimpleNamespace` is the same, and
    `types` takes a hundredth of a small run to load (measured)."""

    def __init__(self, **said: object) -> None:
        self.__dict__.update(said)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...


def run() -> int:
    """The console script. A run is short and makes hardly a cycle: collecting garbage was a quarter of the
    time that a plan of 6 MB took, and freed nothing; freeing each object at the end was a tenth of a run over
    1,800 files, though the system takes all memory back at once (measured)."""
    import gc

    gc.disable()
    code = main()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):  # Python's own end says what it says of such streams
        return code
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    words = sys.argv[1:] if arguments is None else arguments
    options = only_paths(words) or parsed(words)
    try:
        return COMMANDS[options.command](options)
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("SMTP_IAC_DEBUG"):
            raise
        say("please report this, with what SMTP_IAC_DEBUG=1 prints:")
        reason = f"internal error, nothing is judged: {type(error).__name__}: {first_line(error)}"
        return fail(options, os.curdir, reason)


def only_paths(words: Sequence[str]) -> Arguments | None:
    """What `check PATH…` asks for, without argparse: that takes 4 ms, a tenth of a small run (measured). None
    where more is written than that."""
    if not words or words[0] != "check" or any(word.startswith("-") for word in words):
        return None
    return Arguments(command="check", paths=list(words[1:]), **WITHOUT_OPTIONS)


def parsed(words: Sequence[str]) -> Arguments:
    """What the words ask for. Raises SystemExit, after argparse has said why."""
    from .arguments import parser

    command = parser(words[0] if words else "")
    options = command.parse_args(words, Arguments())
    if getattr(options, "paths", []).count("-") > 1:
        command.error("standard input (-) can be given once only")
    return options


def list_policies(options: Arguments) -> int:
    from .policy_pages import as_json, as_table

    return show_policies(policy_options(options), as_json if options.format == "json" else as_table)


def explain(options: Arguments) -> int:
    from .policy import PolicyOptions
    from .policy_pages import pages

    return show_policies(PolicyOptions(options.policies, only=options.ids, with_examples=True), pages)


def show_policies(which: PolicyOptions | None, render: Callable[[list[Policy]], str]) -> int:
    from .policy import NoSuchPolicy, PolicyError
    from .scan import load_policies

    try:
        return print_out(render(load_policies(which)), 0)
    except (NoSuchPolicy, PolicyError) as error:
        say(str(error))
        return FAILED


def check(options: Arguments) -> int:
    from .paths import STANDARD_INPUT

    if options.changed and STANDARD_INPUT in options.paths:
        return fail(options, STANDARD_INPUT, "--changed takes the names of files")
    outcome = scanned(options, paths_of(options), changed=options.changed, only_new=options.only_new)
    if isinstance(outcome, int):
        return outcome
    code = exit_code(outcome, options.undecided)
    return write(outcome, options, code)


def scanned(
    options: Arguments, paths: Sequence[str], *, changed: bool = False, only_new: bool = False
) -> Outcome | int:
    """What there is in the paths; where nothing can be judged, that is said, and here is the exit code."""
    from .discover import NoSuchPath
    from .policy import NoSuchPolicy, PolicyError
    from .scan import scan

    inputs, policies = inputs_of(options), policy_options(options)
    try:
        return scan(paths, os.getcwd(), inputs, policies, changed=changed, only_new=only_new)
    except NoSuchPath as missing:
        return fail(options, str(missing), missing.reason)
    except PolicyError as error:
        return fail(options, error.path, error.message, error.line)
    except NoSuchPolicy as error:
        say(str(error))
        return FAILED


def inputs_of(options: Arguments) -> Inputs:
    """What the command line and the environment give."""
    from .reading import Inputs

    environment = {
        name.removeprefix("TF_VAR_"): value
        for name, value in sorted(os.environ.items())
        if name.startswith("TF_VAR_")
    }
    return Inputs(
        options.variables or (),
        environment,
        os.environ.get("TF_DATA_DIR", ""),
        workspace(options),
        parameters=options.parameters or (),
        region=options.region,
        account_id=options.account_id,
        sources=options.sources or (),
    )


def why(options: Arguments) -> int:
    """Print how everything about an address is decided."""
    from .printing import visible
    from .why.explanation import NotFound, explanation_of

    options.format = "text"
    outcome = scanned(options, options.paths or [os.curdir])
    if isinstance(outcome, int):
        return outcome
    say_problems(outcome.report)
    try:
        lines = explanation_of(options.address, outcome)
    except NotFound as unknown:
        like = f"; like it: {', '.join(unknown.closest)}" if unknown.closest else ""
        say(f"nothing here has the address {options.address}{like}")
        return FAILED
    return print_out("".join([f"{visible(line)}\n" for line in lines]), 0)


def paths_of(options: Arguments) -> list[str]:
    """Without any, everything here; but nothing changed where nothing is named."""
    return options.paths or ([] if options.changed else [os.curdir])


def policy_options(options: Arguments) -> PolicyOptions | None:
    """Which policies were asked for; None for our own as they are."""
    if not (options.policies or options.ports or options.gate or options.only_policies):
        return None
    from .policy import PolicyOptions

    return PolicyOptions(options.policies, ports=options.ports, gate=options.gate, only=options.only_policies)


def workspace(options: Arguments) -> tuple[str, str] | None:
    """The name of the workspace and where it was given."""
    if options.workspace:
        return options.workspace, f"--workspace {options.workspace}"
    name = os.environ.get("TF_WORKSPACE", "")
    return (name, "TF_WORKSPACE") if name else None


def fail(options: Arguments, path: str, reason: str, line: int | None = None) -> int:
    """Say why nothing is judged; a document says it too."""
    from .finding import Report
    from .scan import Outcome
    from .source import Tree, Unreadable

    say(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
    if options.format == "text":
        return FAILED
    report = Report(
        findings=[],
        unreadable=[Unreadable(os.path.abspath(path), line, reason)],
        diagnostics=[],
        files=0,
        resources_judged=0,
        not_supported={},
        policies=[],
        paths=Tree(os.getcwd(), os.getcwd()),
    )
    return put(Outcome(report, [], nothing=False), options, FAILED)


def exit_code(outcome: Outcome, undecided: str) -> int:
    report = outcome.report
    if report.unreadable:
        return FAILED
    failing = {finding.verdict for finding in report.findings if finding.gates}
    if failing - {"undecided"} or (failing and undecided == "fail"):
        return EXPOSED
    return NOTHING if outcome.nothing else 0


def write(outcome: Outcome, options: Arguments, code: int) -> int:
    for path in outcome.foreign:
        say(f"{path}: no Terraform, CloudFormation or plan: passed over")
    if outcome.nothing:
        say(f"nothing to check in {', '.join(paths_of(options))}")
    if options.only_new:
        say_what_has_no_baseline(outcome.report)
    if options.format != "text":
        say_problems(outcome.report)
    elif outcome.nothing:
        return code
    return put(outcome, options, code)


def put(outcome: Outcome, options: Arguments, code: int) -> int:
    """The report on standard output; the exit code, FAILED if not all of it could be written."""
    from .plugins import module
    from .reporters import Options

    if sys.stdout is None:  # closed from the start: nobody wants the report
        return code
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    style = Options(colour=colour, undecided=options.undecided, exit_code=code)
    reporter = module(f"smtp_iac.reporters.{options.format}")
    return print_out(reporter.render(outcome.report, style), code)


def print_out(text: str, code: int) -> int:
    """The text on standard output; the exit code, FAILED if not all of it could be written."""
    if sys.stdout is None:
        return code
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again at its end
        if not isinstance(error, BrokenPipeError):
            say(f"the report cannot be written: {error.strerror}")
        return FAILED
    return code


def say_what_has_no_baseline(report: Report) -> None:
    count = sum(finding.change is None and finding.verdict != "advised" for finding in report.findings)
    if count:
        these = "1 finding is" if count == 1 else f"{count} findings are"
        say(f"--only-new: no plan says what was open before; {these} reported as without it")


def say_problems(report: Report) -> None:
    said = [(one.path, one.line, one.reason) for one in report.unreadable]
    said += [(one.path, one.line, one.message) for one in report.diagnostics]
    for path, line, text in said:
        place = report.paths.display(path) + (f":{line}" if line else "")
        say(f"{place}: {text}" if path else text)


def say(text: str) -> None:
    """A line for a person."""
    from .printing import visible

    if sys.stderr is not None:
        sys.stderr.write(f"smtp-iac: {visible(text)}\n")


def first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]


COMMANDS = {"check": check, "why": why, "policies": list_policies, "explain": explain}

if __name__ == "__main__":
    sys.exit(main())
