"""docs/semantics.md says what the fixtures give, and the fixtures what they must."""

from __future__ import annotations

import pytest

from .semantics import ACCESS_LISTS, GROUPS, PAGE, PUBLIC_PORTS, Spelling, admits, answers, let_in, page


def test_the_page_is_what_the_fixtures_give() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it with python -m tests.semantics"


@pytest.mark.parametrize("spelling", ACCESS_LISTS, ids=lambda spelling: spelling.heading)
def test_network_acls_let_in_what_their_fixture_says(spelling: Spelling) -> None:
    assert let_in(spelling) == admits(spelling)


def test_every_spelling_agrees_on_every_case_that_it_has() -> None:
    for spellings, found in ((GROUPS, "SMTP001"), (PUBLIC_PORTS, "SMTP004")):
        by_case: dict[str, set[str]] = {}
        for one in spellings:
            for case, answer in answers(one, found).items():
                by_case.setdefault(case, set()).add(answer)
        assert {case: said for case, said in by_case.items() if len(said) > 1} == {}
