"""`align score`: an alignment judged by a gold one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from align.cli.options import Json


def score(
    gold: Annotated[Path, typer.Argument(help="The right alignment.", show_default=False)],
    hypothesis: Annotated[Path, typer.Argument(help="The alignment to be judged.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Judge an alignment by a gold one. Both: .tsv, .align.json, or a ladder ([0,1]:[0], one bead a line)."""
    from align import evaluate

    scores = evaluate.score(evaluate.read_beads(gold), evaluate.read_beads(hypothesis))
    print(json.dumps(evaluate.figures(scores), indent=1) if as_json else evaluate.render(scores))
