"""`align merge`: one translation memory from many."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from align.cli.options import Json, Quiet, counted


def merge(
    memories: Annotated[
        list[Path], typer.Argument(help="Memories (.tmx), of any program.", show_default=False)
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Write this file (.tmx).", show_default=False)
    ],
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Merge translation memories of one source language. Of each text the newest translations stay, once.

    Newest is the file with the latest changedate or creationdate; what it translates in two ways stays two.
    """
    from dataclasses import asdict

    from align.errors import OutputError
    from align.output import check_outputs, fresh_file
    from align.tmx.merge import merge

    if not output.name.lower().endswith(".tmx"):
        raise OutputError(f"{output}: a memory is written as .tmx; give it that ending")
    check_outputs([output], memories)
    with fresh_file(output) as out:
        merged = merge(memories, out)
    if as_json:
        print(json.dumps(asdict(merged)))
    elif not quiet:
        print(
            f"{output}: {counted(merged.units, 'unit')}; left out: {merged.repeated} repeated,"
            f" {merged.older} older, {merged.untranslated} in one language"
        )
