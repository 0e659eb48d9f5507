"""Templates written in a test, and what they say."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import Any

from smtp_iac.formats.cloudformation.parameters.given import Given
from smtp_iac.formats.cloudformation.read import load, read_estate
from smtp_iac.formats.cloudformation.stacks.estate import Estate
from smtp_iac.reading import Reading
from smtp_iac.resource import Resource
from smtp_iac.source import Source, Span, Unreadable
from smtp_iac.value import Absent, Choice, Known, Many, Refused, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtp_iac.value import Outcome

TYPES = frozenset(("AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"))


def read(text: str | bytes, path: str = "stack.yaml") -> Reading:
    reading = Reading()
    data = text if isinstance(text, bytes) else text.encode()
    estate = Estate(Given(), reading)
    try:
        load(Source(f"/repo/{path}", data), path, estate)
    except Unreadable as error:
        reading.files.add(error.path)
        reading.unreadable.append(error)
    estate.expand()
    read_estate(estate, TYPES, reading)
    return reading


def only(text: str | bytes, path: str = "stack.yaml") -> Resource:
    reading = read(text, path)
    assert reading.unreadable == []
    (resource,) = reading.resources
    return resource


def value(expression: str, sections: str = "") -> Outcome:
    """The value of `CidrIp` in a template with these further sections."""
    template = (
        dedent(sections).strip()
        + "\nResources:\n  Rule:\n    Type: AWS::EC2::SecurityGroupIngress\n"
        + "    Properties:\n      CidrIp:\n"
        + indent(dedent(expression).strip(), "        ")
        + "\n  Other: {Type: AWS::SNS::Topic}\n"
    )
    return only(template).body.value("CidrIp")


def plain(given: Any) -> Any:
    """A value as data that a test can write down: ids of unknowns in angle brackets."""
    if isinstance(given, Known):
        if isinstance(given.data, tuple):
            return [plain(each) for each in given.data]
        if isinstance(given.data, dict):
            return {key: plain(each) for key, each in given.data.items()}
        return given.data
    if isinstance(given, Unknown):
        return f"<{given.id}>"
    if isinstance(given, Choice):
        return (given.symbol, {chosen[1]: plain(each) for chosen, each in given.options.items()})
    if isinstance(given, Many):
        return ("many", plain(given.value))
    if isinstance(given, Refused):
        return f"refused: {given.reason}"
    assert isinstance(given, Absent)
    return None


def written(span: Span | None) -> str:
    """The text at a span."""
    assert span is not None
    return span.source.data[span.start : span.end].decode()
