"""The translation units of a TMX file, put together from the stream one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

from align.tmx.schema import CODES
from align.tmx.stream import Handler

CODE = "\ufffc"  # object replacement character: stands for an inline code in a text


@dataclass(slots=True)
class Variant:
    """One language of a unit."""

    lang: str
    line: int  # of its tuv
    text: str = ""  # of its seg, an inline code as CODE
    seg_line: int | None = None  # None without a seg
    context: str = ""  # of memoQ: the segments before and after


@dataclass(slots=True)
class Unit:
    """A tu as it stands in the file."""

    line: int  # 1-based
    start: int  # byte where it begins
    attributes: dict[str, str]
    end: int = 0  # byte where its end tag begins
    changed: str = ""  # the last of its dates, "20240229T083000Z"; "" without any
    variants: list[Variant] = field(default_factory=list)

    def source(self, srclang: str) -> Variant | None:
        """The variant in the source language: the unit's own, or else that of the file."""
        wanted = self.attributes.get("srclang", srclang).lower()
        return next((v for v in self.variants if v.lang.lower() == wanted), None)


def fingerprint(*texts: str) -> int:
    """64 bits that stand for texts. Among 100 million, two share them with a probability of 1 in 4,000."""
    joined = "\0".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), signed=True)


def fingerprints(unit: Unit, srclang: str) -> tuple[int, int]:
    """Of the source text with the other languages' names, and of the whole unit with its contexts."""
    source = unit.source(srclang)
    first = source or unit.variants[0]
    others = sorted((v.lang.lower(), v.text) for v in unit.variants if v is not first)
    of_source = fingerprint(first.lang.lower(), first.text, *(lang for lang, _ in others))
    whole = fingerprint(
        first.lang.lower(), first.text, first.context, *(part for other in others for part in other)
    )
    return of_source, whole


class UnitHandler(Handler):
    """Puts units together from the stream; a subclass takes the header and each unit."""

    def __init__(self) -> None:
        self._unit: Unit | None = None
        self._variant: Variant | None = None
        self._text: list[str] = []
        self._in_seg = False
        self._codes = 0  # inline codes that are open
        self._prop: str | None = None  # type of the prop that is open

    def header(self, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def unit(self, unit: Unit) -> None:
        raise NotImplementedError

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._in_seg:
            if name in CODES:
                if not self._codes:
                    self._text.append(CODE)
                self._codes += 1
        elif name == "seg":
            if self._variant:
                self._variant.seg_line = self.line
                self._in_seg, self._codes, self._text = True, 0, []
        elif name == "tuv":
            if self._unit:
                lang = attributes.get("xml:lang", attributes.get("lang", ""))
                self._variant = Variant(lang, self.line)
                self._unit.variants.append(self._variant)
                self._date(attributes)
        elif name == "prop":
            self._prop, self._text = attributes.get("type", ""), []
        elif name == "tu":
            self._unit = Unit(self.line, self.parser.CurrentByteIndex, attributes)
            self._date(attributes)
        elif name == "header":
            self.header(attributes)

    def _date(self, attributes: dict[str, str]) -> None:
        assert self._unit
        dates = (attributes.get("changedate", ""), attributes.get("creationdate", ""), self._unit.changed)
        self._unit.changed = max(dates)  # dates in this form sort as texts

    def text(self, text: str) -> None:
        if not self._codes and (self._in_seg or self._prop is not None):
            self._text.append(text)

    def end(self, name: str) -> None:
        if self._in_seg:
            if name in CODES:
                self._codes -= 1
            elif name == "seg" and self._variant:
                self._variant.text, self._in_seg = "".join(self._text), False
        elif name == "prop":
            if self._variant and self._prop and self._prop.startswith("x-context"):
                self._variant.context += "\0" + "".join(self._text)
            self._prop = None
        elif name == "tuv":
            self._variant = None
        elif name == "tu" and self._unit:
            self._unit.end = self.parser.CurrentByteIndex
            self.unit(self._unit)
            self._unit = self._variant = None
