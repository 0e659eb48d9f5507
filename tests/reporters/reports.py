"""Reports built by hand, each rendered in every format and compared with its golden file."""

from __future__ import annotations

from smtp_iac.finding import Change, Closed, Diagnostic, Edit, Finding, Link, Reach, Report
from smtp_iac.source import Source, Span, Unreadable
from smtp_iac.value import Missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    Camp = Literal["nobody can know", "not supported yet"]

ROOT = "/estate/"
UNSUPPORTED: Camp = "not supported yet"
MACROS = "macros are not supported yet"


class Paths:
    boundary = "/estate"
    standard_input = "/estate/<stdin>"

    def display(self, path: str) -> str:
        return path.removeprefix(ROOT)

    def relative(self, path: str) -> str:
        return path.removeprefix(ROOT)


class Text:
    """What a reporter needs of a policy."""

    def __init__(self, policy_id: str, name: str, severity: Any, gate: bool) -> None:
        self.id = policy_id
        self.name = name
        self.severity = severity
        self.gate = gate
        self.rationale = "Mail servers hand mail to each other there, without authentication."
        self.remediation = "List the addresses of the mail relays."
        self.references: tuple[str, ...] = ("CWE-668 (exposure of resource to wrong sphere)",)


SMTP = Text("SMTP001", "the whole internet can open TCP 25 (SMTP)", "high", True)
WIDE = Text("WIDE001", "a wide block can open TCP 25 (SMTP)", "low", False)


def source(name: str, text: str) -> Source:
    return Source(ROOT + name, text.encode())


def span(src: Source, needle: str, nth: int = 0, end: str = "") -> Span:
    """The nth occurrence of a text in a source, up to the end of `end` if that is given."""
    start = -1
    for _ in range(nth + 1):
        start = src.data.index(needle.encode(), start + 1)
    stop = start + len(needle.encode())
    return Span(src, start, src.data.index(end.encode(), stop) + len(end.encode()) if end else stop)


def finding(place: Span, resource: str, message: str = "", **more: Any) -> Finding:
    fields: dict[str, Any] = {
        "policy": SMTP.id,
        "policy_name": SMTP.name,
        "verdict": "exposed",
        "severity": "high",
        "gates": True,
        "root": "mail",
        "fingerprint": lambda: f"f-{resource}",
        "message": message or f"the whole internet can open TCP 25 (SMTP) on {resource}",
    }
    return Finding(span=place, resource=resource, **(fields | more))


def waiting(place: Span, resource: str, *missing: Missing, **more: Any) -> Finding:
    message = more.pop("message", "the internet may be able to open TCP 25 (SMTP)")
    return finding(place, resource, message, verdict="undecided", missing=missing, **more)


def report(findings: list[Finding], **more: Any) -> Report:
    fields: dict[str, Any] = {
        "unreadable": [],
        "diagnostics": [],
        "files": 23,
        "resources_judged": 41,
        "not_supported": {},
        "policies": [SMTP],
    }
    return Report(findings=findings, paths=Paths(), **(fields | more))


def clear() -> Report:
    return report([])


def nothing_ours() -> Report:
    return report([], files=1, resources_judged=1, policies=[])


def exposed() -> Report:
    """A literal in a tfvars file, through a module, to an IPv4 and IPv6 rule, and a rule of its own."""
    tfvars = source("mail/terraform.tfvars", 'env = "prod"\n\nmail_cidrs = ["0.0.0.0/0", "::/0"]\n')
    root = source("mail/main.tf", 'module "mx" {\n  source = "../mx"\n  cidrs  = var.mail_cidrs\n}\n')
    child = source(
        "mx/main.tf",
        'resource "aws_security_group" "mx" {\n  name = "mx"\n\n  ingress {\n    from_port   = 25\n'
        '    to_port     = 25\n    protocol    = "tcp"\n    cidr_blocks = var.cidrs\n  }\n}\n',
    )
    alone = source("mail/relay.tf", 'resource "x" "y" {\n  cidr_ipv4 = "0.0.0.0/0"\n  to_port = 25\n}\n')
    return report(
        [
            finding(
                span(alone, '"0.0.0.0/0"'),
                "aws_vpc_security_group_ingress_rule.relay",
                severity="medium",
                gates=False,
                policy="WIDE001",
                policy_name=WIDE.name,
                edit=Edit("list the relays", None, 'cidr_ipv4 = "198.51.100.0/24"\n\tto_port = 25\n'),
            ),
            finding(
                span(child, "var.cidrs"),
                "module.mx.aws_security_group.mx",
                "the whole internet can open TCP 25 (SMTP) on module.mx.aws_security_group.mx:"
                ' "0.0.0.0/0" at mail/terraform.tfvars:3',
                trail=(
                    Link(span(tfvars, '"0.0.0.0/0"'), 'written here: "0.0.0.0/0"'),
                    Link(span(root, "var.mail_cidrs"), "passed to module.mx as cidrs"),
                    Link(span(child, "var.cidrs"), "source of the rule"),
                ),
                related=(Link(span(tfvars, '"::/0"'), 'also admitted: "::/0"'),),
                notes=("the group has 2 more rules",),
                reach=Reach(
                    "reachable",
                    "reachable: attached to aws_lb.mx (internet-facing network load balancer)",
                    (Link(span(root, 'module "mx"'), "attaches the group to aws_lb.mx"),),
                ),
                edit=Edit("list the addresses of the relays", span(tfvars, '"0.0.0.0/0"')),
            ),
            finding(
                span(alone, '"0.0.0.0/0"'),
                "x.critical",
                severity="critical",
                trail=(Link(span(alone, '"0.0.0.0/0"'), "written here"),),
            ),
            finding(span(alone, "25"), "x.advice", "wide", verdict="advised", severity="info", gates=False),
        ],
        policies=[SMTP, WIDE],
    )


def folded() -> Report:
    """for_each over a list: five instances that one line opens; over a map: each opened by its own line."""
    src = source(
        "main.tf",
        'locals {\n  all  = "0.0.0.0/0"\n  mx   = { a = "0.0.0.0/0", b = "::/0" }\n}\n'
        "  cidr_blocks = [local.all]\n  cidr_blocks = [each.value]\n",
    )
    many = [
        finding(
            span(src, "local.all"),
            f"aws_security_group.list[{number}]",
            trail=(Link(span(src, '"0.0.0.0/0"'), 'written here: "0.0.0.0/0"'),),
            notes=(f"instance {number // 4}",),
        )
        for number in range(5)
    ]
    keyed = [
        finding(
            span(src, "each.value"),
            f'aws_security_group.map["{key}"]',
            trail=(Link(span(src, literal, nth), f"written here: {literal}"),),
            edit=Edit("narrow it", span(src, literal, nth)),
        )
        for key, literal, nth in (("a", '"0.0.0.0/0"', 1), ("b", '"::/0"', 0))
    ]
    twins = [finding(span(src, "[", 1), f"aws_security_group.twin[{number}]") for number in range(2)]
    return report([*keyed, *many, *twins])


def undecided() -> Report:
    src = source("main.tf", "".join(f"rule {number} = var.cidrs\n" for number in range(9)))
    variables = source("variables.tf", 'variable "cidrs" {}\nvariable "env" {}\n')
    cidrs = Missing("var.cidrs", "has no value", "nobody can know", span(variables, '"cidrs"'))
    env = Missing("var.env", "has no value", "nobody can know", span(variables, '"env"'))
    template = source("mail.yaml", "Transform: AWS::Include\n")
    macro = span(template, "AWS::Include")
    function = Missing("function cidrsubnets", "has more than 256 combinations", UNSUPPORTED)
    parameter = Missing("parameter Cidr", "has no default", "nobody can know")
    data = Missing("data.aws_vpc.main.cidr_block", "is read by terraform", "nobody can know")
    apply = Missing("aws_eip.a.public_ip", "is known after apply", "nobody can know")
    places = [span(src, "var.cidrs", number) for number in range(9)]
    rules = [waiting(places[number], f"aws_security_group.g[{number}]", cidrs) for number in range(4)]
    modules = [
        waiting(
            span(src, f"rule {number}"),
            f"module.m{number}",
            Missing(f"module.m{number}", "is not on disk", "nobody can know"),
        )
        for number in (7, 8)
    ]
    when = waiting(
        places[4], "g.two", env, cidrs, function, message="exposed when var.env is prod", notes=("a", "b")
    )
    return report(
        [
            *rules,
            when,
            waiting(places[5], "g.function", function),
            waiting(places[5], "Group", parameter),
            waiting(places[6], "g.data", data),
            waiting(places[6], "g.eip", apply),
            waiting(places[6], "g.none", message="g.none cannot be judged: it refers to itself"),
            *modules,
            waiting(
                macro, "Transform/AWS::Include", Missing("macro AWS::Include", MACROS, UNSUPPORTED, macro)
            ),
            waiting(places[7], "g.again", function),
        ],
        not_supported={"function cidrsubnets": 2, "function abspath": 1},
    )


def unreadable() -> Report:
    return report(
        [],
        unreadable=[
            Unreadable(ROOT + "broken.tf", 7, "a string is not closed"),
            Unreadable(ROOT + "caf\udce9.tf", None, "permission denied"),
        ],
        diagnostics=[
            Diagnostic(ROOT + "main.tf", 3, "undeclared name var.x"),
            Diagnostic(ROOT + "plan.json", None, "is the plan of another version"),
        ],
        files=2,
        resources_judged=0,
    )


def hostile() -> Report:
    """Names and values that would move a terminal's cursor, turn its writing, or forge a line."""
    src = source("a\x1b[2J.tf", 'x = "\x1b]0;owned\x07\u202e0.0.0.0/0\x9b"\r\ny = 1\n')
    return report(
        [
            finding(
                span(src, "0.0.0.0/0"),
                "aws_security_group.a\n::error::forged",
                "line one\nline two \x1b[31mred",
                trail=(Link(span(src, "y"), "tab\there\r\n"),),
                edit=Edit("do\nthis", None, "one\n\ttwo\x1b[0m\n"),
                notes=("\u2066note",),
            ),
            waiting(span(src, "y"), "b\x07\ud800", Missing("var.\x1b", "has no\nvalue", "nobody can know")),
        ],
        unreadable=[Unreadable(ROOT + "a\nb.tf", 1, "bad byte \x00")],
        not_supported={"f\x1b": 1},
    )


def shapes() -> Report:
    """Tabs, CRLF, wide and combining characters, a plan of one long line, spans over several lines."""
    tabs = source("tabs.tf", '\tcidr_blocks\t= ["0.0.0.0/0"]\n')
    crlf = source("crlf.tf", 'a = 1\r\n  cidr = "0.0.0.0/0"\r\nb = 2\r\n')
    wide = source("寄.tf", 'x = "メール" # e\u0301 "0.0.0.0/0" 全部\n')
    plan = source(
        "plan.json", '{"before":"' + "x" * 3000 + '","cidr":["0.0.0.0/0"],"after":"' + "ÿ" * 3000 + '"}'
    )
    late = source("late.json", '{"resource":{' + '"cidr": "0.0.0.0/0", ' * 60 + "}}")
    block = source("block.tf", 'resource "a" "b" {\n  ingress {\n    x = 1\n  }\n}\n')
    end = source("end.tf", "x = 0")
    return report(
        [
            finding(span(block, "ingress", end="}"), "several lines"),
            finding(span(crlf, '"0.0.0.0/0"'), "crlf"),
            finding(Span(end, 5, 5), "empty span at the end of the file"),
            finding(span(late, '{"cidr"', end="}"), "span longer than the screen"),
            finding(span(late, "}}"), "end of a long line"),
            finding(span(late, "0.0.0.0/0"), "start of a long line"),
            finding(span(plan, '"0.0.0.0/0"'), "middle of a long line"),
            finding(span(plan, "ÿ", 2000), "far in a long line that is not ASCII"),
            finding(span(plan, '"after"'), "before it"),
            finding(span(tabs, '"0.0.0.0/0"'), "tabs"),
            finding(span(wide, '"0.0.0.0/0"'), "wide"),
        ]
    )


def planned() -> Report:
    """What a plan changes: opens, opens in part, leaves open, closes, no longer manages."""
    src = source("plan.json", '[{"a": 1},\n {"b": 2},\n {"c": 3}]\n')
    whole = Change("newly open", ("0.0.0.0/0",))
    half = Change("newly open", ("128.0.0.0/1",), ("0.0.0.0/1",))
    most = Change("newly open", tuple(f"198.51.{number}.0/24" for number in range(8)), ("10.0.0.0/8",))
    kept = Change("still open")
    later = Missing("aws_security_group.later.ingress", "is not known before apply", "nobody can know")

    def gone(needle: str, resource: str, change: Change) -> Closed:
        message = f"{resource} lets in 0.0.0.0/0 on tcp 25, which is {change.word}"
        fields = {"policy": SMTP.id, "root": "plan.json", "fingerprint": f"f-{resource}"}
        return Closed(span=span(src, needle), resource=resource, message=message, change=change, **fields)

    return report(
        [
            finding(span(src, '"a": 1'), "x.a", change=whole),
            finding(span(src, '"b": 2'), 'x.b["half"]', change=half),
            finding(span(src, '"b": 2'), 'x.b["kept"]', change=kept),
            finding(span(src, '"b": 2'), 'x.b["no plan"]'),
            finding(span(src, '"c": 3'), "x.c", change=most),
            waiting(span(src, "1"), "x.later", later, change=Change("perhaps newly open")),
            waiting(span(src, "2"), "x.same", later, change=Change("not newly open")),
        ],
        closed=[
            gone('"a": 1', "x.old", Change("closed", ("0.0.0.0/0",))),
            gone('"c": 3', "x.left", Change("no longer managed", ("0.0.0.0/0",))),
        ],
        not_new=["exposed", "advised", "undecided"],
    )


def advised() -> Report:
    """What policies advise beside what fails the run: more places than are shown, instances, undecided."""
    src = source("main.tf", "".join(f"rule {number} = wide\n" for number in range(14)))
    missing = Missing("var.cidrs", "has no value", "nobody can know")
    wide: dict[str, Any] = {"policy": WIDE.id, "policy_name": WIDE.name, "severity": "low", "gates": False}

    def advice(number: int, resource: str, **more: Any) -> Finding:
        said = f"{WIDE.name}: {resource} lets in 8.0.0.0/7 on tcp 25"
        fields = wide | {"message": said, "verdict": "advised", "ports": (25,)} | more
        return finding(span(src, "wide", number), resource, **fields)

    many = [advice(number, f"aws_security_group.g[{number}]") for number in range(1, 13)]
    return report(
        [
            finding(span(src, "wide"), "x.open", ports=(25, 587)),
            waiting(span(src, "wide", 2), "x.waits", missing),
            *many,
            *[advice(3, f'aws_security_group.each["{key}"]') for key in "abc"],
            advice(
                13, "x.shown", policy_name="a wide block can open TCP 587 (SMTP)", message="x.shown is wide"
            ),
            finding(span(src, "wide", 4), "x.acl", "wide: x.acl", **wide | {"policy_name": "wide"}),
            waiting(span(src, "wide", 5), "x.size", missing, **wide),
            waiting(span(src, "wide", 6), "x.other", missing, **wide),
        ],
        policies=[SMTP, WIDE],
    )


REPORTS = {
    build.__name__: build
    for build in (
        clear,
        nothing_ours,
        exposed,
        folded,
        undecided,
        unreadable,
        hostile,
        shapes,
        planned,
        advised,
    )
}
