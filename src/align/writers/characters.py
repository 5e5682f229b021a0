"""What a format can't carry, and what stands for it there. The project file alone is always exact.

C0 controls become their pictures (U+0001 → U+2401 ␁), so that a reader sees that something
was there. Code points that XML has no place for at all become U+FFFD.
"""

from __future__ import annotations

LINE_BREAKS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"  # all that str.splitlines breaks at

NO_XML = {  # outside Char of XML 1.0, 5th edition, § 2.2
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"},
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),
    **dict.fromkeys((0xFFFE, 0xFFFF), 0xFFFD),
}
ONE_LINE = {ord(char): " " for char in "\t" + LINE_BREAKS}


def to_xml(text: str) -> str:
    """text as XML and HTML can hold it; white space stays. Not escaped."""
    return text if text.isprintable() else text.translate(NO_XML)  # isprintable is 30 times faster


def to_line(text: str) -> str:
    """text on one line: each tab and each line break becomes a space."""
    return text if text.isprintable() else text.translate(ONE_LINE)
