"""`align validate`: is a translation memory one that CAT tools take?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from align.cli.options import Json, Quiet, counted

if TYPE_CHECKING:
    from align.tmx.validate import Result


def validate(
    memory: Annotated[Path, typer.Argument(help="A memory (.tmx), of any program.", show_default=False)],
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check a TMX file: each problem with its line, a plain reason and what a CAT tool does with it.

    Exit status 1 if anything was found that is more than a remark.
    """
    from align.model import Severity
    from align.tmx.validate import validate

    result = validate(memory)
    if as_json:
        print(json.dumps(as_dict(memory, result), ensure_ascii=False, indent=1))
    elif not quiet:
        print(as_text(memory, result))
    if result.count(Severity.ERROR) or result.count(Severity.WARNING):
        raise typer.Exit(1)


def as_text(memory: Path, result: Result) -> str:
    from align.model import Severity

    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
    lines = [
        f"{memory}:{found.line}: {words[found.severity]}: {found.reason}. {found.effect}."
        for found in result.problems
    ]
    for kind, count in result.counts.items():
        more = count - sum(found.kind == kind for found in result.problems)
        if more:
            lines.append(f"{memory}: and {more} more of {kind}")
    languages = [f"{count} {lang or 'without language'}" for lang, count in result.languages.items()]
    found = [
        counted(result.count(severity), word) for severity, word in words.items() if result.count(severity)
    ]
    units = counted(result.units, "unit")
    lines.append(
        f"{memory}: {units} ({', '.join(languages) or 'empty'}); {', '.join(found) or 'nothing wrong'}"
    )
    return "\n".join(lines)


def as_dict(memory: Path, result: Result) -> dict[str, object]:
    return {
        "file": str(memory),
        "units": result.units,
        "languages": dict(result.languages),
        "counts": dict(result.counts),
        "problems": [
            {
                "line": found.line,
                "kind": found.kind,
                "severity": found.severity.value,
                "reason": found.reason,
                "effect": found.effect,
            }
            for found in result.problems
        ],
    }
