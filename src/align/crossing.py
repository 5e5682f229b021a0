"""Runs that stand in another order in the two languages: found among what the monotone pass leaves.

A lattice path can't cross itself, so a moved annex or a list in each language's alphabet leaves
unaligned units on both sides, or pairs that resemble others more than each other. Pairs are sought
among these doubtful units only: each must be the other's nearest in the pool, no matter where it
stands. Pairs near each other on both sides form a run and speak for one another; pairs that are
there by chance speak against all others, for in texts that don't belong together there are many.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count, product
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from align.dp import Floats
from align.encoders import Vectors
from align.evidence import Units, without_label
from align.model import Bead, Block, Evidence, Note
from align.offsets import BARE

Ints = NDArray[np.int64]
Side = tuple[Sequence[Block], Units]  # of one stream: its blocks, and the same as units
Explain = Callable[[range, range], Evidence]  # evidence of a run of source units with one of target units

FEATURES = (
    "bias",
    "cosine",  # of the two units
    "length",  # |r|, at most 2; r = log of the ratio of lengths over the text's
    "hits",  # numbers, dates, symbols on both sides, at most 3
    "misses",  # ... on one side only, at most 4
)
CONTEXT = (
    "base",
    "own",  # log-odds by FEATURES alone
    "support",  # log(1 + summed probabilities of the others in the run)
    "strangers",  # log(1 + summed probabilities, over all candidates, of not belonging together)
)

DOUBTFUL = 0.9  # confidence of beads below which they are looked at again
LEAST = 0.3  # cosine below which no pair is thought of
ALIKE = 0.4  # cosine from which the last two units of a bead that is taken apart stay together
LIKE = 0.8  # cosine from which a pair isn't asked whether others are nearer: it saves half of the time
NEARBY = 200  # units before and after a pair among which both would have to find a nearer one
ENOUGH = 0.9  # confidence from which a pair counts: precision first
FAINT = 0.05  # confidence by itself below which a pair isn't even one of a run
GAP = 6  # blocks from one pair of a run to the next, on either side
DECIMALS = 5  # of a cosine that tell
AT_ONCE = 1_000  # units whose cosines with all of the other side are held at a time
NOT_SOUGHT = (
    "{:,} passages are doubtful, too many to seek those that stand elsewhere; align parts of the text"
)
LARGEST_POOL = 20_000  # doubtful units of a side; their cosines take ten seconds


class Place(NamedTuple):
    """Where a bead stands, in units of its stream."""

    source: range
    target: range


class Link(NamedTuple):
    """What a source unit belongs to."""

    target: int
    confidence: float
    run: str


class Pairs(NamedTuple):
    """Candidates in order of the source, arrays (k,); features (k, len(FEATURES))."""

    source: Ints
    target: Ints
    features: Floats


NO_PAIRS = Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, len(FEATURES))))


def names() -> Iterator[str]:
    """A, B, … Z, AA, AB, …"""
    return ("".join(letters) for n in count(1) for letters in product(ascii_uppercase, repeat=n))


def link(
    beads: Sequence[Bead],
    source: Side,
    target: Side,
    run_names: Iterator[str],
    explain: Explain,
) -> tuple[list[Bead], tuple[Note, ...]]:
    """The beads of one stream (monotone, complete) with crossing runs in place of what they consist of.

    A crossing bead is 1-1, named by the next of run_names, and stands where its source unit stood.
    Its confidence is a probability fitted to made-up documents. What else was in a bead that is taken
    apart is unaligned, except where one unit is left on each side and they are similar. A note says so
    where runs were not looked for, because more than LARGEST_POOL units are doubtful.
    """
    places = list(_places(beads))
    pools = doubtful(source, target, beads)
    if (most := max(map(len, pools))) > LARGEST_POOL:
        return list(beads), (Note("crossing", NOT_SOUGHT.format(most)),)
    pairs = candidates(source[1], target[1], beads, pools)
    confidences, runs = confide(pairs, fitted())
    kept = _crossing(pairs, runs, confidences >= ENOUGH, places)
    if not kept.any():
        return list(beads), ()
    labels = {run: next(run_names) for run in dict.fromkeys(runs[kept].tolist())}
    columns = (pairs.source[kept], pairs.target[kept], confidences[kept].round(4), runs[kept])
    links = {
        i: Link(j, confidence, labels[run])
        for i, j, confidence, run in zip(*(column.tolist() for column in columns), strict=True)
    }
    links |= _headings(links, source[0], target[0], places)
    return list(_rebuilt(beads, places, links, explain)), ()


_NOT_SOUGHT = (
    "{:,} passages are doubtful, too many to seek those that stand elsewhere; align parts of the text"
)


def _headings(
    links: Mapping[int, Link], zh: Sequence[Block], en: Sequence[Block], places: Sequence[Place]
) -> dict[int, Link]:
    """Bare numbers that are unaligned just before both units of a link go with it."""
    lonely_zh = {k for s, t in places if not t for k in s if _is_bare(zh[k])}
    lonely_en = {k for s, t in places if not s for k in t if _is_bare(en[k])}
    return {
        i - 1: link._replace(target=link.target - 1)
        for i, link in links.items()
        if i - 1 in lonely_zh and link.target - 1 in lonely_en
    }


def _places(beads: Sequence[Bead]) -> Iterator[Place]:
    i = j = 0
    for bead in beads:
        yield Place(range(i, i + len(bead.source)), range(j, j + len(bead.target)))
        i, j = i + len(bead.source), j + len(bead.target)


def doubtful(source: Side, target: Side, beads: Sequence[Bead]) -> tuple[Ints, Ints]:
    """The doubtful units of either side that are more than a number."""
    (zh, x), (en, y) = source, target
    places = list(_places(beads))
    unlike = [
        place
        for place, bead in zip(places, beads, strict=True)
        if bead.type == "1-1" and (bead.evidence.similarity or 0.0) < LIKE
    ]
    outdone = _outdone(unlike, x.vectors.vectors(1), y.vectors.vectors(1))
    looked_at = [p for p, bead in zip(places, beads, strict=True) if _is_doubtful(bead) or p in outdone]
    sources, targets = (
        np.array([k for place in looked_at for k in place[side] if not _is_bare(blocks[k])], dtype=np.int64)
        for side, blocks in ((0, zh), (1, en))
    )
    return sources, targets


def candidates(x: Units, y: Units, beads: Sequence[Bead], pools: tuple[Ints, Ints]) -> Pairs:
    """Those of pools, the doubtful units, that are each other's nearest, with what speaks for them."""
    if min(map(len, pools)) == 0:
        return NO_PAIRS
    places = list(_places(beads))
    i, j, cosines = _mutual(x, y, *pools)
    home = [np.repeat(np.arange(len(places)), [len(p[side]) for p in places]) for side in (0, 1)]
    bars = np.array([_bar(bead) for bead in beads])
    apart = (home[0][i] != home[1][j]) | (bars[home[0][i]] < 0)
    better = apart & (cosines > np.maximum(bars[home[0][i]], bars[home[1][j]]))
    return _described(x, y, i[better], j[better], cosines[better])


def _is_doubtful(bead: Bead) -> bool:
    """Unaligned, improbable, or of several units on both sides: a swap looks like that."""
    improbable = bead.confidence is not None and bead.confidence < DOUBTFUL
    return bead.is_null or improbable or min(len(bead.source), len(bead.target)) > 1


def _bar(bead: Bead) -> float:
    """The cosine that a pair has to pass to take a unit from this bead, -1 if any may."""
    similarity = bead.evidence.similarity
    return -1.0 if similarity is None or min(len(bead.source), len(bead.target)) != 1 else similarity


def _outdone(pairs: Sequence[Place], u: Vectors, v: Vectors) -> set[Place]:
    """Pairs of which both units have a nearer one NEARBY on the other side."""
    found: set[Place] = set()
    for first in range(0, len(pairs), NEARBY):
        own = np.array([(s[0], t[0]) for s, t in pairs[first : first + NEARBY]])
        (i, j), (k, w) = np.maximum(own[0] - NEARBY, 0), own[-1] + NEARBY + 1
        cosines = np.einsum("kd,kd->k", u[own[:, 0]], v[own[:, 1]])
        nearer = (u[own[:, 0]] @ v[j:w].T).max(axis=1), (v[own[:, 1]] @ u[i:k].T).max(axis=1)
        both = np.minimum(*nearer) > cosines + 1e-5  # rounding
        found.update(pairs[first + int(n)] for n in np.flatnonzero(both))
    return found


def _is_bare(block: Block) -> bool:
    """Only a number: its likeness says nothing."""
    return bool(block.label) and len(without_label(block).strip()) <= BARE


def _mutual(source: Units, target: Units, source_pool: Ints, target_pool: Ints) -> tuple[Ints, Ints, Floats]:
    """Units that are each other's nearest, again and again among those that are left, with their cosines."""
    u, v = source.vectors.vectors(1)[source_pool], target.vectors.vectors(1)[target_pool]
    free_rows, free_columns = np.ones(len(u), dtype=bool), np.ones(len(v), dtype=bool)
    (partner, best), (back, _) = _nearest(u, v, free_columns), _nearest(v, u, free_rows)
    taken = np.full(len(u), -1)
    while True:
        free_rows &= best >= LEAST
        found = np.flatnonzero(free_rows & (back[partner] == np.arange(len(u))))
        if not len(found):
            rows = np.flatnonzero(taken >= 0)
            cosines = np.einsum("kd,kd->k", u[rows], v[taken[rows]])
            return source_pool[rows], target_pool[taken[rows]], cosines
        taken[found] = partner[found]
        free_rows[found] = free_columns[partner[found]] = False
        left = np.flatnonzero(free_rows & ~free_columns[partner])
        partner[left], best[left] = _nearest(u[left], v, free_columns)
        left = np.flatnonzero(free_columns & ~free_rows[back])
        back[left], _ = _nearest(v[left], u, free_rows)


def _nearest(u: Vectors, v: Vectors, free: NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """For each of u the nearest free one of v, (k,), and their cosine, -1 if none is free.

    Cosines are rounded, so that of several alike the first is the nearest from either side.
    """
    nearest, values = np.zeros(len(u), dtype=np.int64), np.full(len(u), -1.0)
    for first in range(0, len(u), AT_ONCE):
        cosines = (u[first : first + AT_ONCE] @ v.T).round(DECIMALS)
        cosines[:, ~free] = -1.0
        nearest[first : first + AT_ONCE] = best = cosines.argmax(axis=1)
        values[first : first + AT_ONCE] = cosines[np.arange(len(cosines)), best]
    return nearest, values


def _described(source: Units, target: Units, i: Ints, j: Ints, cosines: Floats) -> Pairs:
    expected = target.lengths.sum() / source.lengths.sum()  # English characters for a Chinese one
    ratio = np.log((target.lengths[j] + 3) / (source.lengths[i] + 1) / expected)
    keys = [(source.keys[a], target.keys[b]) for a, b in zip(i, j, strict=True)]
    columns = (
        np.ones(len(i)),
        cosines,
        np.minimum(np.abs(ratio), 2.0),
        np.array([min(len(x & y), 3) for x, y in keys]),
        np.array([min(len(x ^ y), 4) for x, y in keys]),
    )
    return Pairs(i, j, np.stack(columns, axis=1).astype(np.float64))


def confide(pairs: Pairs, weights: Mapping[str, float]) -> tuple[Floats, Ints]:
    """Confidence of each pair (k,), 0..1, and the number of its run (k,), -1 for a pair too faint for any."""
    own = pairs.features @ np.array([weights[name] for name in FEATURES])
    context, runs = in_context(pairs, own)
    return sigmoid(context @ np.array([weights[name] for name in CONTEXT])), runs


def in_context(pairs: Pairs, own: Floats) -> tuple[Floats, Ints]:
    """What the other pairs say, (k, len(CONTEXT)), and the runs as in confide. own: log-odds (k,)."""
    p = sigmoid(own)
    runs = np.full(len(p), -1)
    likely = np.flatnonzero(p >= FAINT)
    runs[likely] = find_runs(pairs.source[likely], pairs.target[likely])
    others = np.bincount(runs + 1, p, minlength=1)[runs + 1] - p
    support = np.where(runs >= 0, np.log1p(np.maximum(others, 0.0)), 0.0)
    strangers = np.full(len(p), np.log1p((1 - p).sum()))
    return np.stack([np.ones(len(p)), own, support, strangers], axis=1), runs


def sigmoid(x: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def find_runs(source: Ints, target: Ints) -> Ints:
    """Run number of each pair. Inside a run, in whatever order, no step is longer than GAP on either side."""
    runs = np.zeros(len(source), dtype=np.int64)
    while True:
        before = len(np.unique(runs))
        for side in (source, target):
            order = np.lexsort((side, runs))
            parted = (np.diff(side[order]) > GAP) | (np.diff(runs[order]) != 0)
            runs[order] = np.cumsum(np.concatenate([[False], parted]))[: len(order)]
        if len(np.unique(runs)) == before:
            return runs


def _crossing(
    pairs: Pairs, runs: Ints, accepted: NDArray[np.bool_], places: Sequence[Place]
) -> NDArray[np.bool_]:
    """Those accepted pairs whose run crosses another link; the monotone pass has judged the others."""
    if not accepted.any():
        return accepted
    source, target = pairs.source[accepted], pairs.target[accepted]
    released = set(source.tolist()), set(target.tolist())
    standing = [
        (s[0], t[0]) for s, t in places if s and t and released[0].isdisjoint(s) and released[1].isdisjoint(t)
    ]
    links = np.array(sorted([*standing, *zip(source.tolist(), target.tolist(), strict=True)]))
    highest = np.maximum.accumulate(links[:, 1])  # up to and with each link
    lowest = np.minimum.accumulate(links[::-1, 1])[::-1]  # from each link on
    at = np.searchsorted(links[:, 0], source)
    crosses = (highest[at] > target) | (lowest[at] < target)
    return accepted & np.isin(runs, runs[accepted][crosses])


def _rebuilt(
    beads: Sequence[Bead], places: Sequence[Place], links: Mapping[int, Link], explain: Explain
) -> Iterator[Bead]:
    """The beads with the links taken out of them, each at the place of its source unit."""
    units = [u for bead in beads for u in bead.target]
    taken = {link.target for link in links.values()}
    for bead, (s, t) in zip(beads, places, strict=True):
        rest_s, rest_t = [i for i in s if i not in links], [j for j in t if j not in taken]
        if len(rest_s) == len(s) and len(rest_t) == len(t):
            yield bead
            continue
        last = _last_two(rest_s, rest_t, explain)
        for i, unit in zip(s, bead.source, strict=True):
            if i in links:
                j, confidence, run = links[i]
                yield Bead((unit,), (units[j],), confidence, explain(range(i, i + 1), range(j, j + 1)), run)
            elif last:
                yield Bead((unit,), (units[rest_t[0]],), bead.confidence, last)
            else:
                yield Bead((unit,), ())
        if not last:
            yield from (Bead((), (units[j],)) for j in rest_t)


def _last_two(source: Sequence[int], target: Sequence[int], explain: Explain) -> Evidence | None:
    """Evidence for one unit left on each side to stay together, None where they don't."""
    if len(source) != 1 or len(target) != 1:
        return None
    evidence = explain(range(source[0], source[0] + 1), range(target[0], target[0] + 1))
    return evidence if evidence.similarity is not None and evidence.similarity >= ALIKE else None


@cache
def fitted() -> dict[str, float]:
    """FEATURES and CONTEXT → weight, in log-odds."""
    text = (files("align") / "crossing.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights
