"""Lines → paragraphs, furniture and footnotes.

A text that is not hard-wrapped is left as it is: every line a paragraph. In a hard-wrapped one, what
speaks for and against a new paragraph is weighed at every line break, and the sum decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from align.config import Unwrap
from align.furniture import Page, Print, ends_finally, sort_prints
from align.model import Lang, Mark, Marker, Span
from align.numbering import is_heading_marker, read_markers, starts_with_marker
from align.readers import Layout, Line, Paragraph
from align.text import join

Neighbours = frozenset[tuple[str, str]]


class Style(NamedTuple):
    """How a hard-wrapped text is set, learned from its own lines. Columns and lines."""

    width: int  # where full lines end
    gap: int  # blank lines between two lines of one paragraph
    gap_tells: bool  # whether a wider gap sets paragraphs apart
    indents: frozenset[int]  # of lines that go on with a paragraph
    indent_tells: bool  # whether another indent begins a paragraph
    top_offset: int  # added to the indent of a page's first line
    neighbours: Neighbours
    marks: frozenset[str]  # of the footnotes
    justified: bool  # whether full lines are stretched to the margin


def lay_out(lines: Sequence[Line], lang: Lang, unwrap: Unwrap = "auto") -> Layout:
    """Part the lines of a text into paragraphs, footnotes and furniture, each in reading order."""
    prints = measure(lines, lang)
    width = next((line.full for line in lines if line.full), None) or text_width(prints)
    on_pages = any(line.box for line in prints)  # where every line ends because its column does
    wrapped = unwrap == "always" or (unwrap == "auto" and (on_pages or is_wrapped(prints, width, lang)))
    page = sort_prints(prints, width if wrapped else None)
    groups = [[line] for line in page.text]
    if wrapped and page.text:
        groups = _group(page, learn_style(page, width, lang), lang)
    return Layout(
        wrapped,
        tuple(_paragraph(g, lang) for g in groups),
        tuple(_paragraph(g, lang) for g in page.footnotes),
        tuple(page.furniture),
    )


def _paragraph(group: Sequence[Print], lang: Lang) -> Paragraph:
    spans = tuple(line.span for line in group)
    first = group[0]
    text = join(lang, [line.text for line in group])
    return Paragraph(text, spans, first.number, first.indent, first.page[0], marks=_raised_marks(group, text))


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
        prints.append(Print(line.number, page, start, text, indent, width, blank, raised, line.box))
        blank = 0
    return prints


def columns(text: str, lang: Lang) -> int:
    """Columns that text takes; characters of ambiguous width are wide among Chinese."""
    if text.isascii():
        return len(text)
    wide = "WFA" if lang == "zh" else "WF"
    return sum(1 + (unicodedata.east_asian_width(c) in wide) for c in text)


HANGING = 4  # columns: Chinese punctuation may hang beyond the width, lines end ragged by a character
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
    sure = [(a, b) for a, b in cut if _runs_on(a, b, neighbours, lang)]
    if beyond > max(1, BEYOND * len(prints)) or len(cut) < max(len(full) / 2, FEWEST * len(prints)):
        return False
    if len(sure) >= max(2, SURE * len(cut)):
        return True
    others = [line for line in prints if line.edge < width - slack]
    punctuated = sum(ends_finally(line.text) or line.text[-1] in PAUSES for line in others)
    return len(cut) >= max(3, DENSE * len(prints)) and (bool(sure) or punctuated > len(others) / 3)


def _runs_on(a: Print, b: Print, neighbours: Neighbours, lang: Lang) -> bool:
    """Whether a sentence plainly runs over the break between a and b."""
    if ends_finally(a.text) or starts_with_marker(b.text):
        return False
    if lang == "en":
        return b.text[0].islower()
    return _meeting(a, b, lang) in neighbours or b.indent < a.indent or b.gap < a.gap


def find_neighbours(prints: Iterable[Print], lang: Lang) -> Neighbours:
    """All pairs of words (in Chinese, of characters) that stand side by side on a line."""
    return frozenset(pair for line in prints for pair in pairwise(_words(line.text, lang)))


def _meeting(a: Print, b: Print, lang: Lang) -> tuple[str, str]:
    return _words(a.text[-40:], lang)[-1], _words(b.text[:40], lang)[0]


def _words(text: str, lang: Lang) -> Sequence[str]:
    return text.split() if lang == "en" else text


def learn_style(page: Page, width: int, lang: Lang) -> Style:
    """Learn indents and gaps from the line breaks that are plainly inside a sentence."""
    text, tops = page.text, page.tops
    pairs = [(a, b) for a, b in pairwise(text) if b.number not in tops]
    neighbours = find_neighbours(text, lang)
    full = [(a, b) for a, b in pairs if _slack(a, b, width, lang) <= 0 and not ends_finally(a.text)]
    inside = [b for a, b in full if _runs_on(a, b, neighbours, lang)] or [b for _, b in full]
    indents = Counter(b.indent for b in inside)
    going_on = frozenset(n for n, count in indents.items() if count >= 0.15 * len(inside)) or frozenset({0})
    gap = Counter(b.gap for b in inside).most_common(1)[0][0] if inside else 0
    begins = [b for _, b in pairs if b.indent not in going_on and b.indent - min(going_on) <= width / DEEP]
    wider = sum(b.gap > gap for _, b in pairs)
    style = Style(
        width=width,
        gap=gap,
        gap_tells=gap == 0 and wider >= 0.05 * len(pairs) > 0,
        indents=going_on,
        indent_tells=len(begins) >= 0.05 * len(pairs) > 0,
        top_offset=0,
        neighbours=neighbours,
        marks=frozenset(note[0].text.split()[0] for note in page.footnotes),
        justified=_is_justified(text, width),
    )
    return style._replace(top_offset=_top_offset(text, tops, style, lang))


def _is_justified(text: Sequence[Print], width: int) -> bool:
    """Whether nearly all lines that come close to the margin, as measured on the page, end at it."""
    ends = [line.edge for line in text if line.box and line.edge > (1 - RAGGED) * width]
    return sum(edge >= width for edge in ends) > JUSTIFIED * len(ends)


def _top_offset(text: Sequence[Print], tops: set[int], style: Style, lang: Lang) -> int:
    """1 where page tops add a space to their first line, 0 otherwise.

    A page top indented by one that goes on with a sentence speaks for it; one that is not
    indented, against.
    """
    votes = 0.0
    if not tops or min(style.indents) > 0:
        return 0
    if len(text) > 1 and text[0].indent == 1 and text[1].indent == 0:
        votes += 1
    plain = style._replace(indent_tells=False)
    for a, b in pairwise(text):
        if b.number in tops and b.indent == 1:
            goes_on = sum(evidence(Break(a, a, b, b, True), plain, lang).values()) < 0
            votes += 3 if goes_on else -0.5
        elif b.number in tops:
            votes += {0: -4, 2: 1}.get(b.indent, 0)
    return int(votes > 0)


# --- joining -----------------------------------------------------------------------------------

# Weights in points; a new paragraph begins where the sum is above 0. Set by hand on the layouts that
# benchmarks/joins.py measures.
WEIGHTS = {
    "indented": 8.0,  # by a first line's indent, where indents tell
    "page top": -8.0,  # or so indented because it tops a page that left no other trace
    "flush": -3.0,  # not indented, in a paragraph that began with an indent or after a full line
    "wide gap": 6.5,
    "set apart": 3.0,  # by a gap that is measured on the page and not left by an extraction
    "other type": 5.0,  # of another size
    "centred": 4.0,  # one of the two lines
    "no gap": -2.0,  # where a gap tells
    "full": -2.0,  # the next word would not have fitted on the line before
    "short": 3.0,  # it would have, easily
    "very short": 4.0,  # half of the line was left
    "unstretched": 4.0,  # it would just have, and other lines are stretched to the margin
    "final": 1.0,  # the line before ends a sentence
    "open": -1.0,  # ... does not
    "dangling": -4.0,  # ... ends in a word that leads on
    "lower case": -4.0,  # or punctuation that can't begin a line
    "capital": 1.0,  # tells only after a line with room
    "neighbours": -2.0,  # the words on both sides of the break stand side by side elsewhere
    "title": 5.0,  # not indented, between a full stop and a first-line indent, and ends without punctuation
    "footnote mark": -8.0,  # alone on its line
    "marker": 1.5,  # begins with a number
    "counts on": 4.0,  # with the number after that of an earlier paragraph
    "heading": 5.0,  # nothing but a number, or after one
    "masthead": 4.0,  # before "Agenda item 5", round "Cuba and Greece: draft resolution"
}
NEARLY_FULL = 0.05  # share of the width: an estimate of it may be off by so much
DEEP = 4  # a part of the width: a line indented by more is centred or a table's, and its indent tells nothing
JUSTIFIED = 0.6  # share of the lines near the margin that reach it in a justified text
OTHER_SIZE = 0.1  # share by which type of another size is larger or smaller
RAGGED = 0.15  # share of the width that full lines may fall short of it: titles, proportional fonts

_DANGLING = {
    "zh": re.compile(r"[与和及或的在对于由将把被从向、《〈（(“‘「『—]$"),
    "en": re.compile(
        r"\b(?:a|an|the|of|and|or|to|in|on|at|by|for|from|with|as|that|which|its|their|is|are|be|"
        r"under|into|between|against|including|shall|may|not)$|[(\[—–-]$"
    ),
}
_SPONSORS = re.compile(r": (?:[a-z]+ )?draft (?:resolution|decision)$|：(?:订正)?决[议定](?:修订|订正)?草案$")
_MASTHEAD = re.compile(r"Distr\.|Original: |Agenda item \d|原件：|议程项目 ?\d")
_UNPUNCTUATED = re.compile(r"(?:[^\W\d_]|\s\d+)[》”\"]?$")  # not "the Action,1"
_NO_LINE_START = "，。、；：？！）〉》」』】〕”’,.;:?!)]%"


class Break(NamedTuple):
    """A line break inside a text: does a new paragraph begin after it?"""

    first: Print  # of the paragraph so far
    before: Print
    after: Print
    end: Print  # the last line that may go on with after, itself if none does
    top: bool  # whether after is the first on its page
    counts_on: bool = False  # whether after begins with the number that a list goes on with


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
        short = _slack(line, after, style.width, lang) > RAGGED * style.width
        ends.append(line if short or after.indent not in style.indents else ends[-1])
    return ends[::-1]


def evidence(place: Break, style: Style, lang: Lang) -> dict[str, float]:
    """What speaks for a new paragraph (above 0) and against it (below), by name, in points."""
    first, a, b, end, top, counts_on = place
    slack = _slack(a, b, style.width, lang) / max(style.width, 1)
    marked = starts_with_marker(b.text)
    names = {"marker"} if marked else set()
    if counts_on:
        names.add("counts on")
    if slack <= 0:
        names.add("full")
    elif slack > RAGGED:
        names.add("short" if slack < 0.5 else "very short")
    if style.justified and a.edge < style.width and (lang == "en" or _room(a, b, style.width, lang) >= 0):
        names.add("unstretched")
    if a.box and b.box and abs(a.box.size - b.box.size) > OTHER_SIZE * max(a.box.size, b.box.size):
        names.add("other type")
    if _is_centred(a, style.width) != _is_centred(b, style.width):
        names.add("centred")
    indent = max(b.indent - style.top_offset, 0) if top else b.indent
    if style.indent_tells and indent - min(style.indents) <= style.width / DEEP:
        if indent not in style.indents:
            names.add("indented")
            if slack <= 0 and b.indent <= style.top_offset and _UNPUNCTUATED.search(a.text) and not marked:
                names.add("page top")
        elif slack <= 0 or (slack <= RAGGED and first.indent not in style.indents):
            names.add("flush")
    if not top and b.gap > style.gap:
        names.update({"wide gap", "set apart"} if b.box else {"wide gap"})
    elif not top and style.gap_tells:
        names.add("no gap")
    if ends_finally(a.text):
        names.add("final")
        if style.indent_tells and _UNPUNCTUATED.search(end.text) and not _DANGLING[lang].search(end.text):
            names.add("title")
    else:
        names.add("dangling" if _DANGLING[lang].search(a.text) else "open")
    if (b.text[0].islower() and not marked) or b.text[0] in _NO_LINE_START:
        names.add("lower case")
    elif lang == "en" and slack > NEARLY_FULL and b.text[0].isupper():
        names.add("capital")
    if _meeting(a, b, lang) in style.neighbours:
        names.add("neighbours")
    if b.text in style.marks:
        names.add("footnote mark")
    if is_heading_marker(a.text) or is_heading_marker(b.text):
        names.add("heading")
    if _SPONSORS.search(a.text) or _SPONSORS.search(b.text) or _MASTHEAD.match(b.text):
        names.add("masthead")
    return {name: WEIGHTS[name] for name in WEIGHTS if name in names}


def _room(a: Print, b: Print, width: int, lang: Lang) -> int:
    """Columns left on line a if the first word of b were on it; negative if it would not fit."""
    word = _FIRST_WORD[lang].match(b.text)
    return width - a.edge - columns(word.group() if word else b.text, lang) - (lang == "en")


def _slack(a: Print, b: Print, width: int, lang: Lang) -> int:
    """The same, with allowance for what may hang beyond the width; not above 0 if the word would not fit."""
    return _room(a, b, width, lang) - (HANGING if lang == "zh" else 0)


def _is_centred(line: Print, width: int) -> bool:
    """Whether a line that is measured on its page leaves the same room on both sides, and much of it."""
    return (
        line.box is not None and line.indent > width / DEEP / 2 and abs(line.indent + line.edge - width) <= 3
    )


_FIRST_WORD = {  # what can't be broken: a word; a Chinese character with its punctuation
    "en": re.compile(r"\S+"),
    "zh": re.compile(rf"(?:[!-~]+|.)[{re.escape(_NO_LINE_START)}]*"),
}
