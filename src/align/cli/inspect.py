"""`align inspect`: what was understood of a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from align.cli.options import Encoding, Json, Language, Unwrap, Unwrapping


def inspect(
    file: Annotated[Path, typer.Argument(help="Text, Word, PDF or web page.", show_default=False)],
    lang: Annotated[
        Language | None,
        typer.Option(help="Language of the file; found out if not given.", show_default=False),
    ] = None,
    encoding: Encoding = None,
    unwrap: Unwrapping = Unwrap.auto,
    as_json: Json = False,
) -> None:
    """Show what was understood of a file: blocks with kind, address and page, what is set aside, notes."""
    from align import inspection

    document = inspection.inspect(file, lang.value if lang else None, encoding, unwrap.value)
    shown = json.dumps(inspection.as_dict(document), ensure_ascii=False, indent=1) if as_json else None
    print(shown or inspection.render(document))
