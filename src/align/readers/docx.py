"""Word documents: what a reader of the document sees, in reading order, from the package's own XML.

Numbers that Word computes are told apart from the text (Paragraph.printed, Mark); what is not text of
the document is set aside: headers and footers, deleted and hidden text, comments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from align.model import Note
from align.readers import Cell, Source
from align.readers.package import Package
from align.readers.tape import Tape
from align.readers.word_numbers import OFF, Numbering, W, integer, numeral, value
from align.readers.word_styles import BODY_TEXT, Style, Styles, is_on

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SIGNS = {  # elements that stand for a character
    "tab": "\t",
    "ptab": "\t",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
_NO_TEXT = {  # elements below which nothing is printed
    "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "instrText",
    "delInstrText", "fldData", "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "Fallback",
}  # fmt: skip
DELETED, HIDDEN, HEADER, FOOTER, FIELD = "deleted text", "hidden text", "header", "footer", "field code"


def read(data: bytes, name: str, encoding: str | None) -> Source:  # noqa: ARG001 - XML names its own
    """A Word document with its paragraphs. Raises InputError for a damaged or hostile package."""
    return _Reader(Package(data, name), name).read()


class _Look(NamedTuple):
    """How a piece of text is shown."""

    aside: str = ""  # kind of furniture that it is, "" for text
    raised: bool = False


class _Notes:
    """The footnotes, or the endnotes, of a document, in the order of their marks."""

    def __init__(self, part: etree._Element | None, kind: str, settings: list[etree._Element]) -> None:
        self.bodies = {
            value(n, attribute="id"): n
            for n in (() if part is None else part)
            if not value(n, attribute="type")
        }
        properties = [p for s in settings for p in s.iterchildren(f"{W}{kind}Pr")]
        found = {
            name: v
            for p in properties
            for name in ("numFmt", "numStart", "numRestart")
            if (v := value(p, name))
        }
        self._format = found.get("numFmt", "decimal" if kind == "footnote" else "lowerRoman")
        start = found.get("numStart", "1")
        self._start = int(start) if start.isdecimal() else 1
        self._restart = found.get("numRestart")
        self._next = self._start
        self._place: object = None
        self.used: list[tuple[str | None, str, bool]] = []  # id, number, whether computed

    def refer(self, note: str | None, section: int, page: int | None) -> str:
        """The number that the next mark shows."""
        place = {"eachSect": section, "eachPage": page}.get(self._restart or "")
        if place != self._place:
            self._place, self._next = place, self._start
        number = numeral(self._next, self._format)
        self._next += 1
        self.used.append((note, number, True))
        return number


class _Reader:
    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        main = package.main_part()
        self._related = package.related(main)
        root = package.xml(main)
        body = None if root is None else root.find(W + "body")
        if body is None:
            raise package.damaged("no body in it")
        self._body = body
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        settings = [s for s in (self._part("settings"), *body.iter(W + "sectPr")) if s is not None]
        self._footnotes = _Notes(self._part("footnotes"), "footnote", settings)
        self._endnotes = _Notes(self._part("endnotes"), "endnote", settings)
        self._tape = Tape(name)
        if next(body.iter(W + "lastRenderedPageBreak"), None) is not None:
            self._tape.page = 1
        self._style = self._styles[None]  # of the open paragraph
        self._section = 0
        self._tables = 0
        self._fields: list[bool] = []  # of the fields that are open: whether in the instruction
        self._boxes: list[etree._Element] = []  # text boxes anchored in the open paragraph
        self._custom: list[tuple[_Notes, str | None]] = []  # a reference whose mark is the text that follows
        self._met: Counter[str] = Counter()

    def _part(self, kind: str) -> etree._Element | None:
        name = next((target for k, target in self._related.values() if k == kind), None)
        return None if name is None else self._package.xml(name)

    def read(self) -> Source:
        self._edges("headerReference", HEADER)
        self._story(self._body)
        self._end_open()
        for notes in (self._footnotes, self._endnotes):
            self._write_notes(notes)
        self._edges("footerReference", FOOTER)
        self._comments()
        self._tape.notes.extend(self._warnings())
        return self._tape.source()

    # --- what stands outside the body ---

    def _edges(self, reference: str, kind: str) -> None:
        """Headers or footers, each once."""
        ids = dict.fromkeys(r.get(_R + "id") for r in self._body.iter(W + reference))
        for part in dict.fromkeys(self._related[i][1] for i in ids if i in self._related):
            self._write_aside(self._package.xml(part), kind)

    def _comments(self) -> None:
        self._write_aside(self._part("comments"), "comment")

    def _write_aside(self, root: etree._Element | None, kind: str) -> None:
        for paragraph in () if root is None else root.iter(W + "p"):
            if next(paragraph.iterancestors(_MC + "Fallback"), None) is None:
                self._inline(paragraph, _Look(kind))
                self._boxes.clear()  # their paragraphs come by themselves
                self._tape.end()

    def _write_notes(self, notes: _Notes) -> None:
        for note, number, computed in notes.used:
            body = notes.bodies.pop(note, None)
            paragraphs = () if body is None else body.iter(W + "p")  # those of its tables too
            for i, paragraph in enumerate(p for p in paragraphs if not _is_in_a_box(p)):
                if i:
                    self._tape.text("\n")
                self._inline(paragraph, _Look())
            self._tape.end_footnote(number, computed)
            self._write_boxes()
        for body in notes.bodies.values():  # Word shows them nowhere
            self._write_aside(body, "footnote without a mark")

    def _warnings(self) -> Iterator[Note]:
        met = self._met
        if met["ins"] or met["del"]:
            yield Note(
                "tracked-changes",
                f"tracked changes: {met['ins']} insertions read as text, {met['del']} deletions set aside",
            )
        if met["hidden"]:
            yield Note("hidden-text", f"{met['hidden']} pieces of hidden text are set aside")
        if met["altChunk"]:
            yield Note("embedded", f"{met['altChunk']} embedded documents are not read; paste their text in")

    # --- blocks ---

    def _story(self, container: etree._Element, cell: Cell | None = None) -> None:
        for child in container:
            name = _name(child)
            if name == "p":
                self._paragraph(child, cell)
            elif name == "tbl":
                self._table(child)
            elif name == "altChunk":
                self._met["altChunk"] += 1
            elif name == "AlternateContent":
                self._story(_choice(child), cell)
            elif name not in _NO_TEXT:  # content controls, custom XML
                self._story(child, cell)

    def _table(self, table: etree._Element) -> None:
        rows = [row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table]
        cells = [[c for c in row.iter(W + "tc") if next(c.iterancestors(W + "tr")) is row] for row in rows]
        box = sum(map(len, cells)) == 1  # a frame round text, and no table
        if not box:
            self._tables += 1
        number = self._tables
        i = 0
        for row, members in zip(rows, cells, strict=True):
            i += row.find(f"{W}trPr/{W}del") is None  # a row that is deleted counts for none
            column = 1 + integer(value(row, "trPr/gridBefore"))
            for member in members:
                self._story(member, None if box else Cell(number, max(i, 1), column))
                self._end_open()
                column += integer(value(member, "tcPr/gridSpan"), 1)

    def _paragraph(self, paragraph: etree._Element, cell: Cell | None) -> None:
        properties = paragraph.find(W + "pPr")
        mark = None if properties is None else properties.find(W + "rPr")
        self._style = style = self._styles[value(properties, "pStyle")]
        self._inline(paragraph, _Look())
        if mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None):
            return  # its end is deleted: the next paragraph goes on with it
        hidden = is_on(mark, "vanish", style.hidden) and not self._tape.open_text.strip()
        number = "" if hidden else self._number(properties, style)
        outline = value(properties, "outlineLvl")
        level = style.outline if outline is None else integer(outline, BODY_TEXT)
        self._tape.end(number, level is not None and level < BODY_TEXT, cell)
        self._write_boxes()
        self._section += properties is not None and properties.find(W + "sectPr") is not None

    def _end_open(self) -> None:
        """End a paragraph whose own end is deleted and that nothing goes on with."""
        if self._tape.open_text:
            self._tape.end()
        self._write_boxes()

    def _write_boxes(self) -> None:
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self._story(box)
            self._end_open()

    def _number(self, properties: etree._Element | None, style: Style) -> str:
        num = value(properties, "numPr/numId") or style.list[0]
        level = value(properties, "numPr/ilvl") or style.list[1]
        if num is None:
            return ""
        if level is None:
            level = str(self._numbering.level_of(num, self._styles.name(value(properties, "pStyle"))))
        return self._numbering.next(num, integer(level))

    # --- text ---

    def _inline(self, element: etree._Element, look: _Look) -> None:
        for child in element:
            name = _name(child)
            if name == "r":
                self._inline(child, self._look(child, look))
            elif name == "t":
                self._write(child.text or "", look)
            elif name == "delText":
                self._write(child.text or "", look._replace(aside=look.aside or DELETED))
            elif name in _SIGNS:
                self._write(_SIGNS[name], look)
            elif name == "br":
                self._write("\n" if value(child, attribute="type") in {None, "textWrapping"} else "\f", look)
            elif name == "sym":
                self._write(_symbol(value(child, attribute="char")), look)
            elif name in {"del", "moveFrom"}:
                self._met["del"] += 1
                self._inline(child, look._replace(aside=DELETED))
            elif name in {"ins", "moveTo"}:
                self._met["ins"] += 1
                self._inline(child, look)
            elif name in {"footnoteReference", "endnoteReference"}:
                self._refer(child, name, look)
            elif name == "lastRenderedPageBreak" and self._tape.page is not None:
                self._tape.page += 1
            elif name == "fldChar":
                self._field(value(child, attribute="fldCharType"))
            elif name == "AlternateContent":
                self._inline(_choice(child), look)
            elif name == "txbxContent":
                self._boxes.append(child)
            elif name == "rt":  # the reading printed above a word
                self._inline(child, look._replace(aside="ruby"))
            elif name not in _NO_TEXT:
                self._inline(child, look)

    def _write(self, text: str, look: _Look) -> None:
        aside = look.aside or (FIELD if any(self._fields) else "")
        if aside:
            self._tape.aside(aside, text)
            return
        if self._custom and text.strip():
            notes, note = self._custom.pop()
            notes.used.append((note, text.strip(), False))
            look = look._replace(raised=True)
        self._tape.text(text, look.raised)

    def _look(self, run: etree._Element, look: _Look) -> _Look:
        properties = run.find(W + "rPr")
        named = value(properties, "rStyle")
        style = self._style if named is None else self._styles[named]
        position = value(properties, "vertAlign")
        raised = bool(style.raised) if position is None else position == "superscript"
        if is_on(properties, "vanish", style.hidden or self._style.hidden) and not look.aside:
            self._met["hidden"] += any(t.text for t in run.iter(W + "t"))
            return _Look(HIDDEN, raised)
        return look._replace(raised=raised)

    def _refer(self, reference: etree._Element, name: str, look: _Look) -> None:
        if look.aside:
            return
        notes = self._footnotes if name == "footnoteReference" else self._endnotes
        note = value(reference, attribute="id")
        if (value(reference, attribute="customMarkFollows") or "0") not in OFF:
            self._custom.append((notes, note))
        else:
            self._tape.mark(notes.refer(note, self._section, self._tape.page))

    def _field(self, part: str | None) -> None:
        if part == "begin":
            self._fields.append(True)
        elif part == "separate" and self._fields:
            self._fields[-1] = False
        elif part == "end" and self._fields:
            self._fields.pop()


def _is_in_a_box(paragraph: etree._Element) -> bool:
    return next(paragraph.iterancestors(W + "p"), None) is not None


def _choice(alternates: etree._Element) -> etree._Element:
    """The one of several forms of a content to be read: the first; all of them hold the same text."""
    return alternates[0] if len(alternates) else alternates


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _symbol(code: str | None) -> str:
    """A character of a symbol font; its code lies in a private area of Unicode or names the character."""
    try:
        return chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return "\ufffd"
