"""What a YAML or JSON file is, by its bytes alone: words first, so that what is not ours costs a search.

The precise check of a template or a plan is its format's own; a doubt here means that it is one. The keys
of Terraform's files are those that its packages jsonplan, jsonstate, statefile and views/json write; where
several signatures fit, the first holds.
"""

from __future__ import annotations

from .patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Signature:
    """A file is of this kind if its bytes hold all the words, and every pattern is found in them.

    head: only the first HEAD bytes are looked at, where terraform writes the keys of the kind.
    refused: why files of the kind are not judged and what to give instead; None if a format reads them.
    passed_over: a refused file is an error only if it was named, and no matter if it was found.
    """

    __slots__ = ("head", "kind", "passed_over", "patterns", "refused", "words")

    def __init__(
        self,
        kind: str,
        words: Sequence[bytes],
        patterns: Sequence[bytes] = (),
        *,
        refused: str | None = None,
        passed_over: bool = False,
        head: bool = False,
    ) -> None:
        self.kind = kind
        self.words = words
        self.patterns = patterns
        self.refused = refused
        self.passed_over = passed_over
        self.head = head


HEAD = 4096
FIRST_WORD = b"Resources"
"""In every template."""
SPACE_AND_MARK = b" \t\r\n\xef\xbb\xbf"
SHOW = "run `terraform show -json FILE > plan.json` where it was made, and check that"
STATE = "run `terraform show -json > state.json` where it is kept, and check that"

FIRST_KEY = rb'\s*\{\s*"(?:plan_)?format_version"\s*:'
STRING = rb'\s*:\s*"[^"]*"\s*'
EMPTY_STATE = (
    rb'\A\s*\{\s*"format_version"' + STRING + rb'(?:,\s*"terraform_version"' + STRING + rb")?\}\s*\Z"
)

# A key of the top level: unindented, the first of all, or in a flow mapping. Where a text calls itself a
# template, the key may be indented.
RESOURCES = rb"""(?:\A\s*|[\n\r])["']?Resources["']?\s*:|[{,]\s*["']?Resources["']?\s*:"""
INDENTED = rb"""[\n\r][ \t]*["']?Resources["']?\s*:"""
TYPE = rb"""\bType["']?\s*:|\bFn::Transform\b|!Transform\b"""  # an included file may hold the resources

SIGNATURES = (
    Signature("cloudformation", (b"Resources", b"::"), (RESOURCES, TYPE)),
    Signature("cloudformation", (b"AWSTemplateFormatVersion", b"Resources", b"::"), (INDENTED, TYPE)),
    Signature("plan", (b'"format_version"', b'"resource_changes"'), (rb'"resource_changes"\s*:',)),
    Signature("plan", (b'"format_version"', b'"planned_values"'), (rb'"planned_values"\s*:',)),
    Signature("state", (b'"format_version"', b'"values"', b'"root_module"')),
    Signature("state", (b'"format_version"',), (EMPTY_STATE,), head=True),
    Signature("plan", (b'"format_version"', b'"configuration"', b'"root_module"')),
    Signature(
        "validate output",
        (b'"format_version"', b'"valid"', b'"diagnostics"'),
        refused="what `terraform validate -json` prints, not a plan",
        passed_over=True,
    ),
    Signature("plan", (b'"plan_format_version"',)),
    Signature(
        "provider schemas",
        (b'"provider_schemas"', b'"format_version"'),
        head=True,
        refused="what `terraform providers schema -json` prints, not a plan",
        passed_over=True,
    ),
    Signature(
        "raw state",
        (b'"lineage"', b'"resources"'),
        (rb'"(?:serial|terraform_version)"\s*:',),
        head=True,
        refused=f"a state file as terraform keeps it; {STATE}",
        passed_over=True,
    ),
    Signature(
        "plan stream",
        (b'"@level"', b'"@message"'),
        (rb'"@module"\s*:\s*"(?:terraform|tofu)\.ui"',),
        head=True,
        refused="what `terraform plan -json` prints, which holds no values; use `terraform plan -out=FILE`, "
        + SHOW,
    ),
    Signature(
        "cloud plan bookmark",
        (b'"remote_plan_format"', b'"run_id"'),
        head=True,
        refused=f"the bookmark of a plan in HCP Terraform; {SHOW}",
    ),
    Signature(
        "encrypted state",
        (b'"encrypted_data"', b'"meta"'),
        head=True,
        refused="a file that OpenTofu encrypted; run `tofu show -json FILE > plan.json`, and check that",
    ),
)
BINARY_PLAN = Signature("binary plan", (), refused=f"a binary plan; {SHOW}")


def recognise(data: bytes, signatures: tuple[Signature, ...] = SIGNATURES) -> Signature | None:
    """The signature that the bytes of a file bear; None if it is nothing of ours. Words are looked for with
    find: before it looks for bytes with `in`, Python makes an exception, and drops it."""
    if data.startswith(b"PK\x03\x04"):
        return BINARY_PLAN if b"tfplan" in data else None
    head = data[:HEAD]
    if begins_as_terraform_does(head):  # whatever else it holds, and it may hold templates
        signatures = tuple([one for one in signatures if one.kind != "cloudformation"])
    elif data.find(FIRST_WORD) < 0 and not may_be_terraforms(data, signatures):
        return None
    absent: set[bytes] = set()
    absent_in_head: set[bytes] = set()
    for signature in signatures:
        text, missing = (head, absent_in_head) if signature.head else (data, absent)
        if holds(text, signature.words, missing) and matches(text, signature.patterns):
            return signature
    return None


def first_words(signatures: tuple[Signature, ...]) -> tuple[bytes, ...]:
    """Words of which every file of Terraform's has one."""
    return tuple(dict.fromkeys([one.words[0] for one in signatures if one.kind != "cloudformation"]))


FIRST_WORDS = first_words(SIGNATURES)


def may_be_terraforms(data: bytes, signatures: tuple[Signature, ...]) -> bool:
    """A plain loop: most JSON files are nothing of ours, and this is what each of them costs."""
    if begins_an_object(data):
        for word in FIRST_WORDS if signatures is SIGNATURES else first_words(signatures):
            if data.find(word) >= 0:
                return True
    return False


def begins_an_object(data: bytes) -> bool:
    """Whether a text may be JSON of Terraform; templates aside, every signature is of such a one."""
    return data[:HEAD].lstrip(SPACE_AND_MARK).startswith(b"{")


def begins_as_terraform_does(head: bytes) -> bool:
    if head.find(b'format_version"') < 0:
        return False
    return pattern(FIRST_KEY).match(head) is not None


def holds(data: bytes, words: Sequence[bytes], absent: set[bytes]) -> bool:
    """Whether all the words are there; what is not is added to `absent`, and searched for once."""
    for word in words:
        if word in absent or data.find(word) < 0:
            absent.add(word)
            return False
    return True


def matches(data: bytes, patterns: Sequence[bytes]) -> bool:
    return all(pattern(one).search(data) for one in patterns)
