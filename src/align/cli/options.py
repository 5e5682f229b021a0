"""What commands share: options, the name of the outputs, the time of making."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from align.config import Output
    from align.model import Lang
    from align.report import Report

STARTED = time.perf_counter()  # of the process, about


LATEST = 253_402_300_799  # seconds since 1970; the last one that a date of four digits can say


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


class Tool(StrEnum):
    generic = "generic"
    omegat = "omegat"
    trados = "trados"
    memoq = "memoq"
    xtm = "xtm"


class Printed(StrEnum):
    KEEP = "keep"
    STRIP = "strip"


# Options that commands share.
Model = Annotated[
    str,
    typer.Option(
        help="Model that compares meaning: bundled, or one of sentence-transformers, a name or a folder."
    ),
]
ProfileName = Annotated[
    Profile, typer.Option(help="Kind of text: legal for official documents, literary for free translation.")
]
Encoding = Annotated[
    str | None,
    typer.Option(help="Encoding of text files, such as gb18030; found out if not given.", show_default=False),
]
Unwrapping = Annotated[
    Unwrap, typer.Option(help="Rejoin hard-wrapped lines: auto is where the text shows that they are.")
]
English = Annotated[Path | None, typer.Argument(help="The English file.", show_default=False)]
ProjectFile = Annotated[
    Path, typer.Argument(help="A project file that align wrote (.align.json).", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors, and what --json asks for.")]
OUTPUT = (
    "Write this file; its ending chooses the format: .html .xlsx .docx .csv .tsv .tmx .xlf .zh.txt .en.txt"
    " .align.json ... Repeat it for more."
)
SOURCE = "Language translated from; it stands first in outputs."
LEVEL = "What has a row of its own: paragraphs, or sentences where they part well."
AS_IN_PROJECT = " As in the project if not given."


def code_of(lang: Lang) -> Callable[[str | None], str | None]:
    """A check of an option: a code of that language, or not given."""

    def check(given: str | None) -> str | None:
        from align.config import refuse_code

        if given is not None:
            refuse_code(lang, given)
        return given

    return check


ChineseCode = Annotated[
    str, typer.Option(help="Language code of the Chinese in outputs.", callback=code_of("zh"))
]
ChineseCodeOrKept = Annotated[
    str | None,
    typer.Option(
        help=f"Language code of the Chinese in outputs.{AS_IN_PROJECT}",
        show_default=False,
        callback=code_of("zh"),
    ),
]
EnglishCode = Annotated[
    str | None,
    typer.Option(
        help="Language code of the English in outputs; en if not given, and en-US for Trados.",
        show_default=False,
        callback=code_of("en"),
    ),
]
EnglishCodeOrKept = Annotated[
    str | None,
    typer.Option(
        help=f"Language code of the English in outputs.{AS_IN_PROJECT} For Trados en becomes en-US.",
        show_default=False,
        callback=code_of("en"),
    ),
]
For = Annotated[Tool, typer.Option("--for", help="Program that a memory is for.")]
Labels = Annotated[
    Printed,
    typer.Option(help="Numbers of paragraphs in a memory: keep them in the text, or strip them into a prop."),
]
Marks = Annotated[
    Printed,
    typer.Option(help="Marks of footnotes in a memory: keep them in the text, or strip them into a prop."),
]
LeastConfidence = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        min=0,
        max=1,
        help="Probability below which a pair stays out of a memory, unless a reviser has found it ok.",
    ),
]
OnlyReviewed = Annotated[
    bool, typer.Option("--only-reviewed", help="Only pairs that a reviser has found ok go into a memory.")
]
Landscape = Annotated[bool, typer.Option("--landscape", help="Turn the pages of a .docx table sideways.")]


def output_of(
    tool: Tool, labels: Printed, marks: Printed, min_confidence: float, only_reviewed: bool, landscape: bool
) -> Output:
    from align.config import Output

    return Output(tool.value, labels.value, marks.value, min_confidence, only_reviewed, landscape)


def english_code(given: str | None, tool: Tool) -> str:
    """The language code given, or the one that the program wants."""
    from align.translation_units import TOOLS

    return given or TOOLS[tool.value].en_lang


def memory_lines(report: Report, paths: Iterable[Path]) -> list[str]:
    """What a summary says of the memory, if one is among the outputs."""
    from align.translation_units import describe, make_memory

    if not any(path.name.lower().endswith(".tmx") for path in paths):
        return []
    return [f"memory: {line}" for line in describe(make_memory(report), report.languages[0])]


def counted(number: int, word: str) -> str:
    """ "1 block", "2 blocks"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def first_words(text: str, width: int = 60) -> str:
    """The beginning of a text, on one line of at most width characters."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def document_name(zh: Path) -> str:
    """Name of the outputs: that of the Chinese file, or of its folder where the file is just called zh."""
    from align.text import legible

    stem = zh.name.removesuffix(zh.suffix)
    parent = zh.resolve().parent.name
    return legible(parent if stem.lower() in ("zh", "cn", "chinese", "中文") and parent else stem)


def creation_time(made: datetime | None = None) -> datetime:
    """SOURCE_DATE_EPOCH (seconds since 1970) for reproducible outputs; else made, or now.

    Raises SettingError for one that is no such number.
    """
    from align.errors import SettingError

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return made or datetime.now(UTC).replace(microsecond=0)
    if not re.fullmatch("[0-9]+", epoch) or int(epoch) > LATEST:
        raise SettingError(f"SOURCE_DATE_EPOCH '{epoch}': no seconds since 1970; correct it, or unset it")
    return datetime.fromtimestamp(int(epoch), UTC)
