"""The demo says what it holds, and the README shows what the program says of it."""

from __future__ import annotations

import os
import re

import pytest

from .commands import CHECKOUT, check, run

README = CHECKOUT / "README.md"
DEMO = "fixtures/demo"
MARK = re.compile(r"# expect: (SMTP\d+)(\??)\s*$")
ADVICE = ("SMTP002",)
PLAN = (f"{DEMO}/backup-mx.plan.json", "exposed", 'aws_vpc_security_group_ingress_rule.smtp["everyone"]')


def marked() -> set[tuple[str, int, str]]:
    """The places that the demo's own comments name: file, line, verdict."""
    found = set()
    for path in sorted((CHECKOUT / DEMO).rglob("*")):
        if path.suffix in (".tf", ".yaml", ".tfvars"):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                mark = MARK.search(line)
                if mark:
                    name = path.relative_to(CHECKOUT).as_posix()
                    decided = "advised" if mark[1] in ADVICE else "exposed"
                    found.add((name, number, "undecided" if mark[2] else decided))
    return found


def test_the_demo_holds_what_it_says() -> None:
    ran = check(CHECKOUT, DEMO)
    findings = ran.report["findings"]
    of_plan = [finding for finding in findings if finding["file"] == PLAN[0]]
    others = [finding for finding in findings if finding not in of_plan]
    assert [(one["file"], one["verdict"], one["resource"]) for one in of_plan] == [PLAN]
    assert len(others) == len(marked()) == 5
    assert {(one["file"], one["line"], one["verdict"]) for one in others} == marked()
    summary = ran.report["summary"]
    assert (summary["exposed"], summary["undecided"], summary["unreadable"]) == (3, 2, 0)
    assert summary["advised"] == 1
    assert (ran.code, ran.err) == (1, "")


def test_one_exposure_of_each_kind() -> None:
    files = [one["file"] for one in check(CHECKOUT, DEMO).report["findings"] if one["verdict"] == "exposed"]
    assert sorted(name.rpartition(".")[2] for name in files) == ["json", "tf", "yaml"]


def test_the_trail_leads_back_to_the_settings() -> None:
    findings = check(CHECKOUT, DEMO).report["findings"]
    (relay,) = [one for one in findings if one["file"].endswith("relay/main.tf")]
    assert [os.path.basename(link["file"]) for link in relay["trail"]] == ["terraform.tfvars", "main.tf"]


def test_the_inputs_that_are_missing_decide() -> None:
    ran = check(CHECKOUT, DEMO, "--var", 'archive_cidrs=["10.0.0.0/8"]')
    assert ran.undecided == ["StagingOnly"]
    ran = check(CHECKOUT, DEMO, "--var", 'archive_cidrs=["::/0"]')
    assert "aws_security_group_rule.archive" in ran.exposed


def test_the_screen_in_the_readme() -> None:
    """UPDATE_GOLDENS=1 writes it anew."""
    screen = run(CHECKOUT, "check", DEMO).out
    text = README.read_text()
    heading = text.index("## Try it")
    blocks = list(re.finditer(r"(?<=\n\n)```\n(.*?)^```$", text[heading:], re.DOTALL | re.MULTILINE))
    assert blocks, "the README has no block of output after 'Try it'"
    start, end = heading + blocks[0].start(1), heading + blocks[0].end(1)
    if os.environ.get("UPDATE_GOLDENS"):
        README.write_text(text[:start] + screen + text[end:])
        pytest.skip("written anew")
    assert text[start:end] == screen
