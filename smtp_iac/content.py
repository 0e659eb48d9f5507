"""The content of files, read within limits, as UTF-8."""

from __future__ import annotations

import os
import stat

FILE_LIMIT = 64 << 20  # bytes
JSON_LIMIT = 1 << 30  # bytes; a plan of a large estate is one file
CHUNK = 1 << 20  # bytes
READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe is not waited for
GZIP_MAGIC = b"\x1f\x8b\x08"
SAMPLE = 64 << 10  # bytes of a file that are read at first: nearly always all, else enough to see what it is


class Unreadable(Exception):  # noqa: N818
    """A file that cannot be read: `line` is None where no line is to blame, `reason` a short phrase.

    `sample` is what its bytes begin with, by which it may be recognised; None if nothing could be read.
    """

    def __init__(self, path: str, line: int | None, reason: str, sample: bytes | None = None) -> None:
        super().__init__(path, line, reason)
        self.path = path
        self.line = line
        self.reason = reason
        self.sample = sample

    @property
    def is_too_large(self) -> bool:
        return self.sample is not None and self.reason.startswith("larger than")

    @property
    def sort_key(self) -> tuple[str, int, str]:
        return (self.path, self.line or 0, self.reason)


def read_bytes(real: str, place: str) -> bytes:
    try:
        mode = os.stat(place).st_mode
    except (OSError, ValueError) as error:
        raise Unreadable(place, None, reason_of(error, place)) from None
    if not stat.S_ISREG(mode):
        raise Unreadable(place, None, "a directory" if stat.S_ISDIR(mode) else "not a regular file")
    return read_regular(real, place)


def read_regular(real: str, place: str) -> bytes:
    """The content of a regular file. Plain calls, and not one more than it takes: opening and reading is most
    of what a small file costs."""
    try:
        descriptor = os.open(real, READING)
        try:
            data = os.read(descriptor, SAMPLE)
            if len(data) < SAMPLE and not os.read(descriptor, 1):  # some file systems give less than is there
                return data
            return read_large(descriptor, data, place)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise Unreadable(place, None, reason_of(error, place)) from None


def read_large(descriptor: int, sample: bytes, place: str) -> bytes:
    """The content of a file of which a sample is not all."""
    size = os.fstat(descriptor).st_size
    limit = FILE_LIMIT
    if size > limit and (place.endswith(".json") or begins_an_object(sample)):
        limit = JSON_LIMIT
    if size > limit:
        raise Unreadable(place, None, f"larger than {limit >> 20} MiB", sample)
    os.lseek(descriptor, 0, os.SEEK_SET)
    data = os.read(descriptor, size + 1)
    return data if len(data) == size else data + rest_of(descriptor, limit - len(data))


def begins_an_object(data: bytes) -> bool:
    """Whether a text may be a JSON object, in UTF-8 or UTF-16."""
    return data[:SAMPLE].lstrip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe").startswith(b"{")


def rest_of(descriptor: int, most: int) -> bytes:
    """What a read left, or what was written meanwhile."""
    parts = []
    while most > 0 and (part := os.read(descriptor, min(most, CHUNK))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def decoded(path: str, data: bytes) -> bytes:
    """The bytes as UTF-8 without a BOM, from UTF-8 or from UTF-16 with a BOM. Raises Unreadable."""
    text = data if data.isascii() else recoded(path, data)
    if 0 in text:
        raise Unreadable(path, line_of(text, text.index(b"\0")), "not text: it has a NUL byte", data)
    return text


def recoded(path: str, data: bytes) -> bytes:
    text = data
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16").encode()
        text = data.removeprefix(b"\xef\xbb\xbf")
        text.decode()
    except UnicodeDecodeError as error:
        line = None if error.encoding.startswith("utf-16") else line_of(text, error.start)
        raise Unreadable(path, line, f"not {error.encoding.upper()[:6]}", data) from None
    return text


def line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def reason_of(error: OSError | ValueError, place: str = "") -> str:
    if isinstance(error, FileNotFoundError) and os.path.islink(place):
        return "a link that leads nowhere"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return "not a path" if isinstance(error, ValueError) else "cannot be read"
