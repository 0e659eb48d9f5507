"""The house: who may import whom, what third-party packages are for, and how large a file may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parent.parent / "smtp_iac"
FILES = sorted(path for path in PACKAGE.rglob("*.py"))
GENERATED = {"formats/terraform/syntax/grammar_table.py", "pattern_table.py"}
LONGEST = 350

# From left to right: a module may import anything to its right, and its own unit. Modules in one tuple
# within a layer are one unit; units of one layer do not import one another.
LAYERS: list[list[tuple[str, ...]]] = [
    [("__main__",)],
    [("cli", "arguments"), ("__init__",)],
    [("why",)],
    [("scan",)],
    [("judging", "merging", "placing", "reach")],
    [
        ("discover", "ignore", "recognise"),
        ("formats",),
        ("resources",),
        ("questions",),
        ("policy", "policy_file", "policy_pages", "policy_table"),
        ("reporters",),
    ],
    [("finding", "reading")],
    [("model",)],
    [("resource",)],
    [("truth",)],
    [("value", "choice", "identity", "bounds")],
    [
        ("network", "cidr_text"),
        ("source", "paths", "content", "gzipped", "standard_input"),
        ("plugins",),
        ("printing",),
    ],
    [("patterns", "pattern_table"), ("remembering",)],
]
# These decide; they know no format, resource type, question, policy or reporter.
BETWEEN = next(unit for layer in LAYERS for unit in layer if "judging" in unit)
PLACE = {name: (layer, unit) for layer, units in enumerate(LAYERS) for unit in units for name in unit}

THIRD_PARTY = {
    "hcl2": ("formats/terraform/",),
    "lark": ("formats/terraform/",),
    "yaml": ("formats/", "policy_file.py"),
    "jsonpath_ng": ("policy.py",),
    "cfn_flip": ("formats/cloudformation/",),
    "cfn_tools": ("formats/cloudformation/",),  # a part of cfn-flip
    "pathspec": ("ignore.py", "discover.py"),
    "re2": ("formats/", "policy.py"),  # google-re2
}


class Import(NamedTuple):
    module: str
    line: int
    when: str
    """at import, in a function, or for types only"""


def module_name(path: Path) -> str:
    parts = ("smtp_iac", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, tree: ast.Module) -> list[Import]:
    """Every module that a file imports, by its full name; `from package import module` is the module."""
    found: list[Import] = []
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package.pop()

    def visit(node: ast.AST, when: str) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, node.lineno, when) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, node.module] if node.module else base)
            found.extend(Import(submodule(origin, alias.name), node.lineno, when) for alias in node.names)
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for statement in node.body:
                visit(statement, "for types")
            for statement in node.orelse:
                visit(statement, when)
            return
        inside = "in a function" if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else when
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(tree, "at import")
    return found


def submodule(origin: str, name: str) -> str:
    """What `from origin import name` imports: a module of ours with that name, or something of origin."""
    if origin.partition(".")[0] != "smtp_iac":
        return origin
    folder = PACKAGE.joinpath(*origin.split(".")[1:])
    return f"{origin}.{name}" if (folder / f"{name}.py").exists() or (folder / name).is_dir() else origin


def unit_name(module: str) -> str:
    """The part of our package that decides what a module may import."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


IMPORTS = {path: imports_of(path, ast.parse(path.read_text())) for path in FILES}
RELATIVE = [str(path.relative_to(PACKAGE)) for path in FILES]


def test_the_package_is_where_it_is_looked_for() -> None:
    assert {"cli.py", "scan.py", "value.py", "formats/terraform/__init__.py"} <= set(RELATIVE)


def test_every_module_has_its_place() -> None:
    assert {unit_name(module_name(path)) for path in FILES} <= set(PLACE)


@pytest.mark.parametrize("path", FILES, ids=RELATIVE)
def test_import_direction(path: Path) -> None:
    layer, unit = PLACE[unit_name(module_name(path))]
    wrong = []
    for one in IMPORTS[path]:
        if one.module.partition(".")[0] != "smtp_iac" or one.module == "smtp_iac":
            continue  # the package itself: its version
        other_layer, other_unit = PLACE[unit_name(one.module)]
        allowed = other_unit == unit or other_layer > layer
        if unit == BETWEEN and one.when != "for types":
            allowed = allowed and other_layer != layer + 1
        if not allowed:
            wrong.append(f"line {one.line}: {one.module}")
    assert not wrong


@pytest.mark.parametrize("package", ["formats", "resources", "questions", "reporters"])
def test_a_plugin_is_reached_through_the_loader_only(package: str) -> None:
    """Adding one touches one place: nobody outside of a package of plugins names a module in it."""
    named = [
        f"{path.relative_to(PACKAGE)}:{one.line} {one.module}"
        for path, imports in IMPORTS.items()
        for one in imports
        if one.module.startswith(f"smtp_iac.{package}.") and unit_name(module_name(path)) != package
    ]
    assert not named


def test_formats_do_not_import_one_another() -> None:
    for path, imports in IMPORTS.items():
        parts = path.relative_to(PACKAGE).parts
        if parts[0] == "formats" and len(parts) > 2:
            others = [
                one.module
                for one in imports
                if one.module.startswith("smtp_iac.formats.") and one.module.split(".")[2] != parts[1]
            ]
            assert not others, path


@pytest.mark.parametrize("path", FILES, ids=RELATIVE)
def test_third_party_packages_have_their_place_and_are_imported_in_functions(path: Path) -> None:
    name = str(path.relative_to(PACKAGE).as_posix())
    for one in IMPORTS[path]:
        top = one.module.partition(".")[0]
        if top == "smtp_iac" or top in sys.stdlib_module_names:
            continue
        assert top in THIRD_PARTY, f"line {one.line}: {top} is no dependency"
        assert name.startswith(THIRD_PARTY[top]), f"line {one.line}: {top}"
        assert one.when != "at import", f"line {one.line}: {top}"


@pytest.mark.parametrize("path", FILES, ids=RELATIVE)
def test_a_file_is_small(path: Path) -> None:
    if str(path.relative_to(PACKAGE).as_posix()) not in GENERATED:
        assert len(path.read_text().splitlines()) <= LONGEST


def test_nothing_is_called_utils() -> None:
    names = {part.removesuffix(".py") for path in FILES for part in path.relative_to(PACKAGE).parts}
    assert names.isdisjoint({"util", "utils", "helper", "helpers", "common", "misc"})


# The hot path: what a run over nothing relevant imports. No timing here, only names.

SLOW = {
    "argparse",
    "asyncio",
    "cfn_flip",
    "csv",
    "dataclasses",
    "decimal",
    "enum",
    "functools",
    "hcl2",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "ipaddress",
    "json",
    "jsonpath_ng",
    "lark",
    "logging",
    "pathlib",
    "pathspec",
    "re",
    "shutil",
    "subprocess",
    "tempfile",
    "textwrap",
    "typing",
    "urllib",
    "yaml",
}


def imported_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter imports for a statement, and does not for `pass`."""
    program = f"import sys\nbefore = set(sys.modules)\n{statement}\nprint(*set(sys.modules) - before)"
    run = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "module", ["scan", "discover", "source", "value", "choice", "truth", "network", "judging.judge", "cli"]
)
def test_the_hot_path_imports_nothing_slow(module: str) -> None:
    assert imported_by(f"import smtp_iac.{module}") & SLOW == set()


def test_the_formats_and_resources_import_nothing_slow() -> None:
    statement = (
        "from smtp_iac.plugins import load\n"
        "for package in ('formats', 'resources', 'questions'): load(f'smtp_iac.{package}')"
    )
    assert imported_by(statement) & SLOW == set()


def test_the_loader_of_types_is_never_run() -> None:
    """`TYPE_CHECKING = False` in our own modules: importing typing only to read it costs 10 ms."""
    for path, imports in IMPORTS.items():
        for one in imports:
            if one.module == "typing" and one.when == "at import":
                pytest.fail(f"{path.relative_to(PACKAGE)}:{one.line}")
