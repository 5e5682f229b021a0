"""One file that holds both languages, in two columns or by turns → its two sides.

Each side is a document of the whole file: what is in the other language is set aside, so that spans and
the balance of characters stay those of the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from align.config import Unwrap
from align.errors import InputError
from align.layout import lay_out
from align.model import Document, Furniture, Lang, Span
from align.readers import Cell, Layout, Line, Paragraph, Source, read_source
from align.reading import understand
from align.text import fold, share_of_chinese

CHINESE = 0.25  # share of ideographs among letters from which a piece is Chinese: names in it may be Latin
OTHER = "other language"  # kind of furniture
BESIDE = "column beside"  # kind of furniture: numbers, remarks and the like in a table of both languages
HEADING = "table heading"  # kind of furniture: the row that names the languages of the columns
LEAST = 0.25  # of the characters of its language's longest column, below which a column stands beside


def read_bilingual(
    path: Path, encoding: str | None = None, unwrap: Unwrap = "auto"
) -> tuple[Document, Document]:
    """The Chinese and the English side of a file.

    Raises InputError as read_document does, and for a file that holds one language only.
    """
    source = read_source(path, encoding)
    zh, en = _side(source, path.name, "zh", unwrap), _side(source, path.name, "en", unwrap)
    for document, there, missing in ((zh, "English", "Chinese"), (en, "Chinese", "English")):
        if not document.blocks:
            raise InputError(f"{path}: has only {there} text; give the {missing} file too")
    return zh, en


def _side(source: Source, name: str, lang: Lang, unwrap: Unwrap) -> Document:
    table = source.layout or _tabbed(source)
    if table is not None:
        return understand(source, _part(table, source.text, lang), name, lang)
    headings = _headings((line.cell, line.text) for line in source.lines if line.cell)
    heads = [line for line in source.lines if line.cell and _row(line.cell) in headings]
    pieces = [piece for line in source.lines if line not in heads for piece in _split(line)]
    langs = _carry_on([language(piece.text) for piece in pieces])
    own = [piece if of is lang else piece._replace(text="") for piece, of in zip(pieces, langs, strict=True)]
    layout = lay_out(own, lang, unwrap)  # what is not our own parts paragraphs like blank lines
    running = tuple(paragraph._replace(cell=None) for paragraph in layout.paragraphs)
    other = [
        Furniture(OTHER, piece.text, Span(piece.start, piece.start + len(piece.text)), piece.number)
        for piece, of in zip(pieces, langs, strict=True)
        if of is not lang and piece.text.strip()
    ]
    other += [Furniture(HEADING, h.text, Span(h.start, h.start + len(h.text)), h.number) for h in heads]
    return understand(
        source, layout._replace(paragraphs=running, furniture=(*layout.furniture, *other)), name, lang
    )


def language(text: str) -> Lang | None:
    """The language of a piece of text, None for one without letters."""
    if not any(c.isalpha() for c in text):
        return None
    return "zh" if share_of_chinese(text) >= CHINESE else "en"


def _carry_on(langs: Sequence[Lang | None]) -> list[Lang]:
    """What has no letters goes with what stands before it, or else with what is first."""
    last: Lang = next((lang for lang in langs if lang), "zh")
    carried = []
    for lang in langs:
        last = lang or last
        carried.append(last)
    return carried


def _split(line: Line) -> Iterable[Line]:
    """The columns of a line that tabs part into both languages; others stay whole."""
    cells = [(m.start(), m.group()) for m in re.finditer(r"[^\t]+", line.text)]
    if {language(text) for _, text in cells} >= {"zh", "en"}:
        return [line._replace(start=line.start + at, text=text, box=None, raised=()) for at, text in cells]
    return [line]


def _tabbed(source: Source) -> Layout | None:
    """A text as a table of the columns that tabs part, if its heading says what they hold."""
    paragraphs = []
    for line in source.lines:
        for match in re.finditer(r"[^\t]+", line.text):
            column = line.text.count("\t", 0, match.start()) + 1
            cell = Cell(1, line.number, column) if "\t" in line.text else None
            span = Span(line.start + match.start(), line.start + match.end())
            if match[0].strip():
                paragraphs.append(Paragraph(match[0], (span,), line.number, page=line.page, cell=cell))
    layout = Layout(False, tuple(paragraphs), (), ())
    return layout if _headings((p.cell, p.text) for p in paragraphs if p.cell) else None


_WORDS = {  # what a heading says of its column → words for it, folded
    "zh": "chinese zh 中文 汉语 漢語 华语 華語 中",
    "en": "english en 英文 英语 英語 英",
    "source": "source original 原文 源文 源语言 源語言 源语",
    "target": "target translation translated 译文 譯文 翻译 翻譯 目标 目標",
    "": "the language text version document segment hans hant cn tw hk us gb simplified traditional "
    "简体 簡體 繁体 繁體 文本 版本 版 语言 語言 语 語 文",
}
_SAYS = {word: says for says, words in _WORDS.items() for word in words.split()}
_WORD = "|".join(sorted(_SAYS, key=len, reverse=True))
_NAME = re.compile(rf"(?:(?>{_WORD})|[\W_])++")  # atomic: 中文 is never tried as 中 and 文 too


def is_heading(zh: str, en: str) -> bool:
    """Whether two cells name the Chinese and the English column that they stand over.

    中文 | English does, and Source | Target; 中文 | Chinese is a text and its translation.
    """
    chinese, english = _said(zh), _said(en)
    apart = chinese and english and not chinese & english
    return bool(apart) and "en" not in chinese and "zh" not in english


def _said(cell: str) -> set[str]:
    """What a cell says of its column; nothing if it has other words too."""
    folded = fold(cell)
    return {_SAYS[word] for word in re.findall(_WORD, folded)} - {""} if _NAME.fullmatch(folded) else set()


Row = tuple[int, int]  # table and row
Column = tuple[int, int]  # table and column


def _row(cell: Cell) -> Row:
    return cell.table, cell.row


def _headings(cells: Iterable[tuple[Cell, str]]) -> dict[Row, set[Column]]:
    """The headings of tables, each with the columns that it names.

    A heading is a table's first row of several cells, if it names the languages of the columns below.
    """
    tables: dict[int, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for cell, text in cells:
        row = tables[cell.table][cell.row]
        row[cell.column] = f"{row.get(cell.column, '')} {text}".strip()
    found = {}
    for table, rows in tables.items():
        first = next((number for number, row in rows.items() if sum(map(bool, row.values())) > 1), None)
        if first is None:
            continue
        below = {
            column: language("".join(row.get(column, "") for at, row in rows.items() if at > first))
            for column in rows[first]
        }
        zh, en = ([text for c, text in rows[first].items() if below[c] == lang] for lang in ("zh", "en"))
        if any(is_heading(chinese, english) for chinese in zh for english in en):
            found[table, first] = {(table, column) for column, text in rows[first].items() if _said(text)}
    return found


def _part(layout: Layout, text: str, lang: Lang) -> Layout:
    """What of a layout is in a language; the cells of tables become running text.

    Of a table with columns in both languages the heading is set aside, and the columns that it does not
    name; without one, the columns of numbers and remarks.
    """
    headings = _headings((p.cell, p.text) for p in layout.paragraphs if p.cell)
    named = set().union(*headings.values())
    headed = {table for table, _ in headings}

    def is_head(paragraph: Paragraph) -> bool:
        return paragraph.cell is not None and _row(paragraph.cell) in headings

    columns: dict[tuple[int, int], list[str]] = defaultdict(list)
    for paragraph in layout.paragraphs:
        if paragraph.cell and not is_head(paragraph):
            columns[paragraph.cell.table, paragraph.cell.column].append(paragraph.text)
    of_column = {place: language("".join(texts)) for place, texts in columns.items()}
    tables = {table: {of_column[t, c] for t, c in of_column if t == table} for table, _ in of_column}
    sizes = {place: len("".join(texts)) for place, texts in columns.items()}
    longest: dict[tuple[int, Lang | None], int] = defaultdict(int)
    for (table, column), size in sizes.items():
        its = table, of_column[table, column]
        longest[its] = max(longest[its], size)
    beside = {
        (table, column)
        for (table, column), its in of_column.items()
        if {"zh", "en"} <= tables[table]
        and (
            (table, column) not in named
            if table in headed
            else its is None or sizes[table, column] < LEAST * longest[table, its]
        )
    }

    def is_beside(paragraph: Paragraph) -> bool:
        return paragraph.cell is not None and (paragraph.cell.table, paragraph.cell.column) in beside

    def of(paragraph: Paragraph) -> Lang | None:
        if paragraph.lang:
            return paragraph.lang
        cell = paragraph.cell
        in_columns = cell is not None and {"zh", "en"} <= tables[cell.table]
        return of_column[cell.table, cell.column] if cell and in_columns else language(paragraph.text)

    def sort(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[Furniture]]:
        running_text = [p for p in paragraphs if not (is_head(p) or is_beside(p))]
        pairs = list(zip(running_text, _carry_on([of(p) for p in running_text]), strict=True))
        own = [p._replace(cell=None) for p, its in pairs if its is lang]
        aside = [(OTHER, p) for p, its in pairs if its is not lang]
        aside += [(HEADING if is_head(p) else BESIDE, p) for p in paragraphs if is_head(p) or is_beside(p)]
        return own, [Furniture(kind, text[s.start : s.end], s, p.line) for kind, p in aside for s in p.spans]

    running, other = sort(layout.paragraphs)
    footnotes, more = sort(layout.footnotes)
    return Layout(layout.wrapped, tuple(running), tuple(footnotes), (*layout.furniture, *other, *more))
