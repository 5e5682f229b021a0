"""The command line: parses, calls, prints. Exit 0 done, 1 check found something, 2 wrong input, 3 a fault."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

# Before numpy is imported: batches are encoded in threads of our own. BLAS threads on top of them wait
# for each other, and where another program keeps a processor busy they wait for seconds.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from align.report import Report

STARTED = time.perf_counter()
DEFAULT_SUFFIXES = (".html", ".xlsx", ".tmx", ".align.json")
SLOW_CHECKS = ("clause",)  # takes as long as all the rest of a run: only `align check` does it
LISTED = 20  # unaligned rows that the summary on the terminal names

app = typer.Typer(
    help="Align a Chinese official document with its English version, paragraph by paragraph.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Profile(StrEnum):
    legal = "legal"
    literary = "literary"


class Level(StrEnum):
    paragraph = "paragraph"
    sentence = "sentence"


class Unwrap(StrEnum):
    auto = "auto"
    always = "always"
    never = "never"


class Language(StrEnum):
    zh = "zh"
    en = "en"


# Options that commands share.
Model = Annotated[str, typer.Option(help="bundled, or a sentence-transformers model: a name or a folder.")]
ProfileName = Annotated[
    Profile, typer.Option(help="legal for official documents, literary for free translation.")
]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding of both files; found out if not given.", show_default=False)
]
Unwrapping = Annotated[
    Unwrap, typer.Option(help="Rejoin hard-wrapped lines: where the text shows it, always, or never.")
]
English = Annotated[Path | None, typer.Argument(help="The English file.", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


@app.callback()
def _commands() -> None:
    """Align a Chinese official document with its English version, paragraph by paragraph."""


@app.command()
def run(
    zh: Annotated[
        Path, typer.Argument(help="The Chinese file, or one with both languages.", show_default=False)
    ],
    en: English = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            help="Write this file; its ending chooses the format: .html .xlsx .docx .csv .tsv .tmx "
            ".align.json. Repeat it. Without it: .html, .xlsx, .tmx and .align.json in NAME-aligned/.",
            show_default=False,
        ),
    ] = None,
    model: Model = "bundled",
    profile: ProfileName = Profile.legal,
    source: Annotated[
        Language, typer.Option(help="Language translated from: first column, source of the TMX.")
    ] = Language.zh,
    zh_lang: Annotated[str, typer.Option(help="Language code of the Chinese in outputs.")] = "zh-CN",
    en_lang: Annotated[str, typer.Option(help="Language code of the English in outputs.")] = "en",
    encoding: Encoding = None,
    unwrap: Unwrapping = Unwrap.auto,
    level: Annotated[
        Level, typer.Option(help="What has a row of its own: paragraphs, or sentences where they part well.")
    ] = Level.paragraph,
    split_items: Annotated[
        bool, typer.Option("--split-items", help="With --level sentence: a semicolon ends a sentence too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    quiet: Quiet = False,
) -> None:
    """Align two files, or the two languages of one: a table, what is unaligned, a translation memory.

    Files: text, Word, PDF, web page; for both languages in one also an Excel table of two columns.
    """
    from align.api import align_bilingual, align_files
    from align.config import Settings
    from align.output import check_outputs, write_outputs
    from align.progress import Progress

    progress = Progress(None if quiet or as_json else sys.stderr)
    progress.seconds["start"] = time.perf_counter() - STARTED
    if split_items and level is Level.paragraph:
        raise typer.BadParameter("needs --level sentence; paragraphs are never split at a semicolon")
    settings = Settings(
        model, profile.value, source.value, zh_lang, en_lang, encoding, unwrap.value, level.value, split_items
    )
    title = document_name(zh)
    folder = None if output else Path(f"{title}-aligned")
    paths = output or [Path(f"{title}-aligned") / f"{title}{suffix}" for suffix in DEFAULT_SUFFIXES]
    inputs = (zh,) if en is None else (zh, en)
    check_outputs(paths, inputs, folder)
    if en is None:
        alignment = align_bilingual(zh, settings, progress, SLOW_CHECKS)
    else:
        alignment = align_files(zh, en, settings, progress, SLOW_CHECKS)

    progress.stage("write")
    from align.report import make_report

    report = make_report(alignment, settings, creation_time(), title)
    write_outputs(report, paths, inputs, folder)
    progress.end()
    if as_json:
        print(json.dumps(as_dict(report, paths, progress.seconds), ensure_ascii=False, indent=1))
    elif not quiet:
        print(summary_text(report, paths, sum(progress.seconds.values())))


@app.command()
def check(
    zh: Annotated[
        Path, typer.Argument(help="The Chinese file, one with both, or a .align.json.", show_default=False)
    ],
    en: English = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", help="Write the findings: .html .xlsx .md .docx; repeat.", show_default=False
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave this kind of finding out; repeat it for more.", show_default=False),
    ] = None,
    model: Model = "bundled",
    profile: ProfileName = Profile.legal,
    encoding: Encoding = None,
    unwrap: Unwrapping = Unwrap.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    quiet: Quiet = False,
) -> None:
    """Report what has no counterpart or differs: paragraphs, clauses, numbers, dates, symbols, numbering.

    Exit status 1 if anything was found that is more than a remark.
    """
    from align.api import align_bilingual, align_files, check_project
    from align.checks import refuse_unknown
    from align.config import Settings
    from align.findings import as_dicts, as_text, check_output, write_output
    from align.model import Severity
    from align.progress import Progress

    refuse_unknown(without or ())
    progress = Progress(None if quiet or as_json else sys.stderr)
    settings = Settings(model, profile.value, encoding=encoding, unwrap=unwrap.value)
    for path in output or ():
        check_output(path, (zh,) if en is None else (zh, en))
    if en is not None:
        alignment = align_files(zh, en, settings, progress, without or ())
    elif zh.name.endswith(".align.json"):
        alignment = check_project(zh, without or ())
    else:
        alignment = align_bilingual(zh, settings, progress, without or ())
    for path in output or ():
        write_output(alignment, document_name(zh), path)
    progress.end()
    if as_json:
        found = {"findings": as_dicts(alignment, alignment.findings)}
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif not quiet:
        print(as_text(alignment))
    if any(finding.severity is not Severity.INFO for finding in alignment.findings):
        raise typer.Exit(1)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="Text, Word document, PDF or web page.", show_default=False)],
    lang: Annotated[
        Language | None, typer.Option(help="Its language; found out if not given.", show_default=False)
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of a text; found out if not given.", show_default=False)
    ] = None,
    unwrap: Annotated[
        Unwrap, typer.Option(help="Rejoin hard-wrapped lines: where the text shows it, always, or never.")
    ] = Unwrap.auto,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show what was understood of a file: blocks with kind, address and page, what is set aside, notes."""
    from align import inspection

    document = inspection.inspect(file, lang.value if lang else None, encoding, unwrap.value)
    shown = json.dumps(inspection.as_dict(document), ensure_ascii=False, indent=1) if as_json else None
    print(shown or inspection.render(document))


@app.command()
def score(
    gold: Annotated[Path, typer.Argument(help="The right alignment.", show_default=False)],
    hypothesis: Annotated[Path, typer.Argument(help="The alignment to be judged.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Judge an alignment by a gold one. Both: .tsv, .align.json, or a ladder ([0,1]:[0], one bead a line)."""
    from align import evaluate

    scores = evaluate.score(evaluate.read_beads(gold), evaluate.read_beads(hypothesis))
    print(json.dumps(evaluate.figures(scores), indent=1) if as_json else evaluate.render(scores))


def document_name(zh: Path) -> str:
    """Name of the outputs: that of the Chinese file, or of its folder where the file is just called zh."""
    stem = zh.name.removesuffix(zh.suffix)
    parent = zh.resolve().parent.name
    return parent if stem.lower() in ("zh", "cn", "chinese", "中文") and parent else stem


def creation_time() -> datetime:
    """Now, or SOURCE_DATE_EPOCH (seconds since 1970) for reproducible outputs."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def summary_text(report: Report, paths: list[Path], seconds: float) -> str:
    """The summary for people."""
    summary = report.summary
    lines = []
    for side in (summary.source, summary.target):
        aside = ", ".join(f"{n} {kind}" for kind, n in sorted(side.furniture.items()))
        lines.append(f"{side.name}: {side.blocks} blocks" + (f"; set aside: {aside}" if aside else ""))
    lines.append("beads: " + ", ".join(f"{n} × {kind}" for kind, n in summary.bead_types))
    for lang, name in (("zh", "Chinese"), ("en", "English")):
        rows = [row for row in summary.unaligned if row.cell(lang).texts]
        lines.append(f"unaligned {name}: {len(rows) or 'none'}")
        for row in rows[:LISTED]:
            cell = row.cell(lang)
            lines.append(f"  {cell.place:10} {first_words(cell.texts[0])}")
        if len(rows) > LISTED:
            lines.append(f"  … and {len(rows) - LISTED} more: see the table")
    lines.append(f"need a look: {len(summary.check) or 'none'}")
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
    lines.append(f"done in {seconds:.1f} s:")
    lines.extend(f"  {path}" for path in paths)
    return "\n".join(lines)


def first_words(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


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
        "linked_share": round(summary.linked_share, 4),
        "warnings": [note.message for note in summary.notes],
        "outputs": [str(path) for path in paths],
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
    }


def main() -> None:
    """Entry point: errors that a user can put right become one line, others a report of our fault."""
    from align.errors import AlignError

    try:
        app()
    except AlignError as error:
        print(f"align: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        traceback.print_exc()
        print(
            "align: that is a fault of align, not yours; please report the lines above with the command",
            file=sys.stderr,
        )
        sys.exit(3)
