"""Names and abbreviations in Latin script that stand in the Chinese and not in the English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from align.checks.material import Material
from align.model import Finding, Severity

NAME = re.compile(r"(?<![A-Za-z0-9./@-])[A-Za-z][A-Za-z'’.@&-]*[A-Za-z](?![A-Za-z0-9/])")
NO_NAME = re.compile(r"[IVXLC]+|https?|www|[a-z]{1,2}|et al|ibid", re.IGNORECASE)
PRECISION = 0.8  # provisional: share of flags that a reader would want
DOUBTFUL = 0.7  # confidence of a pair below which its names say nothing


def check(material: Material) -> Iterable[Finding]:
    """One finding for each name that the English of its pair lacks, whatever the case and accents."""
    for pair in material.pairs:
        if pair.confidence < DOUBTFUL:
            continue
        english = _plain(pair.target.text)
        said = set()
        for match in NAME.finditer(pair.source.text):
            name = match[0]
            if NO_NAME.fullmatch(name) or name in said or _plain(name) in english:
                continue
            said.add(name)
            yield Finding(
                "name",
                Severity.WARNING,
                pair.index,
                f"{name} stands in the Chinese and not in the English.",
                round(PRECISION * pair.confidence, 3),
                pair.source.places(match.start(), match.end()),
            )


def _plain(text: str) -> str:
    """Letters and digits only, without accents, in lower case: "Al-Qaïda" → "alqaida"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if c.isascii() and c.isalnum())
