"""What is printed on the pages of a PDF, read in a process of its own.

A hostile file can make PDFium run or grow without end, or crash; its process is then ended, and not align.
Coordinates are in points with y upwards, turned so that most of the page's text runs to the right.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from threading import Timer
from typing import Any, NamedTuple

from align.errors import InputError

MISSING = "\ufffd"  # a glyph for which the file names no character
WORD_GAP = 0.13  # em: letters that far apart belong to two words; justified lines squeeze the usual 0.25
WIDE_CHAR_GAP = 0.8  # em: ... beside a full-width character, round which typesetters leave some room
NUMBER_GAP = 0.2  # em: ... after 第一条 at the beginning, which a tab may set off by little
WIDE_GAP = 4.0  # em: a gap that sets cells of a line apart
WIDE_SPACE = " " * 4
PATIENCE = 8.0  # seconds for one page; a dense one takes 0.05
MEMORY = 400_000_000  # bytes for PDFium beside the file itself; where the system can limit them

BROKEN, LOCKED, PAGE_BROKEN = "broken", "locked", "page"  # what the reading process may answer, and its words
REASONS = {
    BROKEN: "is a broken PDF; print it to a new PDF, or save its text, and give that",
    LOCKED: "is protected by a password; save a copy without it and give that",
    PAGE_BROKEN: "page {page} is broken; print the file to a new PDF and give that",
}


class Run(NamedTuple):
    """Glyphs of one size on one baseline, in the order in which the page draws them."""

    text: str  # without space at its ends
    space: str  # that the file has after it
    left: float
    right: float
    baseline: float
    size: float


class Rule(NamedTuple):
    """A drawn horizontal line."""

    left: float
    right: float
    y: float


class Wall(NamedTuple):
    """A drawn vertical line."""

    x: float
    bottom: float
    top: float


class Sheet(NamedTuple):
    """One page."""

    number: int  # 1-based
    left: float  # x of its left edge
    top: float  # y of its upper edge
    right: float
    runs: list[Run]
    turned: str  # text that runs in another direction than most, "" if there is none
    rules: list[Rule]
    walls: list[Wall]
    pictured: bool  # whether a picture covers most of it


def space_between(before: str, after: str, gap: float) -> str:
    """The space that a gap of so many em between two pieces of a line stands for."""
    if gap >= WIDE_GAP:
        return WIDE_SPACE
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in (before[-1], after[0]))
    least = WORD_GAP if not wide else NUMBER_GAP if _NUMBER.fullmatch(before) else WIDE_CHAR_GAP
    return " " if gap >= least else ""


_NUMBER = re.compile(
    r"第[〇零一二两三四五六七八九十百千\d]{1,9}(?:编|章|节|条|部分)(?:之[一二三四五六七八九十]{1,3})?"
)


def read_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The pages in order.

    Raises InputError for a file that is broken, needs a password, or takes too much time or memory.
    """
    command = [sys.executable, "-P", "-m", "align.readers.pdf.glyphs", str(MEMORY + len(data))]
    pipe = subprocess.PIPE
    page = 1
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            for answer in _answers(process, data):
                if isinstance(answer, str):
                    raise InputError(f"{name}: {REASONS[answer].format(page=page)}")
                number, left, top, right, runs, turned, rules, walls, pictured = answer
                lines = [Rule(*r) for r in rules], [Wall(*w) for w in walls]
                yield Sheet(number, left, top, right, [Run(*r) for r in runs], turned, *lines, pictured)
                page += 1
        except EOFError as error:
            if "Traceback" in str(error) and "MemoryError" not in str(error):
                raise RuntimeError(f"{name}: page {page}: {error}") from None
            raise InputError(
                f"{name}: page {page} takes more than {PATIENCE:.0f} seconds or {MEMORY // 1_000_000} MB; "
                "print the file to a new PDF and give that"
            ) from None
        finally:
            process.kill()


def _answers(process: subprocess.Popen[bytes], data: bytes) -> Iterator[Any]:
    """What the process says to data: a list for each page, a key of REASONS, then None, which ends them.

    Raises EOFError with what it complained of where it ends before, in PATIENCE at the latest.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with suppress(BrokenPipeError):
        process.stdin.write(data)
        process.stdin.close()
    while True:
        timer = Timer(PATIENCE, process.kill)
        timer.start()
        try:
            line = process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise EOFError(process.stderr.read().decode(errors="replace"))
        if (answer := json.loads(line)) is None:
            return
        yield answer
