"""One self-contained HTML file for screen, phone and paper: no script, nothing from elsewhere.

The rows that need a look are listed at the top, and a box that works by CSS alone hides the
rest. A picture shows the path of the alignment; its strokes link to the rows. Control
characters, which HTML forbids, appear as in align.writers.characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from align.model import Kind, Span, Stream
from align.overview import facts
from align.report import LANGUAGE, Cell, Report, Row, State
from align.wording import describe_review
from align.writers.characters import to_xml
from align.writers.path_svg import draw

START = 90  # characters of a row's text in the list at the top; the style cuts them to the line


def write(report: Report) -> bytes:
    return "".join(f"{line}\n" for line in _page(report)).encode()


def _page(report: Report) -> Iterator[str]:
    summary = report.summary
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(report.title)}</title>"
    yield f"<style>\n{files(__package__).joinpath('table.css').read_text('utf-8')}</style>"
    yield f"</head>\n<body>\n<h1>{_text(report.title)}</h1>"
    yield '<div class="overview">\n<div>\n<dl>'
    for name, words in facts(report):
        yield f"<dt>{name}</dt><dd>{_text(words)}</dd>"
    yield '</dl>\n<nav class="jump" aria-label="Rows that need a look">'
    yield from _jump_list(report, "Unaligned", summary.unaligned, "Every block has a counterpart.")
    yield from _jump_list(report, "To check", summary.check, "No pair has a low confidence.")
    if summary.differing:
        yield from _jump_list(report, "Differences", summary.differing, "", found=True)
    yield f"</nav>\n</div>\n{draw(report)}\n</div>"
    look = len({row.number for row in (*summary.unaligned, *summary.check, *summary.differing)})
    yield '<input class="filter" type="checkbox" id="filter">'
    yield f'<label for="filter">Only what needs a look ({look} of {len(report.rows)} rows)</label>'
    yield from _table(report)
    yield "</body>\n</html>"


def _jump_list(
    report: Report, title: str, rows: Sequence[Row], none: str, *, found: bool = False
) -> Iterator[str]:
    """Links to rows, each with the start of its text; with found, in full width with what was found."""
    wide = ' class="wide"' if found else ""
    yield f"<section{wide}>\n<h2>{title} <b>{len(rows)}</b></h2>"
    if not rows:
        yield f'<p class="none">{none}</p>\n</section>'
        return
    yield "<ol>"
    for row in rows:
        cell = next(cell for lang in report.languages if (cell := row.cell(lang)).texts)
        where = cell.place or f"row {row.number}"
        words = f'<span class="start"{_lang(report, cell)}>{_text(cell.texts[0][:START])}</span>'
        if found:
            words = f'<span class="start">{_text(row.found)}</span>'
        yield (
            f'<li class="{row.state}"><a href="#r{row.number}"><span class="at">{_text(where)}</span>'
            f"{words}</a></li>"
        )
    yield "</ol>\n</section>"


def _table(report: Report) -> Iterator[str]:
    first, second = (LANGUAGE[lang] for lang in report.languages)
    yield "<table>\n<colgroup>"
    for column in ("no", "at", *report.languages, "at", "type", "sure", "why"):
        yield f'<col class="c-{column}">'
    yield "</colgroup>\n<thead>\n<tr>"
    for name in ("No.", "Address", first, second, "Address", "Type", "Confi&shy;dence", "Evidence and note"):
        yield f'<th scope="col">{name}</th>'
    yield "</tr>\n</thead>\n<tbody>"
    stream = Stream.TEXT
    for row in report.rows:
        if row.stream is not stream:
            stream = row.stream
            name = stream.value.capitalize()
            yield f'<tr class="section"><th scope="rowgroup" colspan="8">{name}</th></tr>'
        yield _row(report, row)
    yield "</tbody>\n</table>"


def _row(report: Report, row: Row) -> str:
    first, second = (row.cell(lang) for lang in report.languages)
    sure = "" if row.confidence is None else f"{row.confidence:.2f}"
    word = "" if row.state is State.ALIGNED else f'<span class="word">{row.state}</span>: '
    said = describe_review(row.review) if row.review else ""
    words = " · ".join(filter(None, (said, row.note, row.evidence)))
    return (
        f'<tr id="r{row.number}" class="{row.state}{" differs" if row.differs else ""}">'
        f'<th scope="row" class="no"><a href="#r{row.number}">{row.number}</a></th>'
        f"{_place(first)}{_texts(report, first)}{_texts(report, second)}{_place(second)}"
        f'<td class="type">{row.bead_type}</td><td class="sure">{sure}</td>'
        f'<td class="why">{word}{_text(words)}</td></tr>'
    )


def _texts(report: Report, cell: Cell) -> str:
    if not cell.texts:
        return f'<td class="text missing"><span class="word">{State.UNALIGNED}</span></td>'
    paragraphs = (
        f"<p{' class=heading' if kind is Kind.HEADING else ''}{_data('printed', printed)}>"
        f"{_marked(text, spans)}</p>"
        for text, kind, printed, spans in zip(cell.texts, cell.kinds, cell.printed, cell.marked, strict=True)
    )
    return f'<td class="text"{_lang(report, cell)}>{"".join(paragraphs)}</td>'


def _marked(text: str, spans: Sequence[Span]) -> str:
    """text with the parts that findings point at marked; overlapping ones become one."""
    html, end = "", 0
    for span in spans:
        start = max(span.start, end)
        if start < span.end:
            html += f"{_text(text[end:start])}<mark>{_text(text[start : span.end])}</mark>"
            end = span.end
    return html + _text(text[end:])


def _place(cell: Cell) -> str:
    return f'<td class="at"{_data("page", cell.page)}>{_text(cell.place)}</td>'


def _data(name: str, value: str) -> str:
    """A data attribute, for the style and for programs; none for an empty value."""
    return f' data-{name}="{escape(value)}"' if value else ""


def _lang(report: Report, cell: Cell) -> str:
    return f' lang="{escape(report.lang_code(cell.lang))}"'


def _text(text: str) -> str:
    return escape(to_xml(text), quote=False)
