"""`align run`: two files in, outputs out, a summary on the terminal."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.fitting import refuse_unshown
from align.cli.options import (
    LEVEL,
    OUTPUT,
    SOURCE,
    STARTED,
    ChineseCode,
    Encoding,
    English,
    EnglishCode,
    For,
    Json,
    Labels,
    Landscape,
    Language,
    LeastConfidence,
    Level,
    Marks,
    Model,
    Printed,
    Profile,
    ProfileName,
    Quiet,
    Tool,
    Unwrap,
    Unwrapping,
    counted,
    creation_time,
    document_name,
    english_code,
    first_words,
    memory_lines,
    output_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from align.report import Report

DEFAULT_SUFFIXES = (".html", ".xlsx", ".tmx", ".align.json")
SLOW_CHECKS = ("clause", "term")  # take half as long as all the rest of a run: with --all-checks only
LISTED = 20  # rows of a kind that the summary on the terminal names


def run(
    ctx: typer.Context,
    zh: Annotated[
        Path, typer.Argument(help="The Chinese file, or one with both languages.", show_default=False)
    ],
    en: English = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            help=f"{OUTPUT} Without it: .html, .xlsx, .tmx and .align.json in NAME-aligned/.",
            show_default=False,
        ),
    ] = None,
    model: Model = "bundled",
    profile: ProfileName = Profile.legal,
    source: Annotated[Language, typer.Option(help=SOURCE)] = Language.zh,
    zh_lang: ChineseCode = "zh-CN",
    en_lang: EnglishCode = None,
    encoding: Encoding = None,
    unwrap: Unwrapping = Unwrap.auto,
    level: Annotated[Level, typer.Option(help=LEVEL)] = Level.paragraph,
    split_items: Annotated[
        bool, typer.Option("--split-items", help="With --level sentence: a semicolon ends a sentence too.")
    ] = False,
    memory: Annotated[
        list[Path] | None,
        typer.Option(
            help="Mark passages that stand in this earlier memory (.tmx). Repeat it for more.",
            show_default=False,
            exists=True,  # it is read after the texts were aligned, which may take minutes
            dir_okay=False,
        ),
    ] = None,
    all_checks: Annotated[
        bool, typer.Option("--all-checks", help="Look for missing clauses and for terms in two wordings too.")
    ] = False,
    tool: For = Tool.generic,
    labels: Labels = Printed.STRIP,
    marks: Marks = Printed.STRIP,
    min_confidence: LeastConfidence = 0.5,
    landscape: Landscape = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Align two files, or the two languages of one: a table, what is unaligned, a translation memory.

    Files: text, Word, PDF, web page; for both languages in one also an Excel table of two columns.
    """
    from align.api import align_bilingual, align_files, with_sentences
    from align.config import Settings
    from align.errors import SettingError
    from align.output import check_outputs, write_outputs
    from align.progress import Progress
    from align.writers import suffix_of

    progress = Progress(None if quiet or as_json else sys.stderr)
    progress.seconds["start"] = time.perf_counter() - STARTED
    if split_items and level is Level.paragraph:
        raise SettingError("--split-items: paragraphs are never split at a semicolon; add --level sentence")
    code = english_code(en_lang, tool)
    settings = Settings(
        model, profile.value, source.value, zh_lang, code, encoding, unwrap.value, level.value, split_items
    )
    how = output_of(tool, labels, marks, min_confidence, only_reviewed=False, landscape=landscape)
    title = document_name(zh)
    folder = None if output else Path(f"{title}-aligned")
    paths = output or [Path(f"{title}-aligned") / f"{title}{suffix}" for suffix in DEFAULT_SUFFIXES]
    inputs = [zh, *([] if en is None else [en]), *(memory or ())]
    check_outputs(paths, inputs, folder)
    refuse_unshown(ctx, [suffix_of(path) for path in paths])
    without = () if all_checks else SLOW_CHECKS
    if en is None:
        alignment = align_bilingual(zh, settings, progress, without)
    else:
        alignment = align_files(zh, en, settings, progress, without)
    alignment = with_sentences(alignment, settings, how, progress)
    if memory:
        from align.recycled import mark_recycled

        progress.stage("memory")
        alignment = mark_recycled(alignment, memory)

    progress.stage("write")
    from align.report import make_report

    report = make_report(alignment, settings, creation_time(), title, how)
    write_outputs(report, paths, inputs, folder)
    progress.end()
    if as_json:
        print(json.dumps(as_dict(report, paths, progress.seconds), ensure_ascii=False, indent=1))
    elif not quiet:
        print(summary_text(report, paths, sum(progress.seconds.values())))


def summary_text(report: Report, paths: list[Path], seconds: float) -> str:
    """The summary for people."""
    summary = report.summary
    lines = []
    for side in (summary.source, summary.target):
        aside = ", ".join(f"{n} {kind}" for kind, n in sorted(side.furniture.items()))
        lines.append(
            f"{side.name}: {counted(side.blocks, 'block')}" + (f"; set aside: {aside}" if aside else "")
        )
    lines.append("beads: " + ", ".join(f"{n} × {kind}" for kind, n in summary.bead_types))
    for lang, name in (("zh", "Chinese"), ("en", "English")):
        cells = [cell for row in summary.unaligned if (cell := row.cell(lang)).texts]
        lines.extend(
            listed(f"unaligned {name}", [(cell.place, first_words(cell.texts[0])) for cell in cells])
        )
    check = [(row.source.place, first_words(row.source.texts[0])) for row in summary.check]
    lines.extend(listed("need a look", check))
    lines.extend(listed("differences", [(row.source.place, row.found) for row in summary.differing]))
    if recycled := recycled_rows(report):
        lines.append("in a memory: " + ", ".join(f"{n} {reuse}" for reuse, n in recycled.items()))
    lines.extend(
        f"note: {name}{f', line {note.line}' if note.line else ''}: {note.message}"
        for name, notes in (
            (summary.source.name, summary.source.notes),
            (summary.target.name, summary.target.notes),
        )
        for note in notes
    )
    lines.extend(f"warning: {note.message}" for note in summary.notes)
    kept = "  ".join(
        f"{side.lang} {side.characters} characters in, "
        + ("all accounted for" if side.balance == 0 else f"{side.balance} NOT ACCOUNTED FOR")
        for side in (summary.source, summary.target)
    )
    lines.append(f"balance: {kept}")
    lines.extend(memory_lines(report, paths))
    lines.append(f"done in {seconds:.1f} s:")
    lines.extend(f"  {path}" for path in paths)
    return "\n".join(lines)


def recycled_rows(report: Report) -> dict[str, int]:
    """How many rows stand in an earlier memory, by the way they do."""
    return dict(sorted(Counter(row.recycled.reuse.value for row in report.rows if row.recycled).items()))


def listed(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    """How many there are, and the first of them, each as its place and what to say of it."""
    lines = [f"{title}: {len(rows) or 'none'}"]
    lines.extend(f"  {place:10} {words}" for place, words in rows[:LISTED])
    if len(rows) > LISTED:
        lines.append(f"  … and {len(rows) - LISTED} more: see the table")
    return lines


def as_dict(report: Report, paths: list[Path], seconds: dict[str, float]) -> dict[str, object]:
    """The summary for programs."""
    summary = report.summary
    return {
        "sides": {
            side.lang: {
                "name": side.name,
                "blocks": side.blocks,
                "furniture": dict(sorted(side.furniture.items())),
                "characters": side.characters,
                "balance": side.balance,
                "notes": [note.message for note in side.notes],
            }
            for side in (summary.source, summary.target)
        },
        "beads": dict(summary.bead_types),
        "unaligned": [
            {
                "row": row.number,
                "lang": cell.lang,
                "page": cell.page,
                "address": cell.address,
                "text": cell.texts[0],
            }
            for row in summary.unaligned
            for cell in (row.source, row.target)
            if cell.texts
        ],
        "check": [
            {
                "row": row.number,
                "zh": row.source.place,
                "en": row.target.place,
                "confidence": row.confidence,
            }
            for row in summary.check
        ],
        "differing": [
            {
                "row": row.number,
                "zh": row.source.place,
                "en": row.target.place,
                "kinds": [finding.kind for finding in row.findings],
                "found": row.found,
            }
            for row in summary.differing
        ],
        "recycled": recycled_rows(report),
        "linked_share": round(summary.linked_share, 4),
        "warnings": [note.message for note in summary.notes],
        "memory": [line.removeprefix("memory: ") for line in memory_lines(report, paths)],
        "outputs": [str(path) for path in paths],
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
    }
