"""Web pages: the main text in reading order, as a browser shows it.

White space runs together as in a browser. The canonical text is that of the body; scripts, styles and
the controls of forms are no text, and navigation, page heads and feet and hidden parts are set aside.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from lxml import etree
from lxml import html as lxml_html

from align.errors import InputError
from align.model import Lang
from align.readers import Cell, Source
from align.readers.surroundings import NO_TEXT, Surroundings
from align.readers.tape import Tape
from align.readers.text import decode
from align.readers.word_numbers import numeral

LARGEST = 32_000_000  # bytes
MOST_TAGS = 500_000  # 250 MB as a tree
DEEPEST = 200  # elements inside each other; pages have at most a few dozen
_BLOCKS = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "legend", "li",
    "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul", "aside", "footer", "header", "nav",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LISTS = {  # type of <ol>, or list-style-type → ST_NumberFormat and what follows the number
    "1": ("decimal", "."),
    "decimal": ("decimal", "."),
    "decimal-leading-zero": ("decimalZero", "."),
    "a": ("lowerLetter", "."),
    "lower-alpha": ("lowerLetter", "."),
    "lower-latin": ("lowerLetter", "."),
    "A": ("upperLetter", "."),
    "upper-alpha": ("upperLetter", "."),
    "upper-latin": ("upperLetter", "."),
    "i": ("lowerRoman", "."),
    "lower-roman": ("lowerRoman", "."),
    "I": ("upperRoman", "."),
    "upper-roman": ("upperRoman", "."),
    "cjk-ideographic": ("chineseCountingThousand", "、"),
    "simp-chinese-informal": ("chineseCountingThousand", "、"),
    "trad-chinese-informal": ("chineseCountingThousand", "、"),
    "cjk-decimal": ("ideographDigital", "、"),
    "cjk-heavenly-stem": ("ideographTraditional", "、"),
    "none": ("none", ""),
}
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.I)
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}  # as browsers read them
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
_WIDEST = 60  # rows or columns that one cell is believed to span
_HOLDS_A_NOTE = {"li", "p", "div", "dd", "td"}
_NUMBER = re.compile(r"[\[［(（]?(\d{1,3}|[a-z]|\*{1,3})[\]］)）]?")
_NUMBER_FIRST = re.compile(r"[\[［(（]?(\d{1,3}|[a-z]\b|\*{1,3})")
_SPACE = re.compile(r"[ \t\n\r\f]+")  # what a browser runs together; not the no-break space
_PIECES = re.compile(r"[ \t\n\r\f]+|[^ \t\n\r\f]+")


def read(data: bytes, name: str, encoding: str | None) -> Source:
    """A web page with its paragraphs. Raises InputError for one that is too large, deep or undecodable."""
    if len(data) > LARGEST or data.count(b"<") > MOST_TAGS:
        raise InputError(f"{name}: has more than {LARGEST:,} bytes or {MOST_TAGS:,} tags; split the page")
    page, notes = decode(data, name, encoding or _declared(data))
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise InputError(
            f"{name}: no web page can be made of it ({error}); save it from the browser"
        ) from None
    if any("depth" in entry.message for entry in parser.error_log) or _is_too_deep(root):
        raise InputError(f"{name}: elements more than {DEEPEST} deep; save the page as text")
    source = _Reader(root, name).read()
    return replace(source, notes=(*notes, *source.notes))


def _declared(data: bytes) -> str | None:
    """The encoding that a page says it is in; None where its bytes tell better, or it names none."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        said = _CHARSET.search(data[:2048])
        name = (said[1] or said[2]).decode("ascii", "replace").lower() if said else ""
        try:
            return codecs.lookup(_SUPERSETS.get(name, name)).name
        except LookupError:
            return None
    return None


def _is_too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


class _Grid:
    """The places of a table, row by row, with those that cells of rows above reach down to."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._row = self._column = 0
        self._taken: set[tuple[int, int]] = set()

    def next_row(self) -> None:
        self._row, self._column = self._row + 1, 0

    def next_cell(self, cell: etree._Element) -> Cell:
        self._column += 1
        while (self._row, self._column) in self._taken:
            self._column += 1
        place = Cell(self._number, max(self._row, 1), self._column)
        across, down = (min(max(_integer(cell.get(a), 1), 1), _WIDEST) for a in ("colspan", "rowspan"))
        self._taken.update((self._row + y, place.column + x) for y in range(1, down) for x in range(across))
        self._column += across - 1
        return place


class _State(NamedTuple):
    """Where we are in the page."""

    heading: bool = False
    raised: bool = False  # in superscript
    verbatim: bool = False  # in preformatted text
    aside: str = ""  # kind of furniture, "" in the text
    note: str = ""  # number of the footnote, "" in the text
    grid: _Grid | None = None
    cell: Cell | None = None
    lang: Lang | None = None  # marked below the body: that of the whole page is often wrong


class _Reader:
    def __init__(self, root: etree._Element, name: str) -> None:
        self._tape = Tape(name)
        self._root = root
        body = root.find("body")
        self._body = root if body is None else body
        self._surroundings = Surroundings(self._body)
        self._state = _State()
        self._printed = ""  # number of the list item that has just begun
        self._gap = ""  # white space that is still to be shown
        self._tables = count(1)
        self._marks: set[etree._Element] = set()  # links to footnotes
        self._notes = self._linked_notes()

    def read(self) -> Source:
        title = self._root.findtext("head/title") or ""
        self._tape.aside("page title", _SPACE.sub(" ", title).strip())
        self._tape.end()
        self._children(self._body)
        self._break()
        return self._tape.source()

    def _linked_notes(self) -> dict[etree._Element, str]:
        """The element of each footnote → its number: where links in superscript or brackets lead on to."""
        order = {element: i for i, element in enumerate(self._body.iter("*"))}
        targets = {e.get("id") or e.get("name"): e for e in order}
        found: dict[etree._Element, str] = {}
        for link in self._body.iter("a"):
            target = targets.get((link.get("href") or "").removeprefix("#"))
            words = link.text_content().strip()
            number = _NUMBER.fullmatch(words)
            raised = (
                link.find(".//sup") is not None or link.getparent().tag == "sup" or words[:1] in {"[", "［"}
            )
            if target is None or not number or not raised or order[target] < order[link]:
                continue
            while target.tag not in _HOLDS_A_NOTE and target is not self._body:
                target = target.getparent()
            if target is not self._body and link not in target.iter("a"):
                self._marks.add(link)
                found.setdefault(target, number[1])
        return found

    def _children(self, element: etree._Element) -> None:
        self._write(element.text)
        for child in element:
            self._element(child)
            self._write(child.tail)

    def _element(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in NO_TEXT:
            return
        before = self._state
        aside = before.aside or self._surroundings.kind(element)
        block = tag in _BLOCKS
        if block:
            self._break()
        state = before._replace(
            heading=before.heading or tag in _HEADINGS,
            raised=before.raised or tag == "sup" or element in self._marks,
            verbatim=before.verbatim or tag == "pre",
            aside=aside,
            note=before.note or self._notes.get(element, ""),
            lang=_language(element) or before.lang,
        )
        if tag == "table":
            state = state._replace(grid=None if _is_page(element) else _Grid(next(self._tables)), cell=None)
        elif tag == "tr" and state.grid:
            state.grid.next_row()
        elif tag in {"td", "th"} and state.grid:
            state = state._replace(cell=state.grid.next_cell(element))
        self._state = state
        if tag == "br":
            self._line_break()
        elif tag == "ol":
            self._list(element)
        elif state.raised and not before.raised:
            self._write(element.text_content())  # whole, because a number is a mark only by itself
        else:
            self._children(element)
        if state.note and not before.note:
            self._end_note()
        elif block:
            self._break()
        self._state = before

    def _list(self, element: etree._Element) -> None:
        style = _LIST_STYLE.search(element.get("style") or "")
        number_format, after = _LISTS.get(style[1] if style else element.get("type") or "1", _LISTS["1"])
        step = 1 if element.get("reversed") is None else -1
        number = _integer(element.get("start"), 1 if step > 0 else len(element.findall("li")))
        self._write(element.text)
        for item in element:
            if item.tag == "li":
                self._break()
                number = _integer(item.get("value"), number)
                self._printed = f"{numeral(number, number_format)}{after}"
                number += step
            self._element(item)
            self._printed = ""
            self._write(item.tail)

    def _write(self, text: str | None) -> None:
        """Text as a browser shows it: white space as one space, and none at line ends between ideographs."""
        if self._state.verbatim:
            self._show(text or "")
            return
        shown = ""
        for piece in _PIECES.findall(text or ""):
            if _SPACE.fullmatch(piece):
                self._gap += piece
                continue
            last = (shown or self._tape.open_text)[-1:]
            if self._gap and last not in {"", "\n"} and not ("\n" in self._gap and _is_wide(last + piece[0])):
                shown += " "
            self._gap = ""
            shown += piece
        self._show(shown)

    def _show(self, text: str) -> None:
        if self._state.aside:
            self._tape.aside(self._state.aside, text)
        elif text:
            self._tape.text(text, self._state.raised)

    def _line_break(self) -> None:
        self._gap = ""
        if self._tape.open_text:
            self._tape.text("\n")

    def _break(self) -> None:
        """End a block. In a footnote, which is one, its blocks are lines."""
        if self._state.note:
            if not self._tape.open_text.endswith("\n"):
                self._line_break()
            return
        self._gap = ""
        printed = self._printed
        if self._tape.open_text.strip():
            self._printed = ""
        self._tape.lang = self._state.lang
        self._tape.end(printed, self._state.heading, self._state.cell)

    def _end_note(self) -> None:
        self._gap = ""
        number = self._state.note
        self._tape.lang = self._state.lang
        in_text = _NUMBER_FIRST.match(self._tape.open_text.strip())
        self._tape.end_footnote(number, computed=not (in_text and in_text[1] == number))


def _language(element: etree._Element) -> Lang | None:
    code = (element.get("lang") or element.get("xml:lang") or "").lower()
    return "zh" if code.startswith("zh") else "en" if code.startswith("en") else None


def _is_page(table: etree._Element) -> bool:
    """Whether a table lays out a page, or is a frame round a text."""
    cells = sum(1 for _ in table.iter("td", "th"))
    return (
        cells == 1
        or next(table.iter("h1", "h2", "h3"), None) is not None
        or table.find(".//table") is not None
    )


def _is_wide(pair: str) -> bool:
    return all(unicodedata.east_asian_width(c) in "WF" for c in pair)


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise
