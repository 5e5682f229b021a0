"""What people call a block: "PP7", "OP5 (a)", "Art. 3 ¶2 (1)", "fn 4" - the same in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from align.breaks import columns
from align.furniture import ends_finally
from align.model import Kind, Label, Lang, Marker
from align.numbering import RANKS

SHORT_NAMES = {"article": "Art.", "chapter": "Chap.", "section": "Sec."}  # others are capitalized
NUMBERS_PARAGRAPHS = {("digit", "dot"), ("digit", "comma"), ("cjk", "comma")}  # 1. 1、 一、
LONGEST_HEADING = 240  # columns
LONGEST_CAPTION = 80  # characters after "Section 1 –" that are a heading even with a full stop
PUNCTUATED = 0.4  # share of paragraphs with final punctuation below which its lack makes no heading
_PAUSE = re.compile(r"(?:，|、|(?<!\d),)\d{0,3}$|,$")  # a footnote mark may follow
_OPENER = {  # "The General Assembly," 大会，: the line that a preamble goes on from
    "en": re.compile(r"(?:The|Acting) [^.;:]{3,100},"),
    "zh": re.compile(r"[^，。；：、,]{2,20}[，,]"),
}


class Place(NamedTuple):
    kind: Kind
    address: str


def find_places(
    texts: Sequence[str], labels: Sequence[Label], lang: Lang, styled: Collection[int] = ()
) -> list[Place]:
    """Kind and address of each paragraph of the running text.

    labels: their marker paths; styled: indices of those that are headings by their style.
    """
    walk = _Walk(texts, labels, lang, styled)
    return [walk.step(i) for i in range(len(texts))]


def number_repeats(addresses: Iterable[str]) -> list[str]:
    """The same addresses, made unique: the second of a name gets "(2nd)"."""
    seen: Counter[str] = Counter()
    unique = []
    for address in addresses:
        seen[address] += 1
        n = seen[address]
        unique.append(address if n == 1 else f"{address} ({ {2: '2nd', 3: '3rd'}.get(n, f'{n}th') })")
    return unique


class _Walk:
    """A walk through the running text. What a paragraph is called depends on those before it."""

    def __init__(
        self, texts: Sequence[str], labels: Sequence[Label], lang: Lang, styled: Collection[int]
    ) -> None:
        self._texts, self._labels = texts, labels
        ends = [bool(ends_finally(t) or _PAUSE.search(t)) for t in texts]
        punctuated = sum(ends) >= PUNCTUATED * len(ends)
        self._heading = [
            (i in styled or (punctuated and not end)) and columns(t, lang) <= LONGEST_HEADING
            for i, (t, end) in enumerate(zip(texts, ends, strict=True))
        ]
        self._opener = [
            not labels[i]
            and bool(_OPENER[lang].fullmatch(t))
            and (i == 0 or self._heading[i - 1])
            and ends[i + 1 : i + 2] == [True]
            for i, t in enumerate(texts)
        ]
        self._masthead = self._masthead_length()
        self._has_opener = any(self._opener)
        self._preamble = not self._has_opener and any(_own_kind(label) == "article" for label in labels)
        self._numbered = any(_numbers_paragraph(label) for label in labels)
        self._base = ""  # address of the last numbered heading
        self._intro = ""  # address of the last unnumbered paragraph, which items may belong to
        self._last = ""  # address of the last numbered paragraph, which unnumbered ones may go on with
        self._of: dict[Label, str] = {}
        self._counts: Counter[str] = Counter()

    def step(self, i: int) -> Place:
        label = self._labels[i]
        if not label:
            return self._unnumbered(i)
        if label[-1].kind in RANKS:
            place = self._numbered_heading(i, label)
        elif _numbers_paragraph(label):
            place = self._numbered_paragraph(label[-1])
        else:
            place = self._item(i, label)
        self._of[label] = place.address
        return place

    def _masthead_length(self) -> int:
        """How many blocks stand before the formula or the title that leads to the first opener."""
        if not any(self._opener):
            return 0
        opener = end = self._opener.index(True)
        while end > 0 and self._heading[end - 1]:
            end -= 1
        if end == 0:
            return max(opener - 1, 0)
        while end > 0 and not self._heading[end - 1]:
            end -= 1
        return end if all(self._heading[:end]) else 0

    def _count(self, name: str) -> int:
        self._counts[name] += 1
        return self._counts[name]

    def _unnumbered(self, i: int) -> Place:
        if i < self._masthead:
            return Place(Kind.MASTHEAD, f"head {self._count('head')}")
        if self._opener[i]:
            self._preamble, self._base, self._last, self._intro = True, "", "", ""
            self._counts["PP"] = 0
            return Place(Kind.PARAGRAPH, "opening")
        if self._heading[i]:
            return Place(Kind.HEADING, self._heading_name(i))
        if self._preamble:
            address = f"PP{self._count('PP')}"
        elif self._last:
            address = f"{self._last} ¶{self._count(self._last) + 1}"
        elif self._base or not (self._numbered or self._has_opener):
            address = f"{self._base} ¶{self._count('¶')}".lstrip()
        else:
            address = f"intro {self._count('intro')}"
        self._intro = address
        return Place(Kind.PARAGRAPH, address)

    def _heading_name(self, i: int) -> str:
        if self._base and i > 0 and _own_kind(self._labels[i - 1]) in RANKS:
            return f"{self._base} title"
        number = self._count("heading")
        return "title" if number == 1 else f"heading {number}"

    def _numbered_heading(self, i: int, label: Label) -> Place:
        path = [m for m in label if m.kind in RANKS]
        if path[-1].kind in {"article", "goal"}:  # these are counted through the whole text
            path = [m for m in path if m.kind == "annex"] + path[-1:]
        self._base = " ".join(_name(m) for m in path)
        self._intro = self._last = ""
        self._preamble = False
        rest = self._texts[i][len(label[-1].printed) :].lstrip(" .")
        if self._heading[i] or not rest or (rest[0] in "—–-:：" and len(rest) <= LONGEST_CAPTION):
            self._counts["¶"] = 0
            return Place(Kind.HEADING, self._base)
        self._counts["¶"] = 1
        self._intro = self._base
        return Place(Kind.PARAGRAPH, self._base)

    def _numbered_paragraph(self, own: Marker) -> Place:
        if self._base and self._intro and not self._last:  # a list under an unnumbered paragraph
            return Place(Kind.ITEM, f"{self._intro} ({_number(own)})")
        self._preamble = False
        if self._base:
            address = f"{self._base} ({_number(own)})"
        else:
            address = f"{'OP' if self._has_opener else '¶'}{_number(own)}"
        self._last, self._intro = address, ""
        self._counts[address] = 0
        return Place(Kind.PARAGRAPH, address)

    def _item(self, i: int, label: Label) -> Place:
        own = label[-1]
        if own.style == "decimal":
            return Place(Kind.ITEM, own.printed.rstrip("."))
        above = self._of.get(label[:-1])
        if above is None or label[-2].kind in RANKS:
            if self._heading[i] and own.style.startswith("capital"):  # I. Introduction
                self._intro = self._last = ""
                return Place(Kind.HEADING, f"{self._base} {own.printed.rstrip('.')}".lstrip())
            above = self._intro or self._last or self._base
        return Place(Kind.ITEM, f"{above} {_bracketed(own)}".lstrip())


def _own_kind(label: Label) -> str | None:
    return label[-1].kind if label else None


def _numbers_paragraph(label: Label) -> bool:
    """Whether a number counts whole paragraphs, right under a heading or under none."""
    return (
        bool(label)
        and (label[-1].kind, label[-1].style) in NUMBERS_PARAGRAPHS
        and all(m.kind in RANKS or m.style.startswith("capital") for m in label[:-1])
    )


def _number(marker: Marker) -> str:
    return f"{marker.ordinal}-{marker.suffix}" if marker.suffix else str(marker.ordinal)


def _name(marker: Marker) -> str:
    return f"{SHORT_NAMES.get(marker.kind, marker.kind.capitalize())} {_number(marker)}"


def _bracketed(marker: Marker) -> str:
    """The marker as an address has it: letters and Roman numbers as they are, the rest as digits."""
    if marker.kind in {"letter", "roman"}:
        return f"({''.join(c for c in marker.printed if c.isalnum())})"
    if marker.kind == "stem":  # 甲乙丙 stand where English has a, b, c
        return f"({'abcdefghij'[marker.ordinal - 1]})"
    return f"({_number(marker)})"
