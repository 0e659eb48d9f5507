"""Characters as terraform counts them: what a reader sees as one (Unicode's grapheme clusters)."""

from __future__ import annotations

from ..values import TooMuch

_JOINER = "\u200d"
_FIRST_MARK = "\u0300"
"""No character before this one extends another, but the line feed, and what a joiner joins."""


def graphemes(text: str) -> list[str]:
    """The clusters of a text; scripts with rules of their own are not supported."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    found: list[str] = []
    for character in text:
        plain = character < _FIRST_MARK and character != "\n" and (not found or found[-1][-1] != _JOINER)
        if found and not plain and _extends(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _extends(cluster: str, character: str) -> bool:
    from unicodedata import category

    if character == "\n" or cluster[-1] in "\r\n":
        return character == "\n" and cluster == "\r"
    if _is_jamo(character) or category(character) == "Mc":
        raise TooMuch("a text in a script whose characters are not counted here")
    if (
        character == _JOINER
        or category(character) in ("Mn", "Me")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    ):
        return True
    if cluster[-1] == _JOINER:
        return category(character) == "So"
    return _is_flag(character) and all(_is_flag(each) for each in cluster) and len(cluster) == 1


def _is_jamo(character: str) -> bool:
    return (
        "\u1100" <= character <= "\u11ff"
        or "\ua960" <= character <= "\ua97f"
        or "\ud7b0" <= character <= "\ud7ff"
    )


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
