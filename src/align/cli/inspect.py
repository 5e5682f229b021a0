"""`align inspect`: what was understood of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from align.cli.options import Language, Unwrap


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
