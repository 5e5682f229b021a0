"""Options that would change nothing are refused, instead of being ignored in silence.

Refused and not warned of: the error comes before anything is aligned, and whoever asks for a memory's
options without a memory has most likely forgotten the memory.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import typer

from align.errors import SettingError

_XLIFF = (".xlf", ".xliff", ".21.xlf", ".21.xliff")
_WITH_CODES = (".tmx", *_XLIFF, ".html", ".docx", ".align.json")
SHOWN_IN: Mapping[str, Collection[str]] = {  # parameter → endings of the outputs in which it shows
    "source": (*_WITH_CODES, ".xlsx", ".csv", ".sketch.xlsx", ".sketch.map"),
    "zh_lang": (*_WITH_CODES, ".xlsx"),  # a workbook has a font for the script
    "en_lang": _WITH_CODES,
    "tool": (".tmx", *_XLIFF),  # XLIFF: the code of the English
    "labels": (".tmx",),
    "marks": (".tmx",),
    "min_confidence": (".tmx",),
    "only_reviewed": (".tmx",),
    "landscape": (".docx",),
}


def refuse_unshown(
    ctx: typer.Context, endings: Collection[str], shown_in: Mapping[str, Collection[str]] = SHOWN_IN
) -> None:
    """Raises SettingError for an option that was given and shows in no output with one of endings."""
    for name, where in shown_in.items():
        if not set(where) & set(endings):
            known = ", ".join(where)
            refuse(ctx, (name,), f"shows only in {known}; add such an output with -o, or leave it out")


def refuse(ctx: typer.Context, names: Collection[str], why: str) -> None:
    """Raises SettingError for the first of the parameters names that was given on the command line."""
    for parameter in ctx.command.params:
        source = ctx.get_parameter_source(parameter.name or "")
        if parameter.name in names and source is not None and source.name == "COMMANDLINE":
            raise SettingError(f"{parameter.opts[0]}: {why}")
