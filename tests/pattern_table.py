"""Generates `smtp_iac/pattern_table.py`: what Python's compiler makes of this program's regular expressions.

    python -m tests.pattern_table PYTHON...

This Python finds the expressions. Each PYTHON compiles them: the versions differ, and have to agree.
"""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "smtp_iac"
TABLE = PACKAGE / "pattern_table.py"

# Reads expressions; prints the number of the code and their rows. It needs the standard library only.
COMPILES = """
import _sre, json, sys
from re import _compiler, _parser
rows = []
for kind, text in json.load(sys.stdin):
    parsed = _parser.parse(text.encode("latin-1") if kind == "bytes" else text, 0)
    named = {number: name for name, number in parsed.state.groupdict.items()}
    code = b"".join([word.to_bytes(4, "little") for word in _compiler._code(parsed, 0)])
    names = [named.get(number) for number in range(parsed.state.groups)]
    rows.append((parsed.state.flags, names, code.decode("latin-1")))
json.dump((_sre.MAGIC, rows), sys.stdout)
"""

Row = tuple[int, tuple[str | None, ...], bytes]


def expressions() -> list[str | bytes]:
    """The texts that `pattern` is called with, as far as a module's own names say them."""
    from smtp_iac.recognise import SIGNATURES

    found: set[str | bytes] = {text for signature in SIGNATURES for text in signature.patterns}
    for path in sorted(PACKAGE.rglob("*.py")):
        if path != TABLE and path.name != "__main__.py":
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            names = vars(importlib.import_module(name.removesuffix(".__init__")))
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "pattern":
                    found |= said(node.args[0], names)
    return sorted(found, key=repr)


def said(argument: ast.expr, names: dict[str, object]) -> set[str | bytes]:
    """What an argument says; nothing where only a run can tell."""
    try:
        value = eval(ast.unparse(argument), dict(names))
    except NameError:
        return set()
    assert isinstance(value, (str, bytes))
    return {value}


def compiled_by(python: str, texts: list[str | bytes]) -> tuple[int, list[Row]]:
    """The number of this Python's code, and the rows of the texts."""
    given = [("bytes", one.decode("latin-1")) if isinstance(one, bytes) else ("str", one) for one in texts]
    program = [python, "-c", COMPILES]
    done = subprocess.run(program, input=json.dumps(given), capture_output=True, text=True, check=True)
    magic, rows = json.loads(done.stdout)
    return magic, [(flags, tuple(names), code.encode("latin-1")) for flags, names, code in rows]


def render(pythons: list[str]) -> str:
    texts = expressions()
    made = [compiled_by(python, texts) for python in pythons]
    rows = made[0][1]
    assert all(other == rows for _, other in made), "these versions do not make the same of the expressions"
    lines = [f"    {text!r}:\n        {row!r},\n" for text, row in zip(texts, rows, strict=True)]
    return (
        '"""What `re` makes of each expression, found by `python -m tests.pattern_table`: do not edit."""\n\n'
        "# ruff: noqa\n# fmt: off\n"
        f"MAGICS = {tuple(sorted([magic for magic, _ in made]))!r}\n"
        "ROWS: dict[str | bytes, tuple[int, tuple[str | None, ...], bytes]] = {\n" + "".join(lines) + "}\n"
    )


if __name__ == "__main__":
    TABLE.write_text(render(sys.argv[1:]), encoding="utf-8")
    print(f"wrote {TABLE.name}")
