"""Frozen settings and their one-line signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unwrap = Literal["auto", "always", "never"]
Profile = Literal["legal", "literary"]
Level = Literal["paragraph", "sentence"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read, align and present. The defaults are what a translator wants.

    direction: which side is the source language of the outputs ("zh" or "en"); it orders the
    columns and the TMX. model: "bundled", or a sentence-transformers name or path. level: what has a
    row and a tu of its own. split_items: sentences end at a semicolon too; without effect on paragraphs.
    """

    model: str = "bundled"
    profile: Profile = "legal"
    direction: Literal["zh", "en"] = "zh"
    zh_lang: str = "zh-CN"
    en_lang: str = "en"
    encoding: str | None = None
    unwrap: Unwrap = "auto"
    level: Level = "paragraph"
    split_items: bool = False

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
    """

    tool: Tool = "generic"
    labels: Printed = "strip"
    marks: Printed = "strip"
    min_confidence: float = 0.5  # probability below which a pair stays out of memories, unless reviewed
    only_reviewed: bool = False  # only pairs that a reviser has found right go into memories
    landscape: bool = False  # the page of a Word table
