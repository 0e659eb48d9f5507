"""docs/terraform.md says what the fixtures and the stored answers of terraform show."""

from __future__ import annotations

from smtp_iac.formats.terraform.functions.names import IMPURE

from .compatibility import PAGE, functions, page


def test_the_page_is_what_the_fixtures_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tests.compatibility"


def test_every_pure_function_is_evaluated() -> None:
    found = functions()
    assert len(found) == 118
    others = {one.name: one.answer for one in found if one.answer != "evaluated"}
    # The bytes of a gzip differ from program to program.
    assert others == {**dict.fromkeys(IMPURE, "unknown"), "base64gzip": "not supported"}
