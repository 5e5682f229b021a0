"""Whether a line break ends a paragraph: what speaks for and against it is weighed, and the sum decides."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from align.furniture import NOTE, Page, Print, ends_finally
from align.model import Lang
from align.numbering import is_heading_marker, starts_with_marker

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


def columns(text: str, lang: Lang) -> int:
    """Columns that text takes; characters of ambiguous width are wide among Chinese."""
    if text.isascii():
        return len(text)
    wide = "WFA" if lang == "zh" else "WF"
    return sum(1 + (unicodedata.east_asian_width(c) in wide) for c in text)


# --- learning -----------------------------------------------------------------------------------


def runs_on(a: Print, b: Print, neighbours: Neighbours, lang: Lang) -> bool:
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
    full = [(a, b) for a, b in pairs if slack(a, b, width, lang) <= 0 and not ends_finally(a.text)]
    inside = [b for a, b in full if runs_on(a, b, neighbours, lang)] or [b for _, b in full]
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
        marks=frozenset(m.group(1) for n in page.footnotes if (m := NOTE.match(n[0].text))),
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


# --- weighing -----------------------------------------------------------------------------------

# Weights in points; a new paragraph begins where the sum is above 0. Set by hand on the layouts that
# benchmarks/joins.py measures.
WEIGHTS = {
    "indented": 8.0,  # by a first line's indent, where indents tell
    "page top": -8.0,  # or so indented because it tops a page that left no other trace
    "outdented": 8.0,  # where the paragraph hangs below what follows its number
    "flush": -3.0,  # not indented, in a paragraph that began with an indent or after a full line
    "wide gap": 6.5,
    "set apart": 3.0,  # by a gap that is measured on the page and not left by an extraction
    "other type": 5.0,  # of another size
    "centred": 4.0,  # one of the two lines
    "no gap": -2.0,  # where a gap tells
    "full": -2.0,  # the next word would not have fitted on the line before
    "short": 3.0,  # it would have, easily
    "very short": 4.0,  # half of the line was left
    "ends early": 4.0,  # it would just have, where full lines reach the margin
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
    "heading": 5.0,  # nothing but a number, or after one; a number among centred lines
    "masthead": 4.0,  # before "Agenda item 5", round "Cuba and Greece: draft resolution"
}
HANGING = 4  # columns: Chinese punctuation may hang beyond the width, lines end ragged by a character
NEARLY_FULL = 0.05  # share of the width: an estimate of it may be off by so much
DEEP = 4  # a part of the width: a line indented by more is centred or a table's, and its indent tells nothing
JUSTIFIED = 0.6  # share of the lines near the margin that reach it in a justified text
OTHER_SIZE = 0.1  # share by which type of another size is larger or smaller
CENTRED = 0.12  # share of the width that a line which is surely centred leaves on either side
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


def evidence(place: Break, style: Style, lang: Lang) -> dict[str, float]:
    """What speaks for a new paragraph (above 0) and against it (below), by name, in points."""
    first, a, b, end, top, counts_on = place
    share = slack(a, b, style.width, lang) / max(style.width, 1)
    marked = starts_with_marker(b.text)
    names = {"marker"} if marked else set()
    if counts_on:
        names.add("counts on")
    if share <= 0:
        names.add("full")
    elif share > RAGGED:
        names.add("short" if share < 0.5 else "very short")
    centred = {_is_centred(x, style.width) for x in (a, b)}
    in_title = True in centred and _centre(a) == _centre(b)
    if centred == {True, False} and not in_title:
        names.add("centred")
    gap_tells = style.gap_tells and not top
    if a.box and not in_title and not gap_tells and _ends_early(a, b, style, lang):
        names.add("ends early")
    if a.box and b.box and abs(a.box.size - b.box.size) > OTHER_SIZE * max(a.box.size, b.box.size):
        names.add("other type")
    indent = max(b.indent - style.top_offset, 0) if top else b.indent
    if _hangs(a, first) and not _hangs(b, first) and b.indent < a.indent:
        names.add("outdented")
    elif _hangs(b, first) and not marked and (a is first or _hangs(a, first)):
        names.update({"flush"} if share <= 0 else ())
    elif style.indent_tells and not in_title and indent - min(style.indents) <= style.width / DEEP:
        if indent not in style.indents:
            names.add("indented")
            if share <= 0 and b.indent <= style.top_offset and _UNPUNCTUATED.search(a.text) and not marked:
                names.add("page top")
        elif share <= 0 or (share <= RAGGED and first.indent not in style.indents):
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
    elif lang == "en" and share > NEARLY_FULL and b.text[0].isupper():
        names.add("capital")
    if _meeting(a, b, lang) in style.neighbours:
        names.add("neighbours")
    if b.text in style.marks:
        names.add("footnote mark")
    if is_heading_marker(a.text) or is_heading_marker(b.text) or (in_title and marked):
        names.add("heading")
    if _SPONSORS.search(a.text) or _SPONSORS.search(b.text) or _MASTHEAD.match(b.text):
        names.add("masthead")
    return {name: WEIGHTS[name] for name in WEIGHTS if name in names}


def _room(a: Print, b: Print, width: int, lang: Lang) -> int:
    """Columns left on line a if the first word of b were on it; negative if it would not fit."""
    word = _FIRST_WORD[lang].match(b.text)
    return width - a.edge - columns(word.group() if word else b.text, lang) - (lang == "en")


def slack(a: Print, b: Print, width: int, lang: Lang) -> int:
    """The same, with allowance for what may hang beyond the width; not above 0 if the word would not fit."""
    return _room(a, b, width, lang) - (HANGING if lang == "zh" else 0)


def _ends_early(a: Print, b: Print, style: Style, lang: Lang) -> bool:
    """Whether line a of a measured page would be fuller if b went on with it.

    Full lines of a justified text are stretched; Chinese ones break at any character.
    """
    if lang == "en":
        return style.justified and a.edge < style.width
    return (style.justified and a.edge < style.width and _room(a, b, style.width, lang) >= 0) or slack(
        a, b, style.width, lang
    ) > 0


def _hangs(line: Print, first: Print) -> bool:
    """Whether a line stands below what follows the number that its paragraph begins with."""
    inexact = 1 if line.box else 0  # columns
    return first.hang is not None and abs(line.indent - first.hang) <= inexact and line.indent > first.indent


def _is_centred(line: Print, width: int) -> bool:
    """Whether a line that is measured on its page leaves the same room on both sides, and much of it."""
    leans = abs(line.indent - (width - line.edge))  # columns
    return line.box is not None and leans <= 2 and line.indent > CENTRED * width


def _centre(line: Print) -> int | None:
    """The middle of a measured line, in steps of two points."""
    return line.box and round((line.box.left + line.box.right) / 4)


_FIRST_WORD = {  # what can't be broken: a word; a Chinese character with its punctuation
    "en": re.compile(r"\S+"),
    "zh": re.compile(rf"(?:[!-~]+|.)[{re.escape(_NO_LINE_START)}]*"),
}
