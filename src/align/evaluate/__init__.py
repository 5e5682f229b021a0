"""Compares an alignment with a gold one: what `align score GOLD HYP` prints.

Read are TSV (header zh<TAB>en, blocks joined by ' ¶ ', empty cell = unaligned), .align.json and
ladders of block numbers ([0,1]:[0], one bead a line, as Vecalign and Bertalign print them).
Texts are compared by their characters (NFKC, without white space), so the numbering of blocks and
finer or coarser cutting don't matter; ladders by block number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np

from align.errors import InputError
from align.evaluate.beads import Beads, read_beads
from align.evaluate.placing import Owners, place_numbers, place_texts

__all__ = ["Beads", "Measure", "Scores", "bootstrap", "figures", "macro", "read_beads", "render", "score"]

_FORGIVEN = 0.05  # share of a gold side that may be lacking in a strictly right bead ...
_FORGIVEN_CHARACTERS = 3  # ... or so many, whichever is more: furniture that gold has and the tool set aside
_FOUND = 0.8  # share of a null bead's characters that must be unaligned for it to count as found
_SAMPLES = 1000  # bootstrap draws
_SEED = 20170  # of the bootstrap
_LABELS = {
    "strict": "strict",
    "lax": "lax",
    "soft": "soft",
    "null": "null, text",
    "null_beads": "null, beads",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """Precision, recall and F1, each 0..1, higher is better; None where there is nothing to judge."""

    precision: float | None
    recall: float | None

    @property
    def f1(self) -> float | None:
        if self.precision is None and self.recall is None:
            return None
        if not self.precision or not self.recall:
            return 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)


@dataclass(frozen=True, slots=True)
class Scores:
    """How well an alignment agrees with gold.

    strict, lax: over beads that link something (Thompson & Koehn 2019, the Vecalign paper): a bead is
    strictly right if gold has just this bead, laxly right if it overlaps one gold bead on both sides.
    soft: by characters. Precision is the mean share, over linked characters, of their counterpart that
    gold gives them too; recall the share of the characters linked in gold that have at least one right
    link. A finer cut than gold's costs nothing.
    null: by unaligned characters. null_beads: by beads without counterpart; one is right (found) if four
    fifths of its characters are unaligned in gold (in the alignment) too.
    false_null: share of the characters linked in gold that the alignment calls unaligned; 0 is best.
    conservation: share of gold's characters that the alignment has, source and target; below 1 text is lost.
    interval: 95 % bootstrap interval of strict F1 over beads.
    """

    strict: Measure
    lax: Measure
    soft: Measure
    null: Measure
    null_beads: Measure
    false_null: float | None
    conservation: tuple[float | None, float | None]
    interval: tuple[float, float] | None
    gold_beads: int
    beads: int


def score(gold: Beads, hyp: Beads) -> Scores:
    """How well hyp agrees with gold. Raises InputError if one is a ladder and the other is not."""
    if gold.by_text != hyp.by_text:
        ladder = hyp if gold.by_text else gold
        raise InputError(
            f"{ladder.name}: a ladder compares with a ladder only; give both as .tsv or .align.json"
        )
    place = place_texts if gold.by_text else place_numbers
    sides = [place([b[s] for b in gold.beads], [b[s] for b in hyp.beads]) for s in (0, 1)]
    return _Comparison(gold, hyp, sides).scores()


class _Comparison:
    """Counts of atoms (characters or blocks) by gold bead g and bead of the alignment h, on each side s."""

    def __init__(self, gold: Beads, hyp: Beads, sides: Sequence[Owners]) -> None:
        self.by_text = gold.by_text
        self.sides = sides
        self.gold_null = [not (source and target) for source, target in gold.beads]
        self.hyp_null = [not (source and target) for source, target in hyp.beads]
        self.both = [Counter((g, h) for g, h in zip(*side, strict=True) if h is not None) for side in sides]
        self.gold_size = [Counter(side[0]) for side in sides]
        self.hyp_size = [Counter(h for h in side[1] if h is not None) for side in sides]
        self.kept = [Counter(g for g, h in zip(*side, strict=True) if h is not None) for side in sides]

    def scores(self) -> Scores:
        gold_links = [g for g, null in enumerate(self.gold_null) if not null]
        links = [
            h for h, null in enumerate(self.hyp_null) if not null and any(size[h] for size in self.hyp_size)
        ]
        hits = [
            (g, h)
            for g, h in self.both[0].keys() & self.both[1].keys()
            if not self.gold_null[g] and not self.hyp_null[h]
        ]
        strict = sum(all(self._same(s, g, h) for s in (0, 1)) for g, h in hits)
        hit_gold, hit_here = {g for g, _ in hits}, {h for _, h in hits}
        null, false_null = self._null()
        return Scores(
            strict=Measure(_share(strict, len(links)), _share(strict, len(gold_links))),
            lax=Measure(_share(len(hit_here), len(links)), _share(len(hit_gold), len(gold_links))),
            soft=self._soft(),
            null=null,
            null_beads=self._null_beads(),
            false_null=false_null,
            conservation=(self._conservation(0), self._conservation(1)),
            interval=bootstrap(strict, len(gold_links) - strict, len(links) - strict),
            gold_beads=len(self.gold_null),
            beads=len(self.hyp_null),
        )

    def _same(self, s: int, g: int, h: int) -> bool:
        common, size = self.both[s][g, h], self.gold_size[s][g]
        forgiven = max(_FORGIVEN_CHARACTERS, _FORGIVEN * size) if self.by_text else 0
        return common == self.hyp_size[s][h] == self.kept[s][g] and size - common <= forgiven

    def _soft(self) -> Measure:
        if all(self.gold_null):  # documents that don't belong together: any link is wrong
            return Measure(None, None) if all(self.hyp_null) else Measure(0.0, None)
        precision, recall = [], []
        for s in (0, 1):
            here, there = self.both[s], self.both[1 - s]
            linked = sum(n for (_, h), n in here.items() if not self.hyp_null[h])
            right = sum(
                n * there[g, h] / self.hyp_size[1 - s][h]
                for (g, h), n in here.items()
                if not self.hyp_null[h] and self.hyp_size[1 - s][h]
            )
            wanted = sum(n for g, n in self.gold_size[s].items() if not self.gold_null[g])
            touched = sum(
                n
                for (g, h), n in here.items()
                if there[g, h] and not self.gold_null[g] and not self.hyp_null[h]
            )
            precision.append(_share(right, linked))
            recall.append(_share(touched, wanted))
        return Measure(_mean(precision), _mean(recall))

    def _null(self) -> tuple[Measure, float | None]:
        counts = Counter(
            (self.gold_null[g], h is not None and self.hyp_null[h])
            for side in self.sides
            for g, h in zip(*side, strict=True)
        )
        both, missed, wrong = counts[True, True], counts[True, False], counts[False, True]
        false_null = _share(wrong, wrong + counts[False, False])
        if not both + missed:
            return Measure(None, None), false_null
        return Measure(_share(both, both + wrong), _share(both, both + missed)), false_null

    def _null_beads(self) -> Measure:
        found, right = [], []
        for both, gold_size, hyp_size in zip(self.both, self.gold_size, self.hyp_size, strict=True):
            unaligned, rightly = (
                Counter[int](),
                Counter[int](),
            )  # atoms of a gold bead, of one of the alignment
            for (g, h), n in both.items():
                unaligned[g] += n * self.hyp_null[h]
                rightly[h] += n * self.gold_null[g]
            found += [unaligned[g] >= _FOUND * n for g, n in gold_size.items() if self.gold_null[g]]
            right += [rightly[h] >= _FOUND * n for h, n in hyp_size.items() if self.hyp_null[h]]
        return Measure(_share(sum(right), len(right)), _share(sum(found), len(found)))

    def _conservation(self, s: int) -> float | None:
        return _share(sum(self.kept[s].values()), sum(self.gold_size[s].values()))


def bootstrap(matched: int, gold_only: int, hyp_only: int) -> tuple[float, float] | None:
    """95 % interval of F1 when the beads (matched, only in gold, only in the alignment) are drawn anew
    with replacement, with a fixed seed. None without beads."""
    total = matched + gold_only + hyp_only
    if not total:
        return None
    shares = np.array([matched, gold_only, hyp_only]) / total
    draws = np.random.default_rng(_SEED).multinomial(total, shares, _SAMPLES)
    f1 = 2 * draws[:, 0] / (2 * draws[:, 0] + draws[:, 1] + draws[:, 2])
    low, high = np.percentile(f1, [2.5, 97.5])
    return float(low), float(high)


def macro(scores: Sequence[Scores]) -> dict[str, float | None]:
    """Mean of each figure over cases; a case in which it is None is left out."""
    tables = [figures(s) for s in scores]
    return {name: _mean([table[name] for table in tables]) for name in (tables[0] if tables else ())}


def figures(scores: Scores) -> dict[str, float | None]:
    """Every figure under one flat name: strict_precision, strict_recall, strict_f1, lax_precision ..."""
    flat: dict[str, float | None] = {}
    for field in fields(scores):
        value = getattr(scores, field.name)
        if isinstance(value, Measure):
            flat |= {f"{field.name}_{k}": v for k, v in (*asdict(value).items(), ("f1", value.f1))}
    low, high = scores.interval or (None, None)
    zh, en = scores.conservation
    return flat | {
        "strict_f1_low": low,
        "strict_f1_high": high,
        "false_null": scores.false_null,
        "conservation_zh": zh,
        "conservation_en": en,
        "gold_beads": scores.gold_beads,
        "beads": scores.beads,
    }


def render(scores: Scores) -> str:
    """The scores as plain text, a few lines for a terminal."""
    lines = ["              precision  recall      F1"]
    for name, label in _LABELS.items():
        measure: Measure = getattr(scores, name)
        lines.append(f"{label:<14}{_cell(measure.precision)}{_cell(measure.recall)}{_cell(measure.f1)}")
    if scores.interval:
        lines.append(f"strict F1, 95 % interval  {scores.interval[0]:.3f} to {scores.interval[1]:.3f}")
    zh, en = (_cell(share).strip() for share in scores.conservation)
    lines.append(f"falsely unaligned {_cell(scores.false_null).strip()}; text kept zh {zh}, en {en}")
    lines.append(f"beads: {scores.gold_beads} in gold, {scores.beads} in the alignment")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return f"{'–' if value is None else format(value, '.3f'):>9}"


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None
