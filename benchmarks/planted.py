"""Many planted defects: which of them align check finds, and what it says besides.

    python benchmarks/planted.py BENCH_FOLDER [--only KIND] [--rounds N] [--show] [--write]

The faultless development cases that are text files, the sample pair and made-up resolutions (of UN
pairs) are damaged in each round anew, one bead in some nine, on either side (planting.py), and go through
reading, aligning and checking. Paragraphs are cut in two and joined as well, which is no defect. A defect
counts as found where a finding of its kind points at one of its paragraphs. A finding is false where it
points at no planted paragraph, and "own" where the untouched pair has it too: the texts are real, and
results/planted_own.json has the verdicts of reading those, "source" where the two texts do differ. All
kinds but clauses are planted unless --only names one; only what was planted is looked for.

--write writes src/align/checks/reliability.json: a finding's confidence is the share of those of its kind
and form that are right, here and in the untouched pairs of quantities.py.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import align.checks
import quantities
from align.aligner import align as align_documents
from align.checks import CHECKS, checked
from align.checks.reliability import SHARES, form
from align.encoders import Tick, Vectors, ignore
from align.encoders.bundled import BundledEncoder
from align.model import Alignment, Block, Finding, Lang, Severity
from align.reading import read_document
from planting import FEW, HARMLESS, LANGS, MAKERS, SEED, Original, Planted, damaged, originals, plant

ROUNDS = 8
OWN = json.loads((Path(__file__).parent / "results" / "planted_own.json").read_text(encoding="utf-8"))
FORMS = ("both", "zh", "en")
PRIOR = 2  # findings' worth that a form leans towards its kind
MOST = 0.99  # share that some hundred findings in some dozen texts can vouch for
ORIGIN = (
    "benchmarks/planted.py: share of findings that are right, by kind and by the sides that they point at, "
    "in faultless texts with a defect planted in one of some nine beads and in 10,000 untouched pairs"
)
BINS = (0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)  # of confidence

VALUES = {"number", "date", "symbol"}  # a number changed may be the year of a date

Key = tuple[str, frozenset[int]]  # kind of a finding, and its beads
Judged = tuple[Finding, bool]  # whether it is right


class Remembering(BundledEncoder):
    """The bundled encoder, which works each text out once: damaged texts are mostly the same."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, tuple[Vectors, int]] = {}

    def token_sums(self, texts: Sequence[str], tick: Tick = ignore) -> tuple[Vectors, NDArray[np.int64]]:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            sums, counts = super().token_sums(new, tick)
            self._known |= {text: (sums[i], int(counts[i])) for i, text in enumerate(new)}
        found = [self._known[text] for text in texts]
        return np.stack([sums for sums, _ in found]), np.array([n for _, n in found], dtype=np.int64)


class Said(NamedTuple):
    """A finding that is more than a remark, with the beads of the untouched pair that it points at."""

    finding: Finding
    beads: frozenset[int]
    text: str  # of its paragraphs, to be read

    @property
    def key(self) -> Key:
        return self.finding.kind, self.beads

    @property
    def confidence(self) -> float:
        return 1.0 if self.finding.confidence is None else self.finding.confidence


Ways = dict[Lang, Callable[[int], int]]  # from offsets of a damaged file to those of the untouched one


def aligned(
    original: Original, planted: Sequence[Planted], encoder: BundledEncoder, folder: Path
) -> tuple[Alignment, Ways]:
    """The damaged pair, written into folder, read and aligned."""
    documents, ways = {}, {}
    for lang, side in original.sides.items():
        edits = (edit for p in planted if p.lang == lang for edit in p.edits)
        text, ways[lang] = damaged(side.text, edits)
        path = folder / f"{lang}.txt"
        path.write_text(text, encoding="utf-8", newline="")
        documents[lang] = read_document(path, lang)
    return align_documents(documents["zh"], documents["en"], encoder), ways


def check(
    original: Original,
    planted: Sequence[Planted],
    encoder: BundledEncoder,
    without: Sequence[str],
    folder: Path,
) -> list[Said]:
    """What align says of the damaged pair."""
    alignment, ways = aligned(original, planted, encoder, folder)
    said = []
    for finding in checked(alignment, encoder, without).findings:
        if finding.severity is not Severity.INFO:
            blocks = blocks_of(alignment, finding)
            places = [(b.lang, ways[b.lang](span.start)) for b in blocks for span in b.spans]
            beads = {original.bead_of[lang, original.sides[lang].block_at(at)] for lang, at in places}
            said.append(Said(finding, frozenset(beads), " | ".join(b.text for b in blocks)))
    return said


def blocks_of(alignment: Alignment, finding: Finding) -> list[Block]:
    """The paragraphs that a finding shows: the whole pair, or the block without counterpart."""
    bead = alignment.beads[finding.bead]
    whole = finding if finding.kind == "unaligned" else bead
    source = [alignment.source.blocks[unit.block] for unit in whole.source]
    return source + [alignment.target.blocks[unit.block] for unit in whole.target]


class Verdict(NamedTuple):
    """A finding judged."""

    suite: str
    said: Said
    planted: bool  # it points at what was planted
    own: bool  # it does not, and the untouched pair has it too
    real: bool  # own, and the texts do differ

    @property
    def right(self) -> bool:
        return self.planted or self.real


@dataclass
class Results:
    """What came of all runs."""

    beads: Counter[str] = field(default_factory=Counter)  # by suite
    hits: dict[tuple[str, str], list[bool]] = field(default_factory=lambda: defaultdict(list))  # what, suite
    verdicts: list[Verdict] = field(default_factory=list)

    def add(
        self, original: Original, planted: Sequence[Planted], said: Sequence[Said], own: set[Key]
    ) -> tuple[list[Planted], list[Verdict]]:
        """Judge one run. Returns the defects that were missed, and the false findings."""
        self.beads[original.suite] += len(original.beads)
        missed: list[Planted] = []
        used: set[int] = set()
        defects = [p for p in planted if p.kind not in HARMLESS]
        for defect in defects:
            fits = (i for i, s in enumerate(said) if answers(s, defect))
            answer = next((i for i in fits if i not in used), None)
            self.hits[defect.what, original.suite].append(answer is not None)
            if answer is None:
                missed.append(defect)
            else:
                used.add(answer)
        judged = []
        read = OWN.get(f"{original.suite}/{original.name}", {})
        for s in said:
            told = [p.beads for p in defects if len(p.beads) <= FEW or p.kind == s.finding.kind]
            hit = any(s.beads & beads for beads in told)
            is_own = not hit and s.key in own
            real = is_own and read.get(s.finding.message) == "source"
            judged.append(Verdict(original.suite, s, hit, is_own, real))
        self.verdicts += judged
        return missed, [v for v in judged if not v.planted]

    def report(self, kinds: Sequence[str]) -> Iterator[str]:
        suites = sorted(self.beads)
        yield row("planted: recall (number)", [*suites, "all"])
        for what in sorted({what for what, _ in self.hits}):
            hits = [self.hits.get((what, suite), []) for suite in suites]
            yield row(what, (share(h) for h in [*hits, list(chain(*hits))]))
        yield row("false per 100: new, own", [*suites, "all"])  # own ones that are real too
        for kind in kinds:
            false = [v for v in self.verdicts if v.said.finding.kind == kind and not v.planted]
            yield row(kind, (self._per_100(false, some) for some in [*([suite] for suite in suites), suites]))
        yield row("confidence", ["findings", "promised", "right"])
        for kind in kinds:
            mine = [v for v in self.verdicts if v.said.finding.kind == kind]
            for low, high in pairwise(BINS):
                if here := [v for v in mine if low <= v.said.confidence < high]:
                    promised = sum(v.said.confidence for v in here) / len(here)
                    right = sum(v.right for v in here) / len(here)
                    yield row(kind, (f"{len(here)}", f"{promised:.3f}", f"{right:.3f}"))

    def judged(self) -> list[Judged]:
        return [(v.said.finding, v.right) for v in self.verdicts]

    def _per_100(self, verdicts: Sequence[Verdict], suites: Sequence[str]) -> str:
        beads = sum(self.beads[suite] for suite in suites)
        own = [v.own for v in verdicts if v.suite in suites]
        return f"{100 * own.count(False) / beads:.2f}, {100 * own.count(True) / beads:.2f}"


def answers(said: Said, defect: Planted) -> bool:
    kind = said.finding.kind
    return bool(said.beads & defect.beads) and (kind == defect.kind or {kind, defect.kind} <= VALUES)


def untouched(bench: Path) -> Iterator[Judged]:
    """The flags of values on the pairs of quantities.py, by its verdicts."""
    verdicts = json.loads(quantities.VERDICTS.read_text(encoding="utf-8"))
    for name in quantities.FILES:
        for line, pair in enumerate(quantities.read(bench / "train" / name), 2):
            for finding in quantities.flags(pair):
                yield finding, verdicts[name].get(str(line)) == "source"


def shares(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Share right by kind and form. A form leans towards its kind by the weight of PRIOR findings."""
    table: dict[str, dict[str, float]] = {}
    for kind in SHARES:
        right = {
            f: [r for finding, r in judged if finding.kind == kind and form_of(finding) == f] for f in FORMS
        }
        every = list(chain(*right.values()))
        overall = sum(every) / len(every)
        table[kind] = {
            f: round(min(MOST, (sum(hits) + PRIOR * overall) / (len(hits) + PRIOR)), 3)
            for f, hits in right.items()
        }
    return table


def form_of(finding: Finding) -> str:
    return form(finding.source, finding.target)


def share(hits: Sequence[bool]) -> str:
    return f"{sum(hits) / len(hits):.3f} ({len(hits)})" if hits else "-"


def row(head: str, cells: Iterable[str]) -> str:
    return f"{head:26}" + "".join(f"{cell:>15}" for cell in cells)


def show(original: Original, missed: Iterable[Planted], false: Iterable[Verdict]) -> None:
    where = f"{original.suite}/{original.name}"
    for defect in missed:
        changes = [(original.sides[defect.lang].text[e.start : e.end][:60], e.new) for e in defect.edits[:2]]
        print(f"MISSED {where} {defect.what} {defect.lang} {changes}")
        for lang in LANGS:
            print(f"    {original.block(min(defect.beads), lang).text[:400]}")
    for verdict in false:
        finding = verdict.said.finding
        what = "OWN" if verdict.own else "FALSE"
        print(f"{what} {where} {finding.kind} {finding.confidence}: {finding.message}")
        print(f"    {verdict.said.text[:800]}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", type=Path)
    parser.add_argument("--only", choices=MAKERS, help="plant and look for this kind alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--show", action="store_true", help="print what was missed, and the false findings")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    kinds = [options.only] if options.only else [kind for kind in MAKERS if kind != "clause"]
    without = [kind for kind in CHECKS if kind not in kinds]
    encoder, results = Remembering(), Results()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for original in originals(options.bench, folder):
            own = {said.key for said in check(original, (), encoder, without, folder)}
            for n in range(options.rounds):
                rng = random.Random(f"{SEED} {original.name} {n}")
                planted = plant(original, [*kinds, *HARMLESS], own, rng)
                missed, false = results.add(
                    original, planted, check(original, planted, encoder, without, folder), own
                )
                if options.show:
                    show(original, missed, (v for v in false if n == 0 or not v.own))
    print("\n".join(results.report(kinds)))
    if options.write:
        path = Path(align.checks.__file__).with_name("reliability.json")
        table = {"origin": ORIGIN, "shares": shares([*results.judged(), *untouched(options.bench)])}
        path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
