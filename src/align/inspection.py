"""What a reader understood of a file, for people: blocks, what is set aside, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from align.bilingual import language
from align.breaks import columns
from align.config import Unwrap
from align.model import Block, Document, Lang, Note
from align.readers import read_source
from align.reading import layout_of, understand

FIRST_WORDS = 64  # columns of a block's text that are shown
BOTH = 0.25  # share of blocks in the other language from which a file is likely to hold both
NAMES: dict[Lang, str] = {"zh": "Chinese", "en": "English"}


def inspect(path: Path, lang: Lang | None, encoding: str | None, unwrap: Unwrap) -> Document:
    """The document of a file; lang None: the language that most of its text is in. Raises InputError."""
    source = read_source(path, encoding)
    lang = lang or language(source.text) or "en"
    document = understand(source, layout_of(source, lang, unwrap), path.name, lang)
    foreign = sum(language(block.text) not in {lang, None} for block in document.blocks)
    if foreign < BOTH * len(document.blocks):
        return document
    note = Note("bilingual", f"holds both languages: align run {path} takes them apart")
    return replace(document, notes=(*document.notes, note))


def render(document: Document) -> str:
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    yield f"{document.name}: {NAMES[document.lang]}, {len(document.blocks)} blocks"
    widest = max((len(b.address) for b in document.blocks), default=0)
    for block in document.blocks:
        where = "" if block.page is None else f"p. {block.page}"
        text = _first_words(_seen(block), FIRST_WORDS)
        yield f"{block.id + 1:4} {where:6} {block.kind:10} {block.address:{widest}}  {text}"
    if any(block.printed for block in document.blocks):
        yield "numbers in [ ] are computed and not in the text; marks of footnotes in ^ ^"
    for (kind, text), count in Counter((f.kind, f.text) for f in document.furniture).items():
        yield f"aside  {kind}{f' × {count}' if count > 1 else ''}: {_first_words(text, FIRST_WORDS)}"
    for note in document.notes:
        yield f"note   {f'line {note.line}: ' if note.line else ''}{note.message}"
    lost = f"{document.balance} NOT ACCOUNTED FOR" if document.balance else "all accounted for"
    yield f"{document.characters} characters, {lost}"


def _seen(block: Block) -> str:
    """The text with what is computed for it."""
    text = block.text
    for mark in reversed(block.marks):
        text = f"{text[: mark.start]}^{mark.number}^{text[mark.end :]}"
    return f"[{block.printed}] {text}" if block.printed else text


def _first_words(text: str, width: int) -> str:
    words = " ".join(text[: 2 * width].split())
    if columns(words, "zh") <= width:
        return words
    while columns(words, "zh") >= width:
        words = words[:-1]
    return words.rstrip() + "…"


def as_dict(document: Document) -> dict[str, object]:
    """The same for programs."""
    return {
        "name": document.name,
        "lang": document.lang,
        "blocks": [
            {
                "kind": b.kind.value,
                "address": b.address,
                "label": [m.printed for m in b.label],
                "computed": b.printed,
                "page": b.page,
                "line": b.line,
                "marks": [[m.number, m.start, m.end] for m in b.marks],
                "text": b.text,
            }
            for b in document.blocks
        ],
        "furniture": [{"kind": f.kind, "line": f.line, "text": f.text} for f in document.furniture],
        "notes": [{"kind": n.kind, "line": n.line, "message": n.message} for n in document.notes],
        "characters": document.characters,
        "balance": document.balance,
    }
