"""Findings as one self-contained HTML page for screen and paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape

from align.findings import Passage, groups, heading, said
from align.model import Alignment
from align.writers.characters import to_xml

STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 70rem;
  margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff; }
h1 { font-size: 1.5rem; margin: 0; }
section { break-inside: avoid; border-top: 1px solid #ccc; padding: .75rem 0 1rem; }
h2 { font-size: 1rem; margin: 0; }
h2 span { font-weight: normal; color: #5a5a5a; }
.said { margin: .25rem 0; }
.said b { font-size: .8rem; padding: .1rem .4rem; border-radius: .2rem; background: #eee; }
.error b { background: #f6c9c4; } .warning b { background: #fbe6b3; }
.sides { display: grid; grid-template-columns: 2fr 3fr; gap: 1.5rem; margin-top: .5rem; }
.sides p { margin: 0; } .sides .none { color: #5a5a5a; } mark { background: #ffe27a; color: inherit; }
@media (max-width: 40rem) { .sides { grid-template-columns: 1fr; gap: .5rem; } }
@media print { body { font-size: 10pt; margin: 0; } mark { print-color-adjust: exact; } }
"""


def write(alignment: Alignment, title: str, _: datetime) -> bytes:
    return ("\n".join(_page(alignment, title)) + "\n").encode()


def _page(alignment: Alignment, title: str) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{_text(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{_text(title)}</h1>"
    yield f"<p>{_text(heading(alignment))}</p>"
    for group in groups(alignment):
        yield f"<section>\n<h2>{_text(group.address)} <span>{_text(group.where)}</span></h2>"
        for finding in group.findings:
            kind = f"<b>{finding.severity} · {finding.kind}</b>"
            yield f'<p class="said {finding.severity}">{kind} {_text(said(finding))}</p>'
        yield f'<div class="sides"><div lang="zh">{_passage(group.source)}</div>'
        yield f'<div lang="en">{_passage(group.target)}</div></div>\n</section>'
    yield "</body>\n</html>"


def _passage(passage: Passage) -> str:
    texts = (
        "".join(f"<mark>{_text(p.text)}</mark>" if p.marked else _text(p.text) for p in block)
        for block in passage
    )
    return "".join(f"<p>{text}</p>" for text in texts) or '<p class="none">–</p>'


def _text(text: str) -> str:
    return escape(to_xml(text), quote=False)
