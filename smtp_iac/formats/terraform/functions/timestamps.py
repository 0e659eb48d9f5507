"""formatdate, timeadd and timecmp: RFC 3339 timestamps as Go reads them."""

from __future__ import annotations

from ....patterns import pattern
from ....value import Refuse
from ..values import TooMuch
from .signatures import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

_STAMP = pattern(
    r"(?a)([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]+))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))",
)
_DURATION = pattern(r"(?a)[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+")
_PART = pattern(r"(?a)([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6,
    "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9,
}  # fmt: skip
_DATE_TOKEN = pattern(r"'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Timestamp:
    """A local time, its nanoseconds and its offset to UTC in seconds."""

    __slots__ = ("local", "nanoseconds", "offset")

    def __init__(self, local: datetime, nanoseconds: int, offset: int) -> None:
        self.local = local
        self.nanoseconds = nanoseconds
        self.offset = offset

    @property
    def instant(self) -> int:
        """Nanoseconds since the first day, in UTC."""
        time = self.local
        seconds = time.toordinal() * 86400 + time.hour * 3600 + time.minute * 60 + time.second
        return (seconds - self.offset) * 10**9 + self.nanoseconds

    def zone(self, separator: str, utc: str) -> str:
        """The offset as text; `utc` stands for none."""
        if not self.offset and utc:
            return utc
        hours, minutes = divmod(abs(self.offset) // 60, 60)
        return f"{'-' if self.offset < 0 else '+'}{hours:02}{separator}{minutes:02}"


def _timestamp(text: str) -> Timestamp:
    from datetime import datetime

    found = _STAMP.fullmatch(text)
    hours, minutes = (int(found[9] or 0), int(found[10] or 0)) if found is not None else (0, 0)
    if found is None or hours > 23 or minutes > 59:
        raise Refuse(f'not a valid RFC3339 timestamp: "{text[:60]}"')
    if found[1] == "0000":
        raise TooMuch("a timestamp of the year 0 is not supported yet")
    try:
        local = datetime(*[int(found[at]) for at in range(1, 7)])  # type: ignore[arg-type]
    except ValueError:
        raise Refuse(f'not a valid RFC3339 timestamp: "{text[:60]}"') from None
    offset = (hours * 60 + minutes) * 60
    nanoseconds = int((found[7] or "0")[:9].ljust(9, "0"))
    return Timestamp(local, nanoseconds, -offset if found[8] == "-" else offset)


def _duration(text: str) -> int:
    """Nanoseconds of a duration as Go writes it: `1h30m`, `-1.5h`."""
    if text in ("0", "+0", "-0"):
        return 0
    if not _DURATION.fullmatch(text):
        raise Refuse(f'invalid duration "{text[:60]}"')
    total = 0
    for whole, fraction, unit in _PART.findall(text):
        size = _NANOSECONDS[unit]
        total += int(whole[:30] or 0) * size
        total += size * int(fraction[:18] or 0) // 10 ** len(fraction[:18])
    if total - text.startswith("-") >= 1 << 63:
        raise Refuse(f'invalid duration "{text[:60]}"')
    return -total if text.startswith("-") else total


def _timeadd(stamp: str, duration: str) -> str:
    from datetime import timedelta

    start = _timestamp(stamp)
    seconds = (start.nanoseconds + _duration(duration)) // 10**9
    try:
        local: datetime = start.local + timedelta(seconds=seconds)
    except OverflowError:
        raise TooMuch("a year that is not of four digits") from None
    return local.isoformat() + start.zone(":", "Z")


def _timecmp(first: str, second: str) -> int:
    one, two = (_timestamp(text).instant for text in (first, second))
    return (one > two) - (one < two)


def _formatdate(template: str, stamp: str) -> str:
    time = _timestamp(stamp)
    written = []
    for found in _DATE_TOKEN.finditer(template):
        token = found[0]
        if token.startswith("'"):
            written.append(_literal(token))
        else:
            written.append(token if found[1] is None else _verb(token, time))
    return "".join(written)


def _literal(token: str) -> str:
    if token == "''":
        return "'"
    if len(token) == 1 or not token.endswith("'"):
        raise Refuse("unterminated literal '")
    return token[1:-1].replace("''", "'")


def _verb(token: str, time: Timestamp) -> str:
    local = time.local
    hour = local.hour
    zones = {1: (":", "Z"), 3: ("", "UTC"), 4: ("", ""), 5: (":", "")}
    if token[0] == "Z" and len(token) in zones:
        return time.zone(*zones[len(token)])
    forms = {
        "YY": f"{local.year % 100:02}",
        "YYYY": f"{local.year:04}",
        "MMM": _MONTHS[local.month - 1][:3],
        "MMMM": _MONTHS[local.month - 1],
        "EEE": _DAYS[local.weekday()][:3],
        "EEEE": _DAYS[local.weekday()],
        "AA": "AM" if hour < 12 else "PM",
        "aa": "am" if hour < 12 else "pm",
    }
    numbers = {
        "M": local.month,
        "D": local.day,
        "h": hour,
        "H": hour % 12 or 12,
        "m": local.minute,
        "s": local.second,
    }
    for letter, number in numbers.items():
        forms[letter], forms[letter * 2] = str(number), f"{number:02}"
    if token not in forms:
        raise Refuse(f'invalid date format verb "{token[:20]}"')
    return forms[token]


TABLE = {
    "formatdate": plain(_formatdate, "string", "string", result="string"),
    "timeadd": plain(_timeadd, "string", "string", result="string"),
    "timecmp": plain(_timecmp, "string", "string", result="number"),
}
