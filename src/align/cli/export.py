"""`align export`: every output anew from a project file, without aligning again."""

from __future__ import annotations

import gc
import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.fitting import refuse_unshown
from align.cli.options import (
    AS_IN_PROJECT,
    LEVEL,
    OUTPUT,
    SOURCE,
    ChineseCodeOrKept,
    EnglishCodeOrKept,
    For,
    Json,
    Labels,
    Landscape,
    Language,
    LeastConfidence,
    Level,
    Marks,
    OnlyReviewed,
    Printed,
    ProjectFile,
    Quiet,
    Tool,
    counted,
    creation_time,
    english_code,
    memory_lines,
    output_of,
)

if TYPE_CHECKING:
    from align.report import Report


def export(
    ctx: typer.Context,
    project: ProjectFile,
    output: Annotated[
        list[Path],
        typer.Option("--output", "-o", help=OUTPUT, show_default=False),
    ],
    source: Annotated[
        Language | None,
        typer.Option(help=f"{SOURCE}{AS_IN_PROJECT}", show_default=False),
    ] = None,
    zh_lang: ChineseCodeOrKept = None,
    en_lang: EnglishCodeOrKept = None,
    level: Annotated[Level | None, typer.Option(help=f"{LEVEL}{AS_IN_PROJECT}", show_default=False)] = None,
    tool: For = Tool.generic,
    labels: Labels = Printed.STRIP,
    marks: Marks = Printed.STRIP,
    min_confidence: LeastConfidence = 0.5,
    only_reviewed: OnlyReviewed = False,
    landscape: Landscape = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write outputs from a project file. A reviser's decisions beside it (.decisions.jsonl) are laid over.

    The time of making is that of the project, or SOURCE_DATE_EPOCH.
    """
    from align.api import open_project
    from align.output import check_outputs, write_outputs
    from align.progress import Progress
    from align.report import make_report
    from align.writers import suffix_of

    progress = Progress(None if quiet or as_json else sys.stderr)
    progress.stage("read")
    check_outputs(output, (project,))
    refuse_unshown(ctx, [suffix_of(path) for path in output])
    how = output_of(tool, labels, marks, min_confidence, only_reviewed, landscape)
    opened = open_project(project, level.value if level else None, how, progress)
    kept = opened.settings
    settings = replace(
        kept,
        direction=source.value if source else kept.direction,
        zh_lang=zh_lang or kept.zh_lang,
        en_lang=en_lang or english_code(None if kept.en_lang == "en" else kept.en_lang, tool),
    )
    progress.stage("write")
    report = make_report(opened.alignment, settings, creation_time(opened.created), opened.title, how)
    write_outputs(report, output, (project,))
    progress.end()
    if as_json:
        print(json.dumps(as_dict(report, output), ensure_ascii=False, indent=1))
    elif not quiet:
        print("\n".join(summary_lines(report, output)))
    _leave_to_the_system(report)


def _leave_to_the_system(report: Report) -> None:
    """Let report end with the process. To free its values one by one takes seconds in a large project."""
    cycle: list[object] = [report]
    cycle.append(cycle)  # only the garbage collector could free it now
    gc.freeze()  # and that looks at nothing that is there already


def summary_lines(report: Report, paths: list[Path]) -> list[str]:
    """The summary for people."""
    states = ", ".join(f"{count} {state}" for state, count in _states(report).items())
    reviewed = sum(row.review is not None for row in report.rows)
    return [
        f"{report.title}: {counted(len(report.rows), 'row')}, {states}; {reviewed or 'none'} reviewed",
        *(f"warning: {note.message}" for note in report.summary.notes),
        *memory_lines(report, paths),
        *(f"  {path}" for path in paths),
    ]


def as_dict(report: Report, paths: list[Path]) -> dict[str, object]:
    """The summary for programs."""
    return {
        "title": report.title,
        "rows": len(report.rows),
        "states": _states(report),
        "reviewed": sum(row.review is not None for row in report.rows),
        "warnings": [note.message for note in report.summary.notes],
        "memory": [line.removeprefix("memory: ") for line in memory_lines(report, paths)],
        "outputs": [str(path) for path in paths],
    }


def _states(report: Report) -> dict[str, int]:
    return dict(sorted(Counter(row.state.value for row in report.rows).items()))
