"""The walk: what is searched, what is passed over, what is unreadable."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from smtp_iac.discover import NoSuchPath, discover, kind_of
from smtp_iac.source import Tree

from .walking import found, put, search, unreadable

TEMPLATE = "Resources:\n  A:\n    Type: AWS::EC2::SecurityGroup\n"
PLAN = json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": []})


# --- what is a candidate ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("main.tf", "terraform"),
        ("main.tf.json", "terraform"),
        ("main.tofu", "terraform"),
        ("main.tofu.json", "terraform"),
        ("terraform.tfvars", "tfvars"),
        ("x.auto.tfvars.json", "tfvars"),
        ("plan.json", "json"),
        ("a.b.yaml", "yaml"),
        ("a.yml", "yaml"),
        ("a.template", "yaml"),
        ("a.cfn", "yaml"),
        (".hidden.yaml", "yaml"),
        (".hidden.tf", None),
        (".hidden.tf.json", None),
        ("main.tf~", None),
        ("main.tf.bak", None),
        ("MAIN.TF", None),
        ("tf", None),
        ("json", None),
        ("terraform.tfstate", None),
        (".terraform.lock.hcl", None),
        ("a.jsonl", None),
        ("Makefile", None),
        ("", None),
    ],
)
def test_kind_of(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_a_folder_of_other_things_holds_nothing(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "README.md": "Resources: AWS::EC2::SecurityGroup",
            "compose.yaml": "services: {a: {ports: ['25:25']}}",
            "package-lock.json": "{}",
            "latin-1.yaml": "name: caf\xe9".encode("latin-1"),
            "binary.json": b"\x00\x01\xff",
            "empty.yml": "",
            "terraform.tfstate": '{"lineage": "a", "serial": 1, "resources": [], "version": 4}',
            "state.json": '{"lineage": "a", "serial": 1, "resources": [], "version": 4}',
            "schemas.json": '{"format_version": "1.0", "provider_schemas": {}}',
        },
    )
    _, discovery = search(tmp_path)
    assert (discovery.candidates, discovery.unreadable, discovery.foreign) == ([], [], [])
    assert discovery.directories


def test_candidates_are_in_order_and_say_what_they_are(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "z.tf": "",
            "b/main.tf": b"\xff broken, and still ours",
            "b/x.tfvars": "",
            "a/stack.yaml": TEMPLATE,
            "a/stack.template": TEMPLATE.encode("utf-16"),
            "plan.json": PLAN,
            "k8s.yaml": "kind: Pod",
        },
    )
    tree, discovery = search(tmp_path)
    assert [(tree.display(c.path), c.kind, c.named) for c in discovery.candidates] == [
        ("a/stack.template", "cloudformation", False),
        ("a/stack.yaml", "cloudformation", False),
        ("b/main.tf", "terraform", False),
        ("b/x.tfvars", "tfvars", False),
        ("plan.json", "plan", False),
        ("z.tf", "terraform", False),
    ]
    assert discovery.unreadable == []


@pytest.mark.parametrize(
    "folder",
    [
        ".git",
        ".hg",
        ".svn",
        ".terraform/modules/a",
        ".terragrunt-cache/x",
        "node_modules/a",
        "__pycache__",
        "cdk.out/asset.0123",
    ],
)
def test_never_searched_unless_named(tmp_path: Path, folder: str) -> None:
    put(tmp_path, {f"{folder}/main.tf": "", f"deep/er/{folder}/main.tf": "", "main.tf": ""})
    assert found(tmp_path) == ["main.tf"]
    assert found(tmp_path, folder) == [f"{folder}/main.tf"]


def test_virtual_environments_are_not_searched_and_their_like_are(tmp_path: Path) -> None:
    put(tmp_path, {"env/pyvenv.cfg": "", "env/lib/a.tf": "", "venv/a.tf": "", "conda/conda-meta/history": ""})
    put(tmp_path, {"conda/share/a.tf": "", "cdk.out/a.template.json": TEMPLATE, "asset.1/a.tf": ""})
    assert found(tmp_path) == ["asset.1/a.tf", "cdk.out/a.template.json", "venv/a.tf"]
    assert "env/lib/a.tf" in found(tmp_path, "env", ".")
    assert "env/lib/a.tf" in found(tmp_path, ".", "env")


# --- what is named ----------------------------------------------------------------------------------


def test_named_files_are_taken_whatever_they_are_called(tmp_path: Path) -> None:
    put(tmp_path, {"repo/.gitignore": "*\n", "repo/a.tf": "", "repo/stack.txt": TEMPLATE, "plan": PLAN})
    tree, discovery = search(tmp_path / "repo", "a.tf", "stack.txt", "../plan")
    assert [(c.kind, c.named) for c in discovery.candidates] == [
        ("plan", True),
        ("terraform", True),
        ("cloudformation", True),
    ]
    assert not discovery.directories
    assert [tree.read(c.path).data for c in discovery.candidates] == [PLAN.encode(), b"", TEMPLATE.encode()]


def test_named_files_that_are_nothing_of_ours_are_no_error(tmp_path: Path) -> None:
    put(tmp_path, {"notes.txt": "hello", "pod.yaml": "kind: Pod", "photo.jpg": b"\xff\xd8\xff\x00"})
    tree, discovery = search(tmp_path, "notes.txt", "photo.jpg", ".", "pod.yaml")
    assert [tree.display(path) for path in discovery.foreign] == ["notes.txt", "photo.jpg", "pod.yaml"]
    assert (discovery.candidates, discovery.unreadable) == ([], [])


def test_files_that_are_not_judged_say_why_when_named(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "terraform.tfstate": '{"lineage": "a", "serial": 1, "resources": [], "version": 4}',
            "validate.json": '{"format_version": "1.0", "valid": true, "diagnostics": []}',
            "tfplan": b"PK\x03\x04\x14\x00tfplan\xff\x00",
            "stream.json": '{"@level":"info","@message":"a","@module":"terraform.ui","type":"version"}\n',
        },
    )
    assert [path for path, _ in unreadable(tmp_path)] == ["stream.json"]
    reasons = dict(unreadable(tmp_path, "terraform.tfstate", "tfplan", "validate.json"))
    assert sorted(reasons) == ["terraform.tfstate", "tfplan", "validate.json"]
    assert "terraform show -json" in reasons["tfplan"]
    assert "terraform show -json" in reasons["terraform.tfstate"]


@pytest.mark.parametrize(
    "content", ["", " \n", "Error: no plan", '{"error": "401"}', '{"format_version": 3}', "{"]
)
def test_json_that_is_named_should_be_ours(tmp_path: Path, content: str) -> None:
    """A plan that nobody made is no plan in which nothing is open."""
    put(tmp_path, {"plan.json": content, "answer": content})
    [(_, reason)] = unreadable(tmp_path, "plan.json")
    assert "no plan, state or template" in reason and "terraform show -json" in reason
    assert [path for path, _ in unreadable(tmp_path, "answer")] == (["answer"] if "{" in content else [])
    assert unreadable(tmp_path) == []


def test_a_list_that_is_named_is_no_attempt_at_a_plan(tmp_path: Path) -> None:
    put(tmp_path, {"parameters.json": '[{"ParameterKey": "Cidr", "ParameterValue": "0.0.0.0/0"}]'})
    _, discovery = search(tmp_path, "parameters.json")
    assert (len(discovery.foreign), discovery.unreadable) == (1, [])


def test_a_file_named_and_found_is_one(tmp_path: Path) -> None:
    put(tmp_path, {"a/x.tf": "", "a/s.yaml": TEMPLATE})
    _, discovery = search(tmp_path, ".", "a", "a/x.tf", "a/../a/x.tf", "a/s.yaml")
    assert [(c.kind, c.named) for c in discovery.candidates] == [
        ("cloudformation", True),
        ("terraform", True),
    ]


@pytest.mark.parametrize("path", ["missing", "missing/x.tf", "x.tf/y.tf", "x" * 300, "a\0b", "\udcff.tf"])
def test_a_path_that_does_not_exist(tmp_path: Path, path: str) -> None:
    put(tmp_path, {"x.tf": ""})
    with pytest.raises(NoSuchPath) as caught:
        search(tmp_path, "x.tf", path)
    assert str(caught.value) == path


# --- what cannot be read ----------------------------------------------------------------------------


def test_what_has_our_name_and_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.tf")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "nowhere.yaml").symlink_to("missing")
    (tmp_path / "nowhere.txt").symlink_to("missing")
    (tmp_path / "self.tf").symlink_to("self.tf")
    put(tmp_path, {"folder.tf/main.tf": "", "folder.json/x": ""})
    assert unreadable(tmp_path) == [
        ("nowhere.yaml", "a link that leads nowhere"),
        ("pipe.tf", "not a regular file"),
        ("self.tf", "too many levels of symbolic links"),
    ]
    assert found(tmp_path) == ["folder.tf/main.tf"]
    assert unreadable(tmp_path, "nowhere.yaml", "pipe.txt") == [
        ("nowhere.yaml", "a link that leads nowhere"),
        ("pipe.txt", "not a regular file"),
    ]


def test_text_that_bears_our_mark_and_cannot_be_decoded(tmp_path: Path) -> None:
    put(tmp_path, {"a.yaml": TEMPLATE.encode() + b"# caf\xe9\n", "b.yaml": b"# caf\xe9\n"})
    _, discovery = search(tmp_path)
    assert [(os.path.basename(u.path), u.line, u.reason) for u in discovery.unreadable] == [
        ("a.yaml", 4, "not UTF-8")
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads files and directories of every mode")
def test_without_permission(tmp_path: Path) -> None:
    put(tmp_path, {"a.yaml": "", "closed/x.tf": ""})
    (tmp_path / "a.yaml").chmod(0)
    (tmp_path / "closed").chmod(0)
    try:
        assert unreadable(tmp_path) == [("a.yaml", "permission denied"), ("closed", "permission denied")]
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_directory_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"a/x.tf": "", "b/x.tf": ""})
    real = os.scandir

    def scandir(path: str) -> object:
        if os.path.basename(path) == "a":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert unreadable(tmp_path) == [("a", "permission denied")]
    assert found(tmp_path) == ["b/x.tf"]


# --- links ------------------------------------------------------------------------------------------


def test_link_loops_are_walked_once(tmp_path: Path) -> None:
    put(tmp_path, {"a/x.tf": "", "b/y.tf": ""})
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "b" / "a").symlink_to("../a")
    assert found(tmp_path) == ["a/x.tf", "b/y.tf"]
    assert found(tmp_path, "a/up/b") == ["a/x.tf", "b/y.tf"]
    assert unreadable(tmp_path) == []


def test_links_are_followed_inside_the_boundary_only(tmp_path: Path) -> None:
    put(tmp_path, {"repo/.git/HEAD": "", "repo/infra/x.tf": "", "repo/common/c.tf": "", "out/o.tf": ""})
    put(tmp_path, {"repo/.gitignore": "/private\n", "repo/private/p.tf": "", "repo/node_modules/n.tf": ""})
    infra = tmp_path / "repo" / "infra"
    for name, target in [
        ("common", "../common"),
        ("linked.tf", "../common/c.tf"),
        ("private", "../private"),
        ("packages", "../node_modules"),
        ("outside", "../../out"),
        ("o.tf", "../../out/o.tf"),
        ("o.txt", "../../out/o.tf"),
    ]:
        (infra / name).symlink_to(target)
    tree, discovery = search(tmp_path, "repo/infra")
    assert found(tmp_path, "repo/infra") == [
        "repo/common/c.tf",
        "repo/infra/linked.tf",
        "repo/infra/x.tf",
    ]
    assert [tree.display(path) for path in discovery.outside] == ["repo/infra/o.tf", "repo/infra/outside"]


def test_a_document_with_several_names_is_one(tmp_path: Path) -> None:
    put(tmp_path, {"b.yaml": TEMPLATE})
    (tmp_path / "a.yaml").symlink_to("b.yaml")
    (tmp_path / "c.json").symlink_to("b.yaml")
    assert found(tmp_path) == ["b.yaml"]
    assert found(tmp_path, "a.yaml") == ["b.yaml"]


# --- names and depth --------------------------------------------------------------------------------


def test_names_that_are_long_or_no_utf8(tmp_path: Path) -> None:
    long = "x" * 252 + ".tf"
    put(tmp_path, {long: ""})
    try:
        with open(os.path.join(os.fsencode(tmp_path), b"caf\xe9.tf"), "wb"):
            pass
    except OSError as error:
        pytest.skip(f"the file system refuses such a name: {error}")
    assert found(tmp_path) == ["caf\\udce9.tf", long]


def test_a_deep_tree_is_no_recursion(tmp_path: Path) -> None:
    home = os.open(".", os.O_RDONLY)
    try:
        os.chdir(tmp_path)
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
        with open("x.tf", "w", encoding="utf-8"):
            pass
    finally:
        os.fchdir(home)
        os.close(home)
    try:
        assert [len(path) for path in found(tmp_path)] == [1200 * 2 + len("x.tf")]
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)  # rmtree is recursive before 3.13


# --- the same whatever the order -----------------------------------------------------------------------


def test_the_order_of_entries_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {f"{a}/{b}/{c}.tf": "" for a in "abc" for b in "abc" for c in "ab"})
    put(tmp_path, {"a/s.yaml": TEMPLATE, "c/.gitignore": "a.tf"})
    (tmp_path / "b" / "loop").symlink_to("../a")
    (tmp_path / "0.yaml").symlink_to("a/s.yaml")
    expected = found(tmp_path)
    real = os.scandir
    for seed in range(5):
        chance = random.Random(seed)

        class Shuffled:
            def __init__(self, path: str) -> None:
                with real(path) as scan:
                    self.entries = list(scan)
                chance.shuffle(self.entries)  # noqa: B023

            def __enter__(self) -> list[os.DirEntry[str]]:
                return self.entries

            def __exit__(self, *_: object) -> None: ...

        monkeypatch.setattr(os, "scandir", Shuffled)
        assert found(tmp_path) == expected
    assert len(expected) == 16


def test_a_link_that_vanishes_while_it_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone.tf").symlink_to("nowhere.tf")

    def vanished(path: str, **how: bool) -> str:
        raise FileNotFoundError(path)

    tree = Tree.for_paths(["."], str(tmp_path))
    monkeypatch.setattr("os.path.realpath", vanished)
    (gone,) = discover(tree, ["."]).unreadable
    assert os.path.basename(gone.path) == "gone.tf"
