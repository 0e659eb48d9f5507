"""Every report in every format, held to tests/reporters/goldens.

After a wanted change: `UPDATE_GOLDENS=1 pytest tests/reporters`, then read the difference line by line.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smtp_iac import plugins

from .reports import REPORTS

GOLDENS = Path(__file__).parent / "goldens"
REPORTERS = {getattr(module, "NAME"): module for module in plugins.load("smtp_iac.reporters")}  # noqa: B009


@pytest.mark.parametrize("form", sorted(REPORTERS))
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_golden(name: str, form: str) -> None:
    render = getattr(REPORTERS[form], "render")  # noqa: B009
    golden = GOLDENS / f"{name}.{form}"
    output = render(REPORTS[name]()).encode()
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDENS.mkdir(exist_ok=True)
        golden.write_bytes(output)
    assert output == golden.read_bytes()


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in GOLDENS.iterdir()} == {f"{n}.{f}" for n in REPORTS for f in REPORTERS}
