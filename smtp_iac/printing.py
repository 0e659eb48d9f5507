"""Text of scanned files, made safe to print."""

from __future__ import annotations


def visible(text: str) -> str:
    """Text of a scanned file, made safe for a terminal and for one line: whatever does not print (controls,
    escape sequences, line ends, marks that turn the direction of writing) is written as an escape."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else escape(character) for character in text)


def escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
