"""Lines → paragraphs, furniture and footnotes.

A text that is not hard-wrapped is left as it is: every line a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from align.breaks import RAGGED, Break, Style, columns, evidence, find_neighbours, learn_style, runs_on, slack
from align.config import Unwrap
from align.furniture import HYPHEN, Page, Print, ends_finally, sort_prints
from align.model import Furniture, Lang, Mark, Marker, Span
from align.numbering import read_markers, starts_with_marker
from align.readers import Layout, Line, Paragraph
from align.text import join


def lay_out(lines: Sequence[Line], lang: Lang, unwrap: Unwrap = "auto") -> Layout:
    """Part the lines of a text into paragraphs, footnotes and furniture, each in reading order."""
    cells = [(cell, measure(held, lang)) for cell, held in groupby(lines, lambda line: line.cell) if cell]
    lines = [line for line in lines if line.cell is None]
    prints = measure(lines, lang)
    width = next((line.full for line in lines if line.full), None) or text_width(prints)
    on_pages = any(line.box for line in prints)  # where every line ends because its column does
    wrapped = unwrap == "always" or (unwrap == "auto" and (on_pages or is_wrapped(prints, width, lang)))
    page = sort_prints(prints, width if wrapped else None)
    groups = [[line] for line in page.text]
    if wrapped and page.text:
        groups = _group(page, learn_style(page, width, lang), lang)
    whole = _whole_words(page.text) if wrapped and lang == "en" else frozenset()
    hyphens: list[Furniture] = []
    paragraphs, footnotes = (
        tuple(_paragraph(group, lang, whole, hyphens) for group in some) for some in (groups, page.footnotes)
    )
    of_tables = [_paragraph(held, lang, whole, hyphens)._replace(cell=cell) for cell, held in cells if held]
    in_order = sorted((*paragraphs, *of_tables), key=lambda paragraph: paragraph.spans[0])
    return Layout(wrapped, tuple(in_order), footnotes, (*page.furniture, *hyphens))


def _paragraph(
    group: Sequence[Print], lang: Lang, whole: frozenset[str], hyphens: list[Furniture]
) -> Paragraph:
    """The lines of a paragraph joined. A hyphen that only parts a word at a line's end goes to hyphens."""
    lines: list[Print] = []
    parts: list[str] = []  # a line with those that it shares a parted word with
    parted = False
    for line, after in zip(group, (*group[1:], None), strict=True):
        goes_on, parted = parted, after is not None and _parts_a_word(line.text, after.text, whole)
        if parted:
            end = line.span.end
            hyphens.append(Furniture(HYPHEN, line.text[-1], Span(end - 1, end), line.number))
        lines.append(line._replace(text=line.text[:-1]) if parted else line)
        parts[-1 if goes_on else len(parts) :] = [parts[-1] + lines[-1].text if goes_on else lines[-1].text]
    text = join(lang, parts)
    first = lines[0]
    spans = tuple(line.span for line in lines)
    return Paragraph(text, spans, first.number, first.indent, first.page[0], marks=_raised_marks(lines, text))


def _whole_words(lines: Iterable[Print]) -> frozenset[str]:
    """The words of lines, compounds among them, that no line break parts."""
    return frozenset(word.casefold() for line in lines for word in _WORD.findall(line.text))


def _parts_a_word(before: str, after: str, whole: frozenset[str]) -> bool:
    """Whether the hyphen before a line break is not the word's own: it is soft, or the word occurs whole."""
    first, second = _PARTED.search(before), _PARTED_END.match(after)
    if not (first and second):
        return False
    halves = first[1].casefold(), second[0].casefold()
    return before[-1] == "\u00ad" or ("".join(halves) in whole and "-".join(halves) not in whole)


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PARTED = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_PARTED_END = re.compile(r"[^\W\d_]+")


def _raised_marks(group: Sequence[Print], text: str) -> tuple[Mark, ...] | None:
    """Superscripts of the lines of a paragraph, as ranges of its text; None if they are not known."""
    marks = []
    offset = 0
    for line in group:
        if line.raised is None:
            return None
        offset = text.index(line.text, offset)
        for start, end in line.raised:
            if not _UNIT.search(line.text, 0, start):
                marks.append(Mark(line.text[start:end], offset + start, offset + end))
        offset += len(line.text)
    return tuple(marks)


_UNIT = re.compile(r"(?<![A-Za-z])[kcm]?m$")  # of length, before the 2 of an area


# --- measuring ---------------------------------------------------------------------------------


def measure(lines: Iterable[Line], lang: Lang) -> list[Print]:
    """The lines that are not blank, measured."""
    prints: list[Print] = []
    blank = 0
    for line in lines:
        text = line.text.strip()
        if not text:
            blank += 1
            continue
        lead = line.text[: len(line.text) - len(line.text.lstrip())]
        indent = columns(lead.expandtabs(), lang)
        width = columns(text, lang) if line.edge is None else line.edge - indent
        raised = line.raised and tuple(Span(a - len(lead), b - len(lead)) for a, b in line.raised)
        page = line.page, line.column
        start = line.start + len(lead)
        hang = _hang(text, indent, lang) if line.box is None else line.hang
        prints.append(Print(line.number, page, start, text, indent, width, blank, raised, line.box, hang))
        blank = 0
    return prints


def _hang(text: str, indent: int, lang: Lang) -> int | None:
    """The column where what follows the number of a line begins, where there is space between them."""
    for marker in read_markers(text)[:1]:
        after = text[len(marker.printed) :]
        if after[:1].isspace():
            return indent + columns(text[: len(text) - len(after.lstrip())], lang)
    return None


CEILING = 6  # columns: full lines end within so many of the text width, or a word's length short of it
NARROWEST = 24  # columns: no text is wrapped to less
BEYOND = 0.03  # share of the lines of a wrapped text that may be wider than it: heads, addresses
SURE = 0.1  # share of the full lines that end in mid-sentence which plainly do: wrapped > 0.2, others < 0.05
FEWEST = 0.12  # share of all lines that are full and end in mid-sentence: wrapped texts > 0.3, others < 0.06
DENSE = 0.25  # share of lines that end in mid-sentence at which it is enough that shorter lines do not
PAUSES = ",，、"


def text_width(prints: Sequence[Print]) -> int:
    """The column that full lines reach: the highest that several lines come close to."""
    edges = sorted({line.text: line.edge for line in prints}.values(), reverse=True)  # a head counts once
    support = max(2, len(edges) // 30)
    for i, edge in enumerate(edges[: -support + 1]):
        if edges[i + support - 1] >= edge - CEILING:
            return edge
    return edges[0] if edges else 0


def is_wrapped(prints: Sequence[Print], width: int, lang: Lang) -> bool:
    """Whether lines end because they are full, and not because the paragraph does.

    In a hard-wrapped text the longest lines reach the same column and stop there in mid-sentence;
    where a line is a paragraph the longest are of all lengths and end with a full stop.
    """
    if width < NARROWEST:
        return False
    neighbours = find_neighbours(prints, lang)
    slack = 2 * CEILING if lang == "en" else CEILING
    full = [(a, b) for a, b in pairwise(prints) if width - slack <= a.edge <= width + 2]
    beyond = len({line.text for line in prints if line.edge > width + 2})
    cut = [(a, b) for a, b in full if not ends_finally(a.text) and not starts_with_marker(b.text)]
    sure = [(a, b) for a, b in cut if runs_on(a, b, neighbours, lang)]
    if beyond > max(1, BEYOND * len(prints)) or len(cut) < max(len(full) / 2, FEWEST * len(prints)):
        return False
    if len(sure) >= max(2, SURE * len(cut)):
        return True
    others = [line for line in prints if line.edge < width - slack]
    punctuated = sum(ends_finally(line.text) or line.text[-1] in PAUSES for line in others)
    return len(cut) >= max(3, DENSE * len(prints)) and (bool(sure) or punctuated > len(others) / 3)


# --- joining -----------------------------------------------------------------------------------


def _group(page: Page, style: Style, lang: Lang) -> list[list[Print]]:
    text = page.text
    groups = [[text[0]]]
    awaited = _successors(text[0])
    for a, b, end in zip(text, text[1:], _run_ends(text, style, lang)[1:], strict=False):
        numbers = {_in_list(m) for m in read_markers(b.text)}
        place = Break(groups[-1][0], a, b, end, b.number in page.tops, not awaited.isdisjoint(numbers))
        if sum(evidence(place, style, lang).values()) > 0:
            groups.append([b])
            awaited |= _successors(b)
        else:
            groups[-1].append(b)
    return groups


def _in_list(marker: Marker) -> tuple[str, str, int]:
    return marker.kind, marker.style, marker.ordinal


def _successors(line: Print) -> set[tuple[str, str, int]]:
    """The numbers that lists go on with after line."""
    return {_in_list(m._replace(ordinal=m.ordinal + 1)) for m in read_markers(line.text)}


def _run_ends(text: Sequence[Print], style: Style, lang: Lang) -> list[Print]:
    """For each line the last of those that may go on with it: not indented, and after no short line."""
    ends = [text[-1]]
    for after, line in pairwise(reversed(text)):
        short = slack(line, after, style.width, lang) > RAGGED * style.width
        ends.append(line if short or after.indent not in style.indents else ends[-1])
    return ends[::-1]
