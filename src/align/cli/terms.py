"""`align terms`: candidate term pairs of aligned documents, or where agreed terms are not used."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.fitting import refuse, refuse_unshown
from align.cli.options import SOURCE, ChineseCode, Json, Language, Quiet, code_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from align.terms import known as agreed
    from align.terms import table

SHOWN = 20  # terms printed on the terminal


def terms(
    ctx: typer.Context,
    projects: Annotated[
        list[Path], typer.Argument(help="Project files that align wrote (.align.json).", show_default=False)
    ],
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            help="Write this file; its ending chooses the format: .xlsx .csv .tbx, .txt or .utf8 for OmegaT. "
            "Repeat it for more.",
            show_default=False,
        ),
    ] = None,
    known: Annotated[
        Path | None,
        typer.Option(
            help="List of agreed terms (.csv, .txt): show where they are not used, instead; exit status 1 "
            "if there are such places.",
            show_default=False,
        ),
    ] = None,
    min_count: Annotated[
        int, typer.Option(min=2, help="Number of passages in which a term has to stand.")
    ] = 3,
    source: Annotated[Language, typer.Option(help=SOURCE)] = Language.zh,
    zh_lang: ChineseCode = "zh-CN",
    en_lang: Annotated[
        str, typer.Option(help="Language code of the English in outputs.", callback=code_of("en"))
    ] = "en",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Candidate term pairs of aligned documents with counts, examples and deviations.

    With --known: the passages where an agreed term stands in the Chinese and its English does not.
    """
    from align.errors import InputError
    from align.output import check_places
    from align.project import load
    from align.terms import files, find_terms, table
    from align.terms import known as agreed
    from align.terms.passages import passages_of

    if twice := [path for path, n in Counter(p.resolve() for p in projects).items() if n > 1]:
        raise InputError(f"{twice[0]}: given twice, and its terms would count twice; give it once")
    inputs = [*projects, *([known] if known else [])]
    for path in output or ():
        files.check_output(path, inputs, files.TABLES if known else files.WRITERS)
    check_places(output or (), inputs)
    refuse_unshown(
        ctx,
        [path.suffix.lower() for path in output or ()],
        {"source": tuple(files.WRITERS), "zh_lang": (".tbx",), "en_lang": (".tbx",)},
    )
    if known:
        refuse(ctx, ("min_count",), "agreed terms are looked for wherever they stand; leave it out")
    listed = agreed.read_known(known) if known else None
    loaded = [load(path) for path in projects]
    passages = passages_of(loaded)
    languages = ("en", "zh") if source is Language.en else ("zh", "en")
    glossary = files.Glossary(
        ", ".join(project.title for project in loaded),
        table.HEADINGS if listed is None else agreed.HEADINGS,
        table.make_rows(find_terms(passages, min_count), passages)
        if listed is None
        else agreed.unused(listed, passages),
        languages,
        {"zh": zh_lang, "en": en_lang},
    )
    for path in output or ():
        files.write(glossary, path)
    if as_json:
        print(json.dumps([row._asdict() for row in glossary.rows], ensure_ascii=False, indent=1))
    elif not quiet:
        print(terms_text(glossary.rows) if listed is None else places_text(glossary.rows))
    if listed is not None and glossary.rows:
        raise typer.Exit(1)


def terms_text(rows: Sequence[table.Row]) -> str:
    """The first terms for the terminal: a line each, and lines for what deviates."""
    lines = []
    for number, row in enumerate(rows[:SHOWN], 1):
        lines.append(
            f"{number:3}  {row.zh} = {row.en}  ({row.passages} passages, {row.share:.0%}; {row.place})"
        )
        if row.others:
            lines.append(f"     also: {row.others}")
        if row.deviations:
            lines.append(f"     not in: {row.deviations}")
    if len(rows) > SHOWN:
        lines.append(f"     … and {len(rows) - SHOWN} more: write them all with -o terms.xlsx")
    return "\n".join(lines or ["No term stands in enough passages; try --min-count 2, or more documents."])


def places_text(rows: Sequence[agreed.Row]) -> str:
    """Where known terms are not used, for the terminal."""
    lines = [
        f"{row.place}: {row.zh} = {row.en}\n    zh  {row.zh_passage}\n    en  {row.en_passage}"
        for row in rows
    ]
    return "\n".join(
        [*lines, f"{len(rows) or 'No'} place{'' if len(rows) == 1 else 's'} without the agreed English."]
    )
