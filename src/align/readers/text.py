"""Plain text: which encoding the bytes are in, by evidence."""

from __future__ import annotations

import codecs
import re
from functools import cache

from align.errors import InputError
from align.model import Note
from align.readers import Source, split_lines

BOMS = {  # longest first: the UTF-32 mark begins with the UTF-16 one
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
MAGIC = {  # how files begin that people take for text
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"II*\x00": "a picture",
    b"MM\x00*": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
}
LARGEST = 32_000_000  # bytes; ten times the longest novel
LONGEST_LINE = 1_000_000  # characters; no paragraph is as long
CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")  # in order of how often they are met
PLAUSIBLE = 0.75  # share of frequent characters; right decodings have > 0.95, wrong ones < 0.7
_LONE_HIGH_BYTE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")


def read(data: bytes, name: str, encoding: str | None) -> Source:
    """A text with its lines. Raises InputError as decode does, and for what is too large for a text."""
    if len(data) > LARGEST:
        raise InputError(f"{name}: {len(data):,} bytes are too many for a text; split it, up to {LARGEST:,}")
    decoded, notes = decode(data, name, encoding)
    lines = split_lines(decoded)
    longest = max(lines, key=lambda line: len(line.text), default=None)
    if longest and len(longest.text) > LONGEST_LINE:
        size = f"{len(longest.text):,} characters"
        raise InputError(f"{name}: {size} in line {longest.number}; break it into paragraphs")
    return Source(decoded, lines, notes)


def decode(data: bytes, name: str, encoding: str | None) -> tuple[str, tuple[Note, ...]]:
    """Text without byte order mark, and a note where the encoding was inferred.

    Raises InputError for binary data, an unknown encoding, and bytes that no encoding explains.
    """
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"{name}: is {what}, not text; save it as text (UTF-8) and give that")
    if encoding is not None:
        return _decode_as(data, name, encoding, "leave --encoding out, or save it as UTF-8"), ()
    for bom, codec in BOMS.items():
        if data.startswith(bom):
            return _decode_as(data, name, codec, "save it as UTF-8"), ()
    if b"\0" not in data:
        try:
            return data.decode("utf-8"), ()
        except UnicodeDecodeError as error:
            where = error.start
    inferred = _infer(data)
    if inferred is None and b"\0" in data:
        raise InputError(f"{name}: is binary (NUL at byte {data.index(0)}); save it as text (UTF-8)")
    if inferred is None:
        raise InputError(f"{name}: not UTF-8 at byte {where}; pass --encoding gb18030 or save it as UTF-8")
    text, codec = inferred
    return text, (Note("encoding", f"read as {codec}, which its characters speak for; --encoding overrides"),)


def _decode_as(data: bytes, name: str, encoding: str, advice: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        where = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(f"{name}: not {encoding}{where}; {advice}") from None
    except LookupError:
        raise InputError(
            f"{name}: unknown encoding '{encoding}'; try utf-8, gb18030, big5, utf-16 or cp1252"
        ) from None


def _infer(data: bytes) -> tuple[str, str] | None:
    """The most plausible decoding that is no UTF-8, with its codec; None if none is plausible."""
    high = sum(map(data.count, range(0x80, 0x100))) if b"\0" not in data else 0
    if high and len(_LONE_HIGH_BYTE.findall(data)) > 0.9 * high:  # Chinese encodings use bytes in pairs
        return _try(data, "cp1252")
    decodings = [d for codec in CANDIDATES if (d := _try(data, codec))]
    best = max(decodings, key=lambda d: _share_of_frequent(d[0]), default=None)
    return best if best and _share_of_frequent(best[0]) >= PLAUSIBLE else None


def _try(data: bytes, codec: str) -> tuple[str, str] | None:
    try:
        return data.decode(codec), codec
    except UnicodeDecodeError:
        return None


def _share_of_frequent(text: str) -> float:
    """Share of frequent characters in text, 0..1, ASCII counted only where there is nothing else."""
    beyond_ascii = [c for c in text[:20_000] if not c.isascii()]
    if not beyond_ascii:
        return float(all(c.isprintable() or c.isspace() for c in text))
    return sum(map(_is_frequent, beyond_ascii)) / len(beyond_ascii)


@cache
def _is_frequent(char: str) -> bool:
    """Whether char is punctuation, kana or a level 1 ideograph of GB 2312 or Big5.

    Both standards order ideographs by frequency: level 1 are the 3,755 and the 5,401 commonest.
    """
    for codec, last in (("gb2312", 0xD7), ("big5", 0xC6)):
        encoded = char.encode(codec, errors="ignore")
        if encoded and encoded[0] <= last:
            return True
    return False
