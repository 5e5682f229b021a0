"""TBX-Basic of 2008 (ISO 30042:2008, root martif): what OmegaT 3.6 and translate-toolkit 3.8 read.

The edition of 2019 (root tbx) they do not read. No DOCTYPE: programs that follow it look
for a file that is not there. Each entry has a term in both languages, an example of its use with its
place, and how often the English stands for the Chinese.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from align.terms.files import Glossary
from align.terms.table import Row
from align.writers.characters import to_line, to_xml


def write(glossary: Glossary) -> bytes:
    return "".join(f"{line}\n" for line in _lines(glossary)).encode()


def _lines(glossary: Glossary) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<martif type="TBX-Basic" xml:lang={quoteattr(glossary.codes[glossary.languages[0]])}>'
    yield f"<martifHeader><fileDesc><sourceDesc><p>{_text(glossary.title)}</p></sourceDesc></fileDesc>"
    yield '<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>'
    yield "<text><body>"
    for number, row in enumerate(glossary.rows, 1):
        yield from _entry(glossary, number, row)
    yield "</body></text>"
    yield "</martif>"


def _entry(glossary: Glossary, number: int, row: Row) -> Iterator[str]:
    yield f'<termEntry id="t{number}"><note>{_text(row.comment)}</note>'
    for side in glossary.languages:
        term, example = (row.zh, row.zh_example) if side == "zh" else (row.en, row.en_example)
        yield (
            f"<langSet xml:lang={quoteattr(glossary.codes[side])}><tig><term>{_text(term)}</term>"
            f'<descripGrp><descrip type="context">{_text(example)}</descrip>'
            f'<admin type="source">{_text(row.place)}</admin></descripGrp></tig></langSet>'
        )
    yield "</termEntry>"


def _text(text: str) -> str:
    return escape(unicodedata.normalize("NFC", to_xml(to_line(text))))
