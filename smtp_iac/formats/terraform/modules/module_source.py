"""Module sources as terraform compares them: a shorthand is written out, the default registry is left out.

What each shorthand stands for is checked against terraform 1.11.4, which says whether the source of a call is
still the one that `terraform init` recorded (tests/terraform/test_module_source.py).
"""

from __future__ import annotations

import posixpath

from ....patterns import pattern

LOCAL = ("./", "../", ".\\", "..\\")
REGISTRIES = ("registry.terraform.io", "registry.opentofu.org")
"""The registries that are meant where a source names none: terraform's and OpenTofu's."""

# Compiled when one is needed: most configurations call no module of others.
_NAME = r"[0-9A-Za-z](?:[0-9A-Za-z_-]*[0-9A-Za-z])?"
_REGISTRY = rf"(?:(?P<host>[^/@\s]+\.[^/@\s]+|localhost(?::\d+)?)/)?(?P<name>{_NAME}/{_NAME}/[0-9a-z]+)"
_GITHUB = r"github\.com/(?P<owner>[^/?]+)/(?P<name>[^/?]+)(?:/(?P<inside>[^?]*))?"
_BITBUCKET = r"bitbucket\.org/(?P<owner>[^/?]+)/(?P<name>[^/?]+)"
_SSH = r"(?:git::)?git@(?P<host>[^/:]+):(?P<path>[^/?][^?]*)"
_S3 = r"s3[^./]*\.amazonaws\.com(?:\.cn)?/.+"
_BUCKET = r"(?P<bucket>[^./]+)\.(?P<host>s3[^./]*\.amazonaws\.com(?:\.cn)?)/(?P<path>.+)"
_NEVER_A_REGISTRY = ("github.com", "bitbucket.org")


def is_local(source: str) -> bool:
    return source.startswith(LOCAL) or source in (".", "..")


def registry_parts(source: str) -> tuple[str, str, str] | None:
    """(host, `namespace/name/provider`, `modules/inside` or "") of a registry source; None for any other.

    host is empty for the default registry.
    """
    package, inside, query = split(source)
    match = pattern(_REGISTRY).fullmatch(package)
    if match is None or query:
        return None
    host = (match["host"] or "").lower().removesuffix(":443")
    if host in _NEVER_A_REGISTRY:
        return None
    return "" if host in REGISTRIES else host, match["name"], inside


def split(source: str) -> tuple[str, str, str]:
    """The package, the directory in it after `//`, and the query with its `?`."""
    rest, mark, query = source.partition("?")
    start = rest.find("://") + 3 if "://" in rest else 0
    at = rest.find("//", start)
    inside = "" if at < 0 else rest[at + 2 :].strip("/")
    inside = posixpath.normpath(inside) if inside else ""
    return (rest if at < 0 else rest[:at]), ("" if inside == "." else inside), mark + query


def normalised(source: str) -> str:
    """Equal for two sources that terraform takes for the same."""
    if is_local(source):
        return "./" + posixpath.normpath(source.replace("\\", "/"))
    found = registry_parts(source)
    if found is not None:
        host, name, inside = found
        return _joined(f"{host}/{name}" if host else name, inside, "")
    package, inside, query = split(source)
    package, more = _detected(package)
    return _joined(package, posixpath.join(more, inside).strip("/"), query)


def _joined(package: str, inside: str, query: str) -> str:
    return f"{package}//{inside}{query}" if inside else package + query


def _detected(package: str) -> tuple[str, str]:
    """The package's address written out, and the directory in it that a shorthand names."""
    bare = package.removeprefix("git::")
    match = pattern(_GITHUB).fullmatch(bare) or pattern(_BITBUCKET).fullmatch(bare)
    if match is not None:
        host = bare.partition("/")[0]
        name = match["name"].removesuffix(".git")
        return f"git::https://{host}/{match['owner']}/{name}.git", match.groupdict().get("inside") or ""
    match = pattern(_SSH).fullmatch(package)
    if match is not None:
        return f"git::ssh://git@{match['host']}/{match['path']}", ""
    if pattern(_S3).fullmatch(package):
        return f"s3::https://{package}", ""
    match = pattern(_BUCKET).fullmatch(package)
    if match is not None:
        return f"s3::https://{match['host']}/{match['bucket']}/{match['path']}", ""
    if package.startswith("www.googleapis.com/storage/"):
        return f"gcs::https://{package}", ""
    return package.removeprefix("file://") if package.startswith("file:///") else package, ""
