"""The summary of a report in words, as every table shows it above its rows."""

from __future__ import annotations

from collections import Counter

from align.model import Note
from align.report import LANGUAGE, Report, Side


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """The summary in words, as (what, how it stands), in the order to read it."""
    summary = report.summary
    pairs = [f"{count} of {kind}" for kind, count in summary.bead_types if "0" not in kind.split("-")]
    lonely = Counter(LANGUAGE["zh" if row.source.texts else "en"] for row in summary.unaligned)
    check = (
        f"{len(summary.check)} with a confidence below {report.alignment.look_below:g}"
        if summary.check
        else "none"
    )
    differing = len(summary.differing)
    made_with = report.alignment.signature or "settings not recorded"
    lines = [
        ("Pairs", ", ".join(pairs) or "none"),
        ("Unaligned", ", ".join(f"{count} {name}" for name, count in sorted(lonely.items())) or "none"),
        ("To check", check),
        ("Differences", f"in {differing} pair{'' if differing == 1 else 's'}" if differing else "none"),
        ("In a pair", f"{summary.linked_share:.1%} of all blocks"),
        *((LANGUAGE[side.lang], _describe_side(side)) for side in (summary.source, summary.target)),
    ]
    if report.alignment.provisional:
        lines.append(("Confidence", "provisional: not yet calibrated against checked alignments"))
    lines.append(("Made", f"{report.created:%Y-%m-%d %H:%M} UTC; {made_with}"))
    for side in (summary.source, summary.target):
        lines.extend(("Note", f"{side.name}{_line(note)}: {note.message}") for note in side.notes)
    lines.extend(("Note", note.message) for note in summary.notes)
    return tuple(lines)


def _line(note: Note) -> str:
    return "" if note.line is None else f", line {note.line}"


def _describe_side(side: Side) -> str:
    words = [f"{side.name}: {side.blocks} blocks, {side.characters} characters"]
    if side.furniture:
        kinds = (f"{count} × {kind}" for kind, count in sorted(side.furniture.items()))
        words.append(f"set aside: {', '.join(kinds)}")
    if side.balance:
        words.append(f"{abs(side.balance)} characters {'lost' if side.balance > 0 else 'too many'}")
    else:
        words.append("no character lost")
    return "; ".join(words)
