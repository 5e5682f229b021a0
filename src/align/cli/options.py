"""What commands share: options, the name of the outputs, the time of making."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

STARTED = time.perf_counter()  # of the process, about


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


# Options that commands share.
Model = Annotated[str, typer.Option(help="bundled, or a sentence-transformers model: a name or a folder.")]
ProfileName = Annotated[
    Profile, typer.Option(help="legal for official documents, literary for free translation.")
]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding of both files; found out if not given.", show_default=False)
]
Unwrapping = Annotated[
    Unwrap, typer.Option(help="Rejoin hard-wrapped lines: where the text shows it, always, or never.")
]
English = Annotated[Path | None, typer.Argument(help="The English file.", show_default=False)]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


def document_name(zh: Path) -> str:
    """Name of the outputs: that of the Chinese file, or of its folder where the file is just called zh."""
    stem = zh.name.removesuffix(zh.suffix)
    parent = zh.resolve().parent.name
    return parent if stem.lower() in ("zh", "cn", "chinese", "中文") and parent else stem


def creation_time() -> datetime:
    """Now, or SOURCE_DATE_EPOCH (seconds since 1970) for reproducible outputs."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)
