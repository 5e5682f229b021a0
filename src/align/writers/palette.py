"""How office formats show a state and a language: shades of cells and names of fonts."""

from __future__ import annotations

from align.model import Status
from align.report import State

SHADES = {State.CHECK: "FFF3CF", State.UNALIGNED: "FBE0DC"}  # RGB behind dark text; contrast above 12:1
STATUS_COLORS = {Status.OK: "1E6B3A", Status.WRONG: "A3261B", Status.UNSURE: "7A5200"}  # RGB of the word
HEAD = "E6EBEF"  # behind the header row

ENGLISH_FONT = "Calibri"


def font_of(lang_code: str) -> str:
    """A font for the script of a BCP 47 code that comes with the usual office programs."""
    if not lang_code.lower().startswith("zh"):
        return ENGLISH_FONT
    traditional = {"tw", "hk", "mo", "hant"} & set(lang_code.lower().split("-"))
    return "Microsoft JhengHei" if traditional else "Microsoft YaHei"
