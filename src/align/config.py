"""Frozen settings and their one-line signature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args, get_origin, get_type_hints

from align.errors import SettingError
from align.model import Lang

Unwrap = Literal["auto", "always", "never"]
Profile = Literal["legal", "literary"]
Level = Literal["paragraph", "sentence"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read, align and present. The defaults are what a translator wants.

    direction: which side is the source language of the outputs ("zh" or "en"); it orders the
    columns and the TMX. model: "bundled", or a sentence-transformers name or path. level: what has a
    row and a tu of its own. split_items: sentences end at a semicolon too; without effect on paragraphs.
    Raises SettingError for a value that is no choice, or a code of another language.
    """

    model: str = "bundled"
    profile: Profile = "legal"
    direction: Lang = "zh"
    zh_lang: str = "zh-CN"
    en_lang: str = "en"
    encoding: str | None = None
    unwrap: Unwrap = "auto"
    level: Level = "paragraph"
    split_items: bool = False

    def __post_init__(self) -> None:
        _refuse_unknown_fields(self)
        refuse_code("zh", self.zh_lang)
        refuse_code("en", self.en_lang)

    def signature(self) -> str:
        """Everything that changes the alignment, on one line."""
        items = " split-items" if self.split_items else ""
        return f"model={self.model} profile={self.profile} unwrap={self.unwrap} level={self.level}{items}"


Tool = Literal["generic", "omegat", "trados", "memoq", "xtm"]
Printed = Literal["keep", "strip"]


@dataclass(frozen=True, slots=True)
class Output:
    """How outputs are made from an alignment; nothing here changes it.

    tool: the program that a translation memory is for. labels, marks: whether its units keep the
    printed number of a paragraph ("1. ") and the marks of footnotes, or only their props do.
    Raises SettingError for a value that is no choice, or no probability.
    """

    tool: Tool = "generic"
    labels: Printed = "strip"
    marks: Printed = "strip"
    min_confidence: float = 0.5  # probability below which a pair stays out of memories, unless reviewed
    only_reviewed: bool = False  # only pairs that a reviser has found right go into memories
    landscape: bool = False  # the page of a Word table

    def __post_init__(self) -> None:
        _refuse_unknown_fields(self)
        if not 0 <= self.min_confidence <= 1:
            raise SettingError(f"min_confidence {self.min_confidence}: no probability; give 0 to 1")


_CODES: dict[Lang, tuple[str, str]] = {
    "zh": ("Chinese", "zh-TW"),
    "en": ("English", "en-GB"),
}  # name, example


def refuse_code(lang: Lang, code: str) -> None:
    """Raises SettingError unless code is a BCP 47 tag of that language: "zh", "zh-TW", "zh-Hant-HK"."""
    if not re.fullmatch(rf"{lang}(-[A-Za-z0-9]{{1,8}})*", code, re.IGNORECASE):
        name, example = _CODES[lang]
        raise SettingError(f"'{code}' is no language code of {name}; give {lang}, or one such as {example}")


def refuse_unknown(name: str, value: object, choices: object) -> None:
    """Raises SettingError unless value is one of the choices, a Literal."""
    if value not in get_args(choices):
        known = ", ".join(get_args(choices))
        raise SettingError(f"{name} '{value}': no such choice; give one of {known}")


def _refuse_unknown_fields(settings: Settings | Output) -> None:
    """Raises SettingError for a field that is none of the choices of its type."""
    for name, kind in get_type_hints(type(settings)).items():
        if get_origin(kind) is Literal:
            refuse_unknown(name, getattr(settings, name), kind)
