"""Which files of a directory are its configuration, by their names.

OpenTofu reads `x.tofu` in place of `x.tf`, and `x.tofu.json` in place of `x.tf.json`
(https://opentofu.org/docs/language/files/, section Extension Precedence); terraform reads no `.tofu` at all.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json")


def is_loaded(name: str) -> bool:
    """Whether a file of this name is configuration: no hidden files; those that editors leave behind end
    otherwise."""
    return name.endswith(SUFFIXES) and not name.startswith(".")


def is_override(name: str) -> bool:
    if "override" not in name:
        return False
    stem = next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
    return stem == "override" or stem.endswith("_override")


def is_of_opentofu(name: str) -> bool:
    return name.endswith((".tofu", ".tofu.json"))


def replacement(name: str, names: Collection[str]) -> str | None:
    """The OpenTofu file among `names` that takes the place of this one."""
    for suffix in (".tf", ".tf.json"):
        if name.endswith(suffix):
            other = name.removesuffix(suffix) + suffix.replace(".tf", ".tofu")
            return other if other in names else None
    return None
