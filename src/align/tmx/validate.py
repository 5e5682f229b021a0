"""Is a TMX file one that CAT tools take? Read once, as a stream; memory does not grow with the file.

Of each kind of problem the first LISTED are kept, the others counted. To find units that are the same
or translated differently, each leaves 24 bytes in a temporary file.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from align.model import Severity
from align.tmx.problems import KINDS, Problem, problem
from align.tmx.schema import ELEMENTS, check_attributes
from align.tmx.stream import Broken, parse
from align.tmx.units import CODE, Unit, UnitHandler, Variant, fingerprints

LISTED = 100  # problems of a kind that are kept
LONG = 2000  # characters; Trados' import to the cloud refuses a longer segment
BATCH = 10_000  # units written to the temporary file at a time

_ODD = re.compile(r"[\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufeff\ufffd\ufffe\uffff]")
_BREAK = re.compile(r"[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Result:
    problems: tuple[Problem, ...]  # by line; of each kind at most LISTED
    counts: Counter[str]  # of all problems, by kind
    units: int
    languages: Counter[str]  # tuvs by xml:lang

    def count(self, severity: Severity) -> int:
        return sum(count for kind, count in self.counts.items() if KINDS[kind].severity is severity)


def validate(path: Path) -> Result:
    """What is wrong with a TMX file. Raises InputError only where it can't be read at all."""
    with closing(sqlite3.connect("")) as seen:  # a temporary file, removed when closed
        checker = _Checker(seen)
        try:
            parse(path, checker)
        except Broken as broken:
            checker.say(broken.line, broken.kind, *broken.names)
        else:
            checker.compare_units()
    return Result(
        tuple(sorted(checker.problems, key=lambda found: found.line)),
        checker.counts,
        checker.units,
        checker.languages,
    )


class _Open:
    """An element that is open, and how far its content has come."""

    __slots__ = ("count", "name", "step")

    def __init__(self, name: str) -> None:
        self.name, self.step, self.count = name, 0, 0


class _Checker(UnitHandler):
    def __init__(self, seen: sqlite3.Connection) -> None:
        super().__init__()
        self.problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        self.units = 0
        self.languages: Counter[str] = Counter()
        self._version = "1.4"
        self._srclang: str | None = None
        self._open: list[_Open] = []
        self._unknown = 0  # depth inside an element that is none of TMX, where nothing is checked
        self._codes_open: dict[str, int] = {}  # i of each bpt that waits for its ept → line
        self._seen = seen
        self._seen.execute("CREATE TABLE tu (line INTEGER, source INTEGER, whole INTEGER)")
        self._batch: list[tuple[int, int, int]] = []

    def say(self, line: int, kind: str, *names: object) -> None:
        self._keep(problem(line, kind, *names))

    def _keep(self, found: Problem) -> None:
        self.counts[found.kind] += 1
        if self.counts[found.kind] <= LISTED:
            self.problems.append(found)

    # --- structure

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._unknown or not self._may_begin(name):
            self._unknown += 1
            return
        self._open.append(_Open(name))
        if name == "tmx":
            self._version = attributes.get("version", self._version)
        for found in check_attributes(name, attributes, self.line, self._version):
            self._keep(found)
        if name in {"bpt", "ept"}:
            self._pair(name, attributes.get("i", ""))
        elif name == "ut":
            self.say(self.line, "old-code")
        super().start(name, attributes)

    def _may_begin(self, name: str) -> bool:
        """Whether an element that begins here is one to look into; says what is wrong with its place."""
        if not self._open:
            if name != "tmx":
                self.say(self.line, "not-tmx", name)
            return name == "tmx"
        if name not in ELEMENTS:
            self.say(self.line, "unknown-element", name)
            return False
        parent = self._open[-1]
        steps = ELEMENTS[parent.name].steps
        for at in range(parent.step, len(steps)):
            if name in steps[at].names:
                self._go_to(parent, at)
                parent.count += 1
                most = steps[at].most
                if most is not None and parent.count > most:
                    self.say(self.line, "element-twice", parent.name, name)
                return True
        self.say(self.line, "misplaced-element", parent.name, name)
        return any(name in step.names for step in steps)

    def _go_to(self, parent: _Open, step: int) -> None:
        """Leave the steps before; says which of them lack something."""
        steps = ELEMENTS[parent.name].steps
        while parent.step < step:
            if parent.count < steps[parent.step].least:
                self.say(
                    self.line, "missing-element", parent.name, "> or <".join(sorted(steps[parent.step].names))
                )
            parent.step, parent.count = parent.step + 1, 0

    def text(self, text: str) -> None:
        if self._unknown or not self._open:
            return
        name = self._open[-1].name
        if ELEMENTS[name].text:
            super().text(text)
        elif stray := text.lstrip():
            self.say(self.line - stray.count("\n"), "stray-text", name)  # the place is that of the next tag

    def end(self, name: str) -> None:
        if self._unknown:
            self._unknown -= 1
            return
        ended = self._open.pop()
        self._go_to(ended, len(ELEMENTS[name].steps))
        if name == "seg":
            for i, line in self._codes_open.items():
                self.say(line, "unpaired-code", "bpt", i)
            self._codes_open.clear()
        super().end(name)

    def _pair(self, name: str, i: str) -> None:
        if name == "bpt" and i not in self._codes_open:
            self._codes_open[i] = self.line
        elif name == "bpt" or self._codes_open.pop(i, None) is None:
            self.say(self.line, "unpaired-code", name, i)

    def entity(self, name: str) -> None:
        self.say(self.line, "entity", name)

    # --- units

    def header(self, attributes: dict[str, str]) -> None:
        self._srclang = attributes.get("srclang")

    def unit(self, unit: Unit) -> None:
        self.units += 1
        for variant in unit.variants:
            self.languages[variant.lang] += 1
            if variant.seg_line is not None:
                self._check_text(variant, variant.seg_line)
        if len(unit.variants) == 1:
            self.say(unit.line, "one-language")
        if unit.variants:
            self._check_languages(unit)
            self._batch.append((unit.line, *fingerprints(unit, self._srclang or "")))
            if len(self._batch) == BATCH:
                self._flush()

    def _check_languages(self, unit: Unit) -> None:
        langs = Counter(variant.lang.lower() for variant in unit.variants if variant.lang)
        for lang, count in langs.items():
            if count > 1:
                self.say(unit.line, "language-twice", lang)
        wanted = unit.attributes.get("srclang", self._srclang)
        if wanted in {None, "", "*all*"} or not langs:
            return
        source = unit.source(wanted or "")
        if source is None:
            self.say(unit.line, "source-language", wanted, ", ".join(v.lang for v in unit.variants))
        elif source.lang != wanted:
            self.say(source.line, "language-case", source.lang, wanted)

    def _check_text(self, variant: Variant, line: int) -> None:
        text, lang = variant.text, variant.lang or "no language"
        if not text.strip():
            self.say(line, "empty", lang)
        elif _BREAK.search(text):
            self.say(line, "line-break", lang)
        length = len(text) - text.count(CODE)
        if length > LONG:
            self.say(line, "long", length, lang)
        for char in sorted(set(_ODD.findall(text))):
            self.say(line, "character", f"the character U+{ord(char):04X}", lang)
        if not unicodedata.is_normalized("NFC", text):
            self.say(line, "not-composed", lang)

    # --- the whole memory

    def _flush(self) -> None:
        self._seen.executemany("INSERT INTO tu VALUES (?, ?, ?)", self._batch)
        self._batch.clear()

    def compare_units(self) -> None:
        """Say which units repeat another, and which translate the same text in another way."""
        self._flush()
        for line, first in self._after_the_first("SELECT rowid AS id, line, whole AS same FROM tu"):
            self.say(line, "duplicate", first)
        each_once = "SELECT min(rowid) AS id, line, source AS same FROM tu GROUP BY whole"
        for line, first in self._after_the_first(each_once):
            self.say(line, "different-translation", self._srclang or "source", first)

    def _after_the_first(self, units: str) -> Iterator[tuple[int, int]]:
        """Of units that are the same but for the first: their line, and the line of the first."""
        return self._seen.execute(f"""
            SELECT line, first FROM (
                SELECT id, line, first_value(line) OVER alike AS first, row_number() OVER alike AS place
                FROM ({units}) WINDOW alike AS (PARTITION BY same ORDER BY id)
            ) WHERE place > 1 ORDER BY id
        """)
