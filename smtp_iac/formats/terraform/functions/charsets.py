"""The names of encodings that terraform knows, and textencodebase64 and textdecodebase64.

The names are IANA's, as golang.org/x/text/encoding/ianaindex has them. What Python's codecs do with each
byte was compared with terraform 1.11.4: those that differ, or are of several bytes, are not supported.
"""

from __future__ import annotations

from ....value import Refuse
from ..values import TooMuch, short_text
from ..values.interpolation import normal_text
from .signatures import plain

_NAMES = {
    "ascii": (
        "ansi_x3.4-1968 ansi_x3.4-1986 cp367 csascii ibm367 iso-ir-6 iso646-us iso_646.irv:1991 us us-ascii"
    ),
    "iso8859-1": "cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso_8859-1 iso_8859-1:1987 l1 latin1",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso_8859-3 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso_8859-4 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": (
        "arabic asmo-708 csisolatinarabic ecma-114 iso-8859-6 iso-ir-127 iso_8859-6 "
        "iso_8859-6:1987 csiso88596e iso-8859-6-e iso_8859-6-e csiso88596i iso-8859-6-i "
        "iso_8859-6-i"
    ),
    "iso8859-7": (
        "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso_8859-7 iso_8859-7:1987"
    ),
    "iso8859-8": (
        "csisolatinhebrew hebrew iso-8859-8 iso-ir-138 iso_8859-8 iso_8859-8:1988 csiso88598e "
        "iso-8859-8-e iso_8859-8-e csiso88598i iso-8859-8-i iso_8859-8-i"
    ),
    "iso8859-9": "csisolatin5 iso-8859-9 iso-ir-148 iso_8859-9 iso_8859-9:1989 l5 latin5",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso_8859-10:1992 l6 latin6",
    "utf-8": "csutf8 utf-8",
    "iso8859-13": "csiso885913 iso-8859-13",
    "iso8859-14": "csiso885914 iso-8859-14 iso-celtic iso-ir-199 iso_8859-14 iso_8859-14:1998 l8 latin8",
    "iso8859-15": "csiso885915 iso-8859-15 iso_8859-15 latin-9",
    "iso8859-16": "csiso885916 iso-8859-16 iso-ir-226 iso_8859-16 iso_8859-16:2001 l10 latin10",
    "utf-16-be": "csutf16be utf-16be",
    "utf-16-le": "csutf16le utf-16le",
    "utf-16": "csutf16 utf-16",
    "cp850": "850 cp850 cspc850multilingual ibm850",
    "cp862": "862 cp862 cspc862latinhebrew ibm862",
    "mac-roman": "csmacintosh mac macintosh",
    "cp037": "cp037 csibm037 ebcdic-cp-ca ebcdic-cp-nl ebcdic-cp-us ebcdic-cp-wt ibm037",
    "cp437": "437 cp437 cspc8codepage437 ibm437",
    "cp852": "852 cp852 cspcp852 ibm852",
    "cp855": "855 cp855 csibm855 ibm855",
    "cp860": "860 cp860 csibm860 ibm860",
    "cp863": "863 cp863 csibm863 ibm863",
    "cp865": "865 cp865 csibm865 ibm865",
    "koi8-r": "cskoi8r koi8-r",
    "cp866": "866 cp866 csibm866 ibm866",
    "cp858": "ccsid00858 cp00858 csibm00858 ibm00858 pc-multilingual-850+euro",
    "cp1140": "ccsid01140 cp01140 csibm01140 ebcdic-us-37+euro ibm01140",
    "cp874": "cswindows874 windows-874",
    "cp1250": "cswindows1250 windows-1250",
    "cp1251": "cswindows1251 windows-1251",
    "cp1252": "cswindows1252 windows-1252",
    "cp1253": "cswindows1253 windows-1253",
    "cp1254": "cswindows1254 windows-1254",
    "cp1256": "cswindows1256 windows-1256",
    "cp1257": "cswindows1257 windows-1257",
    "cp1258": "cswindows1258 windows-1258",
}
_OTHERS = (
    "csshiftjis ms_kanji shift_jis cseucpkdfmtjapanese euc-jp "
    "extended_unix_code_packed_format_for_japanese cseuckr euc-kr csiso2022jp iso-2022-jp cp936 "
    "csgbk gbk ms936 windows-936 csgb18030 gb18030 big5 csbig5 hz-gb-2312 cskoi8u koi8-u csibm1047 "
    "ibm-1047 ibm1047 cswindows1255 windows-1255"
)
"""Of several bytes, or not quite those of Python."""


def _codec(name: str) -> str:
    wanted = name.strip().lower()
    found = next((codec for codec, names in _NAMES.items() if wanted in names.split()), None)
    if found is None and wanted in _OTHERS.split():
        raise TooMuch(f'the encoding "{wanted}" is not supported yet')
    if found is None:
        raise Refuse(f'"{name[:60]}" is not a supported IANA encoding name or alias')
    return found


def _no_controls(codec: str, text: str) -> None:
    """The second set of control characters is in the first and ninth part of ISO 8859 only, for terraform."""
    lacking = codec.startswith("iso8859") and codec not in ("iso8859-1", "iso8859-9")
    if lacking and any("\x80" <= character <= "\x9f" for character in text):
        raise Refuse("a character that the encoding has not")


def _textencode(text: str, encoding: str) -> str:
    from base64 import b64encode

    codec = _codec(encoding)
    short_text(len(text) * 2)
    _no_controls(codec, text)
    try:
        encoded = text.encode("utf-16-be" if codec == "utf-16" else codec)
    except UnicodeError:
        raise Refuse(
            f"the given string contains characters that cannot be represented in {encoding}"
        ) from None
    return b64encode(b"\xfe\xff" + encoded if codec == "utf-16" else encoded).decode()


def _textdecode(source: str, encoding: str) -> str:
    from .base64s import decoded

    codec = _codec(encoding)
    data = decoded(source)
    if codec == "utf-16":
        codec = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-16-be"
        data = data[2:] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data
    try:
        text = data.decode(codec)
    except UnicodeError:
        text = "\ufffd"
    if "\ufffd" in text:
        raise Refuse(f"the given string contains symbols that are not defined for {encoding}")
    _no_controls(codec, text)
    return normal_text(text)


TABLE = {
    "textencodebase64": plain(_textencode, "string", "string", result="string"),
    "textdecodebase64": plain(_textdecode, "string", "string", result="string"),
}
