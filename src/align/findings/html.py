"""Findings as one self-contained HTML page for screen and paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from align.findings import groups, pieces, tally
from align.model import Alignment, Block, Unit
from align.writers.characters import to_xml

STYLE = """
body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 70rem;
  margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff; }
h2 { font-size: 1rem; margin: 2rem 0 .25rem; border-top: 1px solid #ccc; padding-top: .75rem; }
.finding { break-inside: avoid; margin-bottom: 1rem; }
.said { margin: .25rem 0; }
.said b { text-transform: uppercase; font-size: .75rem; padding: .1rem .4rem; border-radius: .2rem;
  background: #eee; }
.error b { background: #f6c9c4; } .warning b { background: #fbe6b3; }
.sides { display: grid; grid-template-columns: 2fr 3fr; gap: 1rem; }
.sides p { margin: 0; } mark { background: #ffe27a; }
@media (max-width: 40rem) { .sides { grid-template-columns: 1fr; } }
"""


def write(alignment: Alignment, title: str) -> bytes:
    return ("\n".join(_page(alignment, title)) + "\n").encode()


def _page(alignment: Alignment, title: str) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{_text(title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{_text(title)}</h1>"
    yield f"<p>{_text(tally(alignment.findings))}.</p>"
    for group in groups(alignment):
        yield f"<h2>{_text(group.title)}</h2>"
        source, target = alignment.blocks(alignment.beads[group.bead])
        for finding in group.findings:
            sure = "" if finding.confidence is None else f" ({finding.confidence:.2f})"
            yield f'<div class="finding {finding.severity}">'
            kind = f"<b>{finding.severity} · {finding.kind}</b>"
            yield f'<p class="said">{kind} {_text(finding.message)}{sure}</p>'
            yield f'<div class="sides"><div lang="zh">{_passage(source, finding.source)}</div>'
            yield f'<div lang="en">{_passage(target, finding.target)}</div></div>\n</div>'
    yield "</body>\n</html>"


def _passage(blocks: Sequence[Block], places: Sequence[Unit]) -> str:
    texts = (
        "".join(f"<mark>{_text(p.text)}</mark>" if p.marked else _text(p.text) for p in block)
        for block in pieces(blocks, places)
    )
    return "".join(f"<p>{text}</p>" for text in texts) or "<p>–</p>"


def _text(text: str) -> str:
    return escape(to_xml(text), quote=False)
