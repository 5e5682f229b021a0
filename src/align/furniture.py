"""What stands on the page and is not running text: furniture is set aside, footnotes are taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from align.model import Furniture, Span
from align.readers import Box
from align.text import fold


class Print(NamedTuple):
    """One line that is not blank, measured in columns (an East Asian wide character is two)."""

    number: int  # 1-based line of the input
    page: tuple[int | None, int]  # 1-based page, None where it is not known, and column on it
    start: int  # offset of text in the decoded input
    text: str  # stripped
    indent: int
    width: int  # of text
    gap: int  # blank lines before it
    raised: tuple[Span, ...] | None = None  # superscript pieces, as ranges of text; None if it is not known
    box: Box | None = None  # where the format knows it
    hang: int | None = None  # column where what follows its number begins; None if it has none

    @property
    def edge(self) -> int:
        """The column where the line ends."""
        return self.indent + self.width

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.text))


class Page(NamedTuple):
    """Prints sorted by what they are; every one is in exactly one of the three."""

    text: list[Print]  # running text
    tops: set[int]  # line numbers in text that follow a page break
    footnotes: list[list[Print]]  # the lines of each, in reading order
    furniture: list[Furniture]


RULE, LINK, BAR_CODE, JOB = "rule", "link", "bar code", "job number"
PAGE, HEAD, INVISIBLE = "page number", "running head", "invisible"
HYPHEN = "hyphen"  # that parts a word at a line's end

PATTERNS = {  # kind → form of a whole line, or of a part of it that wide space sets off
    RULE: re.compile(r"[_＿]{5,}|[-=—―─–]{5,}"),
    LINK: re.compile(r"(?:https?://|www\.)\S+"),
    BAR_CODE: re.compile(r"\*\d{5,}\*"),
    JOB: re.compile(r"(?:[A-Z]{1,3}\.)?\d{2}-\d{5}(?: \([A-Z]\))?(?: \d{6}){0,2}"),
    INVISIBLE: re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"),
    PAGE: re.compile(
        r"\d{1,4}/\d{1,4}|[-–—] ?\d{1,4} ?[-–—]|(?:Page|page) \d{1,4}(?: of \d{1,4})?"
        r"|第 ?\d{1,4} ?页(?:[ ，,/]*共 ?\d{1,4} ?页)?|\d{1,4}"
    ),
}
DASHES = re.compile(
    r"[-—―–]+"
)  # a line of them, where each line is a paragraph, parts scenes or is a silence
SYMBOL = re.compile(r"[A-Z]{1,6}(?:/[A-Za-z0-9.()*-]+){1,8}")  # document symbol: A/C.3/70/L.53
NOTE = re.compile(  # a footnote's first line: its mark, space, text; Chinese may be glued to a number
    r"(\d{1,3}|\*{1,3}|[a-z](?=\s))"
    r"(?:[  \u3000\t]+\S|[《〈“（「『\u4e00-\u9fff](?<![年月日号條条款項项个届次]))"
)
PAGE_EDGE = {BAR_CODE, JOB, PAGE, HEAD}  # kinds that only stand where a page ends or begins
OPENING_LINES = 12  # of the first page that a running head may repeat, one to three of them
HEAD_LINES = 2  # that a running head, measured on its page, may have
MOSTLY = 0.5  # of the lines at one height of a measured page: what recurs among fewer is text
MOST_MISSING = 2  # footnotes in a row that a page may lack
EDGE_LINES = 4  # lines that a page's head or foot may have beside its number
_FINAL = re.compile(  # a footnote mark may follow
    r"[.!?。！？…;；:：︰﹕﹔][\"'”’」』）)\]]*(?:(?<=[a-z]{2}[.!?;:])\d{1,3}|(?<=[。！？；：”」』）])\d{1,3})?$"
)


def ends_finally(text: str) -> bool:
    """Whether text ends in the punctuation that ends a sentence or an item."""
    return _FINAL.search(text) is not None


def sort_prints(prints: Sequence[Print], width: int | None) -> Page:
    """Part furniture and footnotes from the running text.

    width: columns of a full line, None if the text is not hard-wrapped; then only what plainly
    is furniture is taken for it.
    """
    kinds = _find_furniture(prints, width is not None)
    page = Page([], set(), [], [])
    top = False
    i = 0
    while i < len(prints):
        line = prints[i]
        top = top or (i > 0 and line.page != prints[i - 1].page)
        after = i + 1
        if kinds.get(i) == [RULE]:
            after = _take_footnotes(page.footnotes, prints, i + 1, kinds, width)
        parts_scenes = width is None and after == i + 1 and DASHES.fullmatch(line.text)
        if i in kinds and not parts_scenes:
            page.furniture.extend(_furniture(line, kinds[i]))
            top = top or after > i + 1 or PAGE_EDGE.union([LINK]).intersection(kinds[i]) != set()
            i = after
            continue
        if top:
            page.tops.add(line.number)
        page.text.append(line)
        top = False
        i += 1
    return page


# --- furniture ---------------------------------------------------------------------------------


def _cells(text: str) -> list[tuple[int, str]]:
    """The parts of a line that wide space sets off, with their offsets."""
    return [(m.start(), m.group()) for m in re.finditer(r"\S+(?: \S+)*", text)]


def _kind(cell: str) -> str | None:
    return next((kind for kind, pattern in PATTERNS.items() if pattern.fullmatch(cell)), None)


def _furniture(line: Print, kinds: Sequence[str]) -> Iterable[Furniture]:
    cells = _cells(line.text) if len(kinds) > 1 else [(0, line.text)]
    for kind, (offset, cell) in zip(kinds, cells, strict=True):
        start = line.start + offset
        yield Furniture(kind, cell, Span(start, start + len(cell)), line.number)


def _find_furniture(prints: Sequence[Print], wrapped: bool) -> dict[int, list[str]]:
    """Index of each print that is furniture, with the kinds of its cells."""
    possible: dict[int, list[str]] = {}
    for i, line in enumerate(prints):
        if line.width > 160 or not (cells := _cells(line.text)):
            continue
        kinds = [_kind(cell) for _, cell in cells]
        if None not in kinds:
            possible[i] = [k for k in kinds if k is not None]
    sure = {
        i: kinds
        for i, kinds in possible.items()
        if {RULE, BAR_CODE, JOB, INVISIBLE}.intersection(kinds) or (wrapped and kinds == [LINK])
    }
    sure.update({i: [PAGE] for i in _numbered_pages(prints, possible, wrapped)})
    for _ in range(EDGE_LINES):
        added = _page_neighbours(prints, possible, sure)
        if wrapped or any(PAGE in kinds for kinds in sure.values()):
            added.update(_running_heads(prints, {**sure, **added}))
        sure.update(added)
    return sure


def _numbered_pages(prints: Sequence[Print], possible: dict[int, list[str]], wrapped: bool) -> list[int]:
    """Indices of page numbers that count up: "2/4" then "3/4"; "- 1 -" then "- 2 -".

    A bare number is one in a wrapped text only: where each line is a paragraph it numbers a chapter.
    """
    series: dict[str, list[tuple[int, int]]] = {}
    found: list[int] = []
    for i, kinds in possible.items():
        if kinds == [PAGE]:
            number, *_ = re.findall(r"\d+", prints[i].text)
            series.setdefault(prints[i].text.replace(number, "#", 1), []).append((i, int(number)))
            if prints[i].box is not None and int(number) == prints[i].page[0] and _is_edge(prints, i):
                found.append(i)
    for shape, members in series.items():
        pairs = list(pairwise(members))
        rising = bool(pairs) and all(b[1] == a[1] + 1 for a, b in pairs)
        apart = all(  # printed lines between two page numbers
            b[0] - a[0] > 4 or prints[a[0]].page != prints[b[0]].page for a, b in pairs
        )
        if rising and ("/" in shape or (apart and (shape != "#" or (wrapped and len(members) >= 3)))):
            found.extend(i for i, _ in members)
    return found


def _is_edge(prints: Sequence[Print], i: int) -> bool:
    """Whether print i is the first or the last on its page."""
    return any(j in (-1, len(prints)) or prints[j].page[0] != prints[i].page[0] for j in (i - 1, i + 1))


def _page_neighbours(
    prints: Sequence[Print], possible: dict[int, list[str]], sure: dict[int, list[str]]
) -> dict[int, list[str]]:
    """Page numbers and links that stand next to what only a page's edge has, or at a form feed."""
    added = {}
    for i, kinds in possible.items():
        if i in sure:
            continue
        beside = [sure[j] for j in (i - 1, i + 1) if j in sure]
        at_edge = any(PAGE_EDGE.intersection(k) for k in beside)
        feed = any(prints[j].page != prints[i].page for j in (i - 1, i + 1) if 0 <= j < len(prints))
        if at_edge or (feed and PAGE in kinds):
            added[i] = kinds
    return added


def _page_edges(sure: dict[int, list[str]]) -> set[int]:
    """Indices of furniture in unbroken runs that hold something which only a page's edge has."""
    edges = {i for i, kinds in sure.items() if PAGE_EDGE.intersection(kinds)}
    for order in (sorted(sure), sorted(sure, reverse=True)):
        edges.update(i for i in order if i - 1 in edges or i + 1 in edges)
    return edges


def _running_heads(prints: Sequence[Print], sure: dict[int, list[str]]) -> dict[int, list[str]]:
    """Lines at page edges that recur there, repeat the first page's head or title, or are a symbol alone."""
    edges = _page_edges(sure)
    beside = {i + step: step for i in edges for step in (-1, 1)}  # index → -1 at a page's foot, 1 at its head
    for i in range(1, len(prints)):
        if prints[i].page != prints[i - 1].page:
            beside |= {i - 1: -1, i: 1}
    first = next((i for i in range(len(prints)) if i not in sure), 0)
    second_page = min((i for i in (*edges, *beside) if i > first), default=len(prints))
    measured = bool(prints and prints[first].box)
    if measured:  # the first page has the head and the last one the foot, if it stands at the same place
        beside = {first: 1} | beside | {len(prints) - 1: -1}
    keys = {  # on measured pages a number may count them: "Regulations, page 3 of 9"
        i: (_shape(prints[i]), (side, (box := prints[i].box) and round(box.top)))
        for i, side in beside.items()
        if first - measured < i < len(prints) and i not in sure and not NOTE.match(prints[i].text)
    }
    recurring = Counter(keys.values())
    least = max(2, len(edges) // 8)  # left and right pages may have different heads
    opening = [fold(line.text) for line in prints[first : min(second_page, first + OPENING_LINES)]]
    titles = {"".join(opening[i:j]) for i in range(len(opening)) for j in range(i + 1, i + 4)}
    titles = {title.replace(" ", "") for title in titles}
    found = {
        i
        for i, key in keys.items()
        if (recurring[key] >= least or (i > second_page and fold(prints[i].text).replace(" ", "") in titles))
        and _is_set_apart(prints, i, beside[i])
    }
    lines, heads = (Counter(keys[i][1] for i in some) for some in (keys, found))
    return {
        i: [HEAD]
        for i, (_, place) in keys.items()
        if (i in found and (not measured or heads[place] > MOSTLY * lines[place]))
        or (i > second_page and SYMBOL.fullmatch(prints[i].text))
    }


def _shape(line: Print) -> str:
    text = fold(line.text)
    return re.sub(r"\d+", "#", text) if line.box else text


def _is_set_apart(prints: Sequence[Print], i: int, step: int) -> bool:
    """Whether a line at a page's head (step 1) or foot (-1) is not part of the text beside it.

    On a measured page there is white space within HEAD_LINES, or the type is of another size, or the line
    beside it is in a column and it goes across.
    """
    box = prints[i].box
    if box is None:
        return True
    inner = [line for line in (prints[i + step : i + step * (HEAD_LINES + 1) : step]) if line.box]
    below = inner if step > 0 else [prints[i], *inner[:-1]]  # a gap is noted at the line below it
    other_type = any(abs(line.box.size - box.size) >= 0.5 for line in inner[:1] if line.box)  # points
    other_column = any(line.page != prints[i].page for line in inner[:1])
    return other_type or other_column or any(line.gap > 0 for line in below)


# --- footnotes ---------------------------------------------------------------------------------


def _take_footnotes(
    footnotes: list[list[Print]],
    prints: Sequence[Print],
    begin: int,
    kinds: dict[int, list[str]],
    width: int | None,
) -> int:
    """Add to footnotes those that begin at index begin, right under a rule; the index after them.

    What stands there without a mark goes on with the last footnote of the page before, if it is in its type.
    """
    notes: list[list[Print]] = []
    i = begin
    while i < len(prints) and prints[i].page == prints[begin].page:
        line = prints[i]
        mark = NOTE.match(line.text)
        if i in kinds:
            if kinds[i] != [LINK] or not notes or ends_finally(prints[i - 1].text):
                break
            notes[-1].append(line)  # an address that a footnote quotes
            del kinds[i]
        elif mark and (not notes or _follows(notes[-1][0], mark.group(1)) or _skips(notes, line)):
            notes.append([line])
        elif notes and _continues(prints, i, notes[-1], kinds, width):
            notes[-1].append(line)
        elif not notes and footnotes and _in_same_type(footnotes[-1][-1], line):
            footnotes[-1].append(line)
        else:
            break
        i += 1
    footnotes.extend(notes)
    return i


def _follows(note: Print, mark: str) -> bool:
    """Whether mark can be the next after that of note."""
    before = NOTE.match(note.text)
    assert before is not None
    last = before.group(1)
    if last.isdigit() and mark.isdigit():
        return int(mark) == int(last) + 1
    return mark == last + "*" or (last.isalpha() and mark.isalpha() and ord(mark) == ord(last) + 1)


def _skips(notes: Sequence[Sequence[Print]], line: Print) -> bool:
    """Whether line begins a footnote after a few that are missing: indented as the first one is."""
    (before, mark), indent = (NOTE.match(p.text) for p in (notes[-1][0], line)), notes[0][0].indent
    assert before
    assert mark
    if not (before[1].isdigit() and mark[1].isdigit() and indent and line.indent == indent):
        return False
    return 1 < int(mark[1]) - int(before[1]) <= MOST_MISSING + 1 and ends_finally(notes[-1][-1].text)


def _continues(
    prints: Sequence[Print], i: int, note: list[Print], kinds: dict[int, list[str]], width: int | None
) -> bool:
    """Whether print i goes on with a footnote rather than with the text of the next page."""
    last, line = note[-1], prints[i]
    if line.box is not None:
        return _in_same_type(last, line)
    if width is None:
        return False
    full = last.edge > 0.8 * width
    if not ends_finally(last.text):
        return full or line.text[0].islower()
    for j in range(i + 1, min(i + 8, len(prints))):  # in one of several sentences the next follows
        mark = NOTE.match(prints[j].text)
        if j in kinds or prints[j].page != line.page:
            return False
        if mark and _follows(note[0], mark.group(1)) and prints[j].indent == note[0].indent:
            return full and line.indent != note[0].indent
    return False


def _in_same_type(last: Print, line: Print) -> bool:
    """Whether line stands close below last, or after a page break, in type of the same size."""
    if last.box is None or line.box is None or line.gap > 0:
        return False
    return abs(line.box.size - last.box.size) < 0.5  # points
