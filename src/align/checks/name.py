"""Names and abbreviations in Latin script that stand in the Chinese and not in the English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from align.checks.material import Material, Pair
from align.checks.reliability import confidence
from align.model import Finding, Severity, Span

NAME = re.compile(r"(?<![A-Za-z0-9./@-])[A-Za-z][A-Za-z'’.@&-]*[A-Za-z](?![A-Za-z0-9/])")
NO_NAME = re.compile(r"[IVXLC]+|https?|www|[a-z]{1,2}|et al|ibid", re.IGNORECASE)
INITIAL = re.compile(r"(?<![A-Za-z])[A-Z](?=[a-z])")
SHORTEST_SPELLED_OUT = 3  # letters of an abbreviation that the initials of English words stand for
BETWEEN = re.compile(r"[\s&.,'’-]{1,3}")  # between the words of one name
GLOSS = re.compile(
    r"[(（][^()（）一-鿿]*[)）]"
)  # the original of a Chinese term: 授权作品(Licensed Material)
DOUBTFUL = 0.7  # confidence of a pair below which its names say nothing


def check(material: Material) -> Iterable[Finding]:
    """One finding for each name that the English of its pair lacks, whatever the case and accents.

    An abbreviation may be spelled out there: CCPL, Creative Commons Public License. A name in brackets
    glosses a term; it is missing where the whole English lacks it.
    """
    everywhere = _plain(" ".join(block.text for block in material.alignment.target.blocks))
    for pair in material.pairs:
        if pair.confidence < DOUBTFUL:
            continue
        for start, end in _missing(pair, everywhere):
            places = pair.source.places(start, end)
            yield Finding(
                "name",
                Severity.WARNING,
                pair.index,
                f"{pair.source.text[start:end]} stands in the Chinese and not in the English.",
                confidence("name", pair, places, ()),
                places,
            )


def _missing(pair: Pair, everywhere: str) -> Iterator[Span]:
    """The names, each once, words that stand together as one."""
    text, english = pair.source.text, _plain(pair.target.text)
    initials = "".join(INITIAL.findall(pair.target.text))
    glosses = [gloss.span() for gloss in GLOSS.finditer(text)]
    said: set[str] = set()
    name: Span | None = None
    for match in NAME.finditer(text):
        word = _plain(match[0])
        in_gloss = any(start < match.start() < end for start, end in glosses)
        if NO_NAME.fullmatch(match[0]) or word in said or word in (everywhere if in_gloss else english):
            continue
        if len(word) >= SHORTEST_SPELLED_OUT and match[0] in initials:
            continue
        said.add(word)
        if name and BETWEEN.fullmatch(text, name.end, match.start()):
            name = Span(name.start, match.end())
            continue
        if name:
            yield name
        name = Span(*match.span())
    if name:
        yield name


def _plain(text: str) -> str:
    """Letters and digits only, without accents, in lower case: "Al-Qaïda" → "alqaida"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isascii() and c.isalnum())
