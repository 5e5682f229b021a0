"""`align check`: what has no counterpart or differs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from align.cli.fitting import refuse
from align.cli.options import (
    Encoding,
    English,
    Json,
    Model,
    Profile,
    ProfileName,
    Quiet,
    Unwrap,
    Unwrapping,
    creation_time,
    document_name,
)

ALIGNING = ("model", "profile", "encoding", "unwrap")  # parameters for reading and aligning documents


def check(
    ctx: typer.Context,
    zh: Annotated[
        Path,
        typer.Argument(
            help="The Chinese file, one with both languages, or a project file (.align.json).",
            show_default=False,
        ),
    ],
    en: English = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            help="Write this file; its ending chooses the format: .html .xlsx .md .docx. Repeat it for more.",
            show_default=False,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            help="Leave out this kind of finding: unaligned, clause, numbering, number, date, symbol, "
            "footnote, name, term, split, merge, order. Repeat it for more.",
            show_default=False,
        ),
    ] = None,
    model: Model = "bundled",
    profile: ProfileName = Profile.legal,
    encoding: Encoding = None,
    unwrap: Unwrapping = Unwrap.auto,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Report what has no counterpart or differs: paragraphs, clauses, numbers, dates, symbols, terms ...

    Exit status 1 if anything was found that is more than a remark.
    """
    from align.api import align_bilingual, align_files, check_project
    from align.checks import refuse_unknown
    from align.config import Settings
    from align.findings import as_dicts, as_text, check_output, write_output
    from align.model import Severity
    from align.output import check_places
    from align.progress import Progress

    refuse_unknown(without or ())
    has_project = en is None and zh.name.lower().endswith(".align.json")
    if has_project:
        refuse(ctx, ALIGNING, "the project was made with its own; align the two files again, or leave it out")
    progress = Progress(None if quiet or as_json else sys.stderr)
    settings = Settings(model, profile.value, encoding=encoding, unwrap=unwrap.value)
    inputs = (zh,) if en is None else (zh, en)
    for path in output or ():
        check_output(path, inputs)
    check_places(output or (), inputs)
    if en is not None:
        alignment = align_files(zh, en, settings, progress, without or ())
    elif has_project:
        alignment = check_project(zh, without or ())
    else:
        alignment = align_bilingual(zh, settings, progress, without or ())
    for path in output or ():
        write_output(alignment, document_name(zh), creation_time(), path)
    progress.end()
    if as_json:
        found = {"findings": as_dicts(alignment, alignment.findings)}
        print(json.dumps(found, ensure_ascii=False, indent=1))
    elif not quiet:
        print(as_text(alignment))
    if any(finding.severity is not Severity.INFO for finding in alignment.findings):
        raise typer.Exit(1)
