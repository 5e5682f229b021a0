"""`align apply`: a reviewed table becomes decisions on its project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.options import Json, ProjectFile, Quiet, counted, creation_time, first_words

if TYPE_CHECKING:
    from align.apply import Outcome
    from align.decisions import Decision

LISTED = 20  # rows that the terminal names


def apply(
    project: ProjectFile,
    table: Annotated[
        Path, typer.Argument(help="The table that a reviser worked in (.xlsx or .docx).", show_default=False)
    ],
    allow_edits: Annotated[
        bool,
        typer.Option(
            "--allow-edits",
            help="Keep changed wording as an edit beside the original, instead of refusing it.",
        ),
    ] = False,
    by: Annotated[
        str, typer.Option(help="Who decided; if not given, who saved the table last.", show_default=False)
    ] = "",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take over what a reviser changed in the table: rows moved, split and joined, status, comments.

    It goes to NAME.decisions.jsonl beside the project, which itself stays as it is.
    """
    from align.apply import apply_table

    outcome = apply_table(project, table, creation_time(), by, allow_edits=allow_edits)
    if as_json:
        print(json.dumps(as_dict(outcome), ensure_ascii=False, indent=1))
    elif not quiet:
        print(summary_text(outcome))


def summary_text(outcome: Outcome) -> str:
    counts = ", ".join(f"{name} {count or 'none'}" for name, count in outcome.counts.items())
    lines = [f"{counted(outcome.rows, 'row')} read: {counts}"]
    lines.extend(f"  {place}: {_words(decision)}" for place, decision in outcome.changes[:LISTED])
    if len(outcome.changes) > LISTED:
        lines.append(f"  … and {len(outcome.changes) - LISTED} more")
    lines.extend(f"note: {note.message}" for note in outcome.notes)
    if outcome.changes:
        lines.append(f"{counted(len(outcome.changes), 'decision')} appended: {outcome.journal}")
    else:
        lines.append("nothing was changed: no decision written")
    return "\n".join(lines)


def _words(decision: Decision) -> str:
    from align.decisions import Action

    passages = " – ".join(f"“{words}”" if words else "nothing" for words in decision.about)
    said = (
        "moved" if decision.action is Action.PAIR else "",
        decision.status or "",
        f"comment “{first_words(decision.comment)}”" if decision.comment else "",
        "reworded" if decision.edits else "",
    )
    return f"{', '.join(filter(None, said)) or 'taken back'}: {passages}"


def as_dict(outcome: Outcome) -> dict[str, object]:
    return {
        "journal": str(outcome.journal),
        "rows": outcome.rows,
        "counts": dict(outcome.counts),
        "changes": [
            {
                "place": place,
                "action": decision.action.value,
                "status": decision.status.value if decision.status else None,
                "comment": decision.comment,
                "edits": decision.edits,
                "about": decision.about,
            }
            for place, decision in outcome.changes
        ],
        "notes": [note.message for note in outcome.notes],
    }
