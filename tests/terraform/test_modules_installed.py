"""What terraform init has installed: read as terraform reads it, and named where terraform would not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import PLANTED, Run, check, ingress
from tests.walking import put

MANIFEST = ".terraform/modules/modules.json"
CODE = ".terraform/modules/mail"
FOUND = "module.mail.aws_security_group.planted"
CALL = 'module "mail" {\n  source = "team/mail/aws"\n}\n'


def entry(
    key: str = "mail", source: str = "registry.terraform.io/team/mail/aws", **more: str
) -> dict[str, str]:
    return {"Key": key, "Source": source, "Dir": CODE, **more}


def manifest(*entries: object) -> str:
    return json.dumps({"Modules": [{"Key": "", "Source": "", "Dir": "."}, *entries]}, indent=1)


def judged(folder: Path, modules: str, call: str = CALL, code: str = PLANTED) -> Run:
    put(folder, {"main.tf": call, MANIFEST: modules, f"{CODE}/main.tf": code})
    return check(folder)


def test_an_installed_module_is_judged(tmp_path: Path) -> None:
    ran = judged(tmp_path, manifest(entry()))
    assert (ran.code, ran.exposed, ran.undecided) == (1, [FOUND], [])


def test_it_is_judged_with_what_its_caller_passes(tmp_path: Path) -> None:
    code = 'variable "cidrs" {\n  default = ["0.0.0.0/0"]\n}\n' + ingress("var.cidrs")
    call = CALL.replace("}", '  cidrs = ["10.0.0.0/8"]\n}')
    ran = judged(tmp_path, manifest(entry()), call, code)
    assert (ran.code, ran.report["findings"]) == (0, [])


def test_it_is_no_root(tmp_path: Path) -> None:
    ran = judged(tmp_path, manifest(entry()), call="")
    assert (ran.code, ran.report["findings"], ran.report["summary"]["resources_judged"]) == (0, [], 0)


def test_ignore_files_do_not_hide_it(tmp_path: Path) -> None:
    put(tmp_path, {".gitignore": ".terraform/\n*.json\n"})
    assert judged(tmp_path, manifest(entry())).exposed == [FOUND]


def test_a_root_that_is_not_where_the_scan_begins(tmp_path: Path) -> None:
    put(tmp_path / "live/mail", {"main.tf": CALL, MANIFEST: manifest(entry()), f"{CODE}/main.tf": PLANTED})
    put(tmp_path / "live/other", {"main.tf": CALL})
    ran = check(tmp_path)
    assert (ran.exposed, ran.undecided) == ([FOUND], ["module.mail"])


def test_two_roots_have_modules_of_their_own(tmp_path: Path) -> None:
    for name, code in (("a", PLANTED), ("b", ingress('["10.0.0.0/8"]'))):
        put(tmp_path / name, {"main.tf": CALL, MANIFEST: manifest(entry()), f"{CODE}/main.tf": code})
    findings = check(tmp_path).report["findings"]
    assert [finding["root"] for finding in findings] == ["a"]


@pytest.mark.parametrize(
    ("modules", "why"),
    [
        (manifest(), "is not on disk: run terraform init"),
        ("", "is not on disk: run terraform init"),
        ("{}", "is not on disk: run terraform init"),
        ('{"Modules": null}', "is not on disk: run terraform init"),
        (manifest(entry(Dir="")), "is not on disk: run terraform init"),
        (manifest(entry(Dir="gone")), "there are no Terraform files in gone; run terraform init"),
        (manifest(entry(source="team/other/aws")), "another source than the one that is installed"),
        (manifest(entry(source="git::https://x.com/a.git")), "another source than the one that is installed"),
        (manifest(entry(Dir="../beside")), "is installed outside the boundary of the scan"),
        (manifest(entry(Dir="/etc")), "is installed outside the boundary of the scan"),
    ],
)
def test_what_is_not_installed_as_it_is_asked_for(tmp_path: Path, modules: str, why: str) -> None:
    put(tmp_path, {"beside/main.tf": PLANTED})
    ran = judged(tmp_path / "repository", modules)
    assert (ran.code, ran.exposed, ran.undecided) == (0, [], ["module.mail"])
    assert why in str(ran.missing)


@pytest.mark.parametrize(
    ("asked", "installed", "why"),
    [
        ('"~> 1.0"', "1.9.0", ""),
        ('">= 1.0, < 2.0"', "2.1.0", "needs a version"),
        ('"~> 1.0"', "", "needs a version"),
        ('"latest"', "1.0.0", "cannot be read"),
        ("var.release", "1.0.0", "var.release has no value"),
        ('"~> ${local.major}.0"', "1.2.0", ""),
        ('"~> ${local.major}.0"', "2.2.0", "needs a version"),
    ],
)
def test_versions(tmp_path: Path, asked: str, installed: str, why: str) -> None:
    call = CALL.replace("}", f"  version = {asked}\n}}")
    more = 'variable "release" {}\nlocals {\n  major = 1\n}\n'
    ran = judged(tmp_path, manifest(entry(Version=installed)), call + more)
    assert (ran.exposed, ran.undecided) == (([], ["module.mail"]) if why else ([FOUND], []))
    assert why in str(ran.missing)


@pytest.mark.parametrize(
    ("modules", "line"),
    [
        ("{", 1),
        ('{\n "Modules": [\n  {"Key": "mail",}\n ]\n}', 3),
        ("[]", 1),
        ('{\n "Modules": {}\n}', 2),
        ('{\n "Modules": [\n  7\n ]\n}', 3),
        ('{\n "Modules": [\n  {"Key": 7}\n ]\n}', 3),
        ('{\n "Modules": [\n  {"Key": "a"},\n  {"Key": "a"}\n ]\n}', 4),
        ('{\n "Modules": [\n  {"Key": "a", "Version": "new"}\n ]\n}', 3),
    ],
)
def test_a_broken_list_of_modules_is_named(tmp_path: Path, modules: str, line: int) -> None:
    put(tmp_path, {"planted.tf": PLANTED})
    ran = judged(tmp_path, modules)
    assert (ran.code, ran.unreadable) == (2, [(MANIFEST, line)])
    assert (ran.exposed, ran.undecided) == (["aws_security_group.planted"], ["module.mail"])
    assert "modules.json cannot be read" in str(ran.missing)


def test_a_list_of_modules_that_nothing_needs_is_not_read(tmp_path: Path) -> None:
    ran = judged(tmp_path, "{", call=PLANTED)
    assert (ran.code, ran.exposed) == (1, ["aws_security_group.planted"])


def test_a_broken_installed_module_is_named(tmp_path: Path) -> None:
    ran = judged(tmp_path, manifest(entry()), code='resource "aws_security_group" "a" {\n')
    assert (ran.code, ran.unreadable) == (2, [(f"{CODE}/main.tf", 1)])


def test_field_names_are_read_in_any_case(tmp_path: Path) -> None:
    lower: dict[str, Any] = {name.lower(): value for name, value in entry().items()}
    assert judged(tmp_path, json.dumps({"modules": [lower]})).exposed == [FOUND]


def test_modules_of_modules_are_found_by_their_way(tmp_path: Path) -> None:
    wrapper = 'module "inner" {\n  source = "git::https://x.com/inner.git"\n}\n'
    inner = entry("mail.inner", "git::https://x.com/inner.git", Dir=".terraform/modules/mail.inner")
    put(tmp_path, {".terraform/modules/mail.inner/main.tf": PLANTED})
    ran = judged(tmp_path, manifest(entry(), inner), code=wrapper)
    assert ran.exposed == ["module.mail.module.inner.aws_security_group.planted"]


def test_instances_share_what_is_installed(tmp_path: Path) -> None:
    ran = judged(tmp_path, manifest(entry()), CALL.replace("}", '  for_each = toset(["a", "b"])\n}'))
    assert ran.exposed == [f'module.mail["{key}"].aws_security_group.planted' for key in "ab"]


def test_what_an_old_entry_leads_to_is_still_a_root(tmp_path: Path) -> None:
    put(tmp_path, {"kept/main.tf": PLANTED})
    ran = judged(tmp_path, manifest(entry(), entry("gone", "./kept", Dir="kept")))
    assert sorted(ran.exposed) == ["aws_security_group.planted", FOUND]


def test_a_linked_module_inside_the_boundary_is_followed_and_no_root(tmp_path: Path) -> None:
    put(tmp_path, {"mine/main.tf": PLANTED, ".terraform/modules/README": ""})
    (tmp_path / CODE).symlink_to("../../mine")
    put(tmp_path, {"main.tf": CALL, MANIFEST: manifest(entry())})
    assert check(tmp_path).exposed == [FOUND]


def test_a_linked_module_outside_the_boundary_is_not(tmp_path: Path) -> None:
    put(tmp_path, {"beside/main.tf": PLANTED, "repository/.terraform/modules/README": ""})
    (tmp_path / "repository" / CODE).symlink_to("../../../beside")
    put(tmp_path / "repository", {"main.tf": CALL, MANIFEST: manifest(entry())})
    ran = check(tmp_path / "repository")
    assert (ran.exposed, ran.undecided) == ([], ["module.mail"])


def test_the_data_directory_of_terraform(tmp_path: Path) -> None:
    put(tmp_path, {"main.tf": CALL, "data/modules/modules.json": manifest(entry(Dir="data/modules/mail"))})
    put(tmp_path, {"data/modules/mail/main.tf": PLANTED})
    assert FOUND not in check(tmp_path).exposed
    assert check(tmp_path, env={"TF_DATA_DIR": "data"}).exposed == [FOUND]
    assert check(tmp_path, env={"TF_DATA_DIR": str(tmp_path / "data")}).exposed == [FOUND]
    finding = check(tmp_path, env={"TF_DATA_DIR": "data"}).report["findings"][0]
    assert (finding["file"], finding["line"]) == ("main.tf", 1)
