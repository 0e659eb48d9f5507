"""What a scalar says: YAML 1.1 types, as CloudFormation reads templates.

Observed in deployed stacks: `0300` is 192 (dev.classmethod.jp, "how-to-identify-numerical-values-in-cfn-yaml-
template"), `YES` is the text "true" in a tag (github.com/ASFHyP3/hyp3, pull request 2061); the AWS CLI quotes
such words for that reason (github.com/aws/aws-cli, pull request 5257). `0o31` is a text in YAML 1.1.
"""

from __future__ import annotations

from ....patterns import pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .nodes import Scalar

BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
}
NULLS = frozenset(("", "~", "null", "Null", "NULL"))
INTEGER = pattern(
    r"[-+]?(?:0b[01][01_]{0,99}|0x[0-9a-fA-F][0-9a-fA-F_]{0,99}|0[0-7_]{1,99}|0|[1-9][0-9_]{0,99}(?::[0-5]?[0-9]){0,9})\Z"
)


def is_null(scalar: Scalar) -> bool:
    return scalar.plain and scalar.text in NULLS


def data_of(scalar: Scalar) -> bool | str:
    """A plain boolean word as bool, a plain integer in decimal, anything else as its text."""
    text = scalar.text
    if not scalar.plain:
        return text
    if text.lower() in BOOLEANS and text in (text.lower(), text.upper(), text.capitalize()):
        return BOOLEANS[text.lower()]
    return str(_integer(text)) if INTEGER.match(text) else text


def text_of(data: bool | str) -> str:
    """As CloudFormation writes it into a string."""
    return data if isinstance(data, str) else ("true" if data else "false")


def _integer(text: str) -> int:
    digits = text.lstrip("+-").replace("_", "")
    sign = -1 if text.startswith("-") else 1
    if ":" in digits:
        value = 0
        for part in digits.split(":"):
            value = value * 60 + int(part)
        return sign * value
    if digits.startswith(("0x", "0b")):
        return sign * int(digits, 0)
    return sign * int(digits, 8 if digits.startswith("0") else 10)
