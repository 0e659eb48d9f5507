"""yamlencode as terraform writes YAML (go-cty-yaml, a translation of libyaml): strings and keys are quoted,
keys sorted, and a text of several lines is a `|` block."""

from __future__ import annotations

from ....identity import derived, symbols
from ....value import Known
from ..values import TooMuch, arithmetic, short_text
from ..values.interpolation import STRING
from .signatures import Function, plain_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ....value import Outcome, Value
    from .signatures import Call

_END = "...\n"


def _yamlencode(call: Call, value: Value) -> Outcome:
    if not isinstance(value, Known) or symbols(value):
        return derived(call.name, value, facts=STRING, origin=call.origin)
    return Known(yaml_text(plain_data(value)), call.origin)


def yaml_text(data: Any) -> str:
    """Plain data as one YAML document. A scalar that is not quoted is followed by an end mark, others never:
    which ones libyaml marks depends on its version."""
    if not isinstance(data, (str, list, dict)):
        return f"{_plain_scalar(data)}\n{_END}"
    import yaml

    if not yaml.__with_libyaml__:
        raise TooMuch("is not supported yet: PyYAML comes without libyaml here")
    written: str = yaml.emit(_Events(yaml).document(data), Dumper=yaml.CDumper, allow_unicode=True)
    short_text(len(written))
    return written.removesuffix(_END) if written.endswith("\n" + _END) else written


def _plain_scalar(data: Any) -> str:
    if data is None or isinstance(data, bool):
        return {None: "null", True: "true", False: "false"}[data]
    return arithmetic.text_of_number(data)


class _Events:
    """The events that stand for plain data; they stop where the text would become too long."""

    def __init__(self, yaml: Any) -> None:
        self.yaml = yaml
        self.length = 0

    def document(self, data: Any) -> Iterator[Any]:
        yield self.yaml.StreamStartEvent()
        yield self.yaml.DocumentStartEvent(explicit=False)
        yield from self._value(data)
        yield self.yaml.DocumentEndEvent(explicit=False)
        yield self.yaml.StreamEndEvent()

    def _value(self, data: Any) -> Iterator[Any]:
        if isinstance(data, dict):
            yield self.yaml.MappingStartEvent(None, None, True)
            for key in sorted(data):
                yield self._scalar(key)
                yield from self._value(data[key])
            yield self.yaml.MappingEndEvent()
        elif isinstance(data, list):
            yield self.yaml.SequenceStartEvent(None, None, True)
            for each in data:
                yield from self._value(each)
            yield self.yaml.SequenceEndEvent()
        else:
            yield self._scalar(data)

    def _scalar(self, data: Any) -> Any:
        text, style = data, '"'
        if not isinstance(data, str):
            text, style = _plain_scalar(data), ""
        elif "\n" in data:
            style = "|"
        self.length += len(text)
        short_text(self.length)
        return self.yaml.ScalarEvent(None, None, (True, True), text, style=style)


TABLE = {"yamlencode": Function(_yamlencode, "dynamic", nullable=(0,))}
