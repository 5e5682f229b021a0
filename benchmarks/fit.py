"""Fit the constants of the alignment model and write them where the code reads them.

    python benchmarks/fit.py BENCH_FOLDER [--no-write]

The model is a semi-Markov conditional random field whose hidden state is the numbering
(align.offsets): the likelihood of a gold alignment is the weight of all paths that agree with the
gold, whatever their states, over the weight of all paths. It is maximised by L-BFGS with L2
penalties.

The figures that are printed and written beside the constants are held-out ones: the texts are
parted into FOLDS, and each fold is judged with constants fitted on the others. A text stands in
several cases; all of them are in one fold. From the same held-out beads comes the confidence below
which a pair "needs a look": above it, at most WRONG of the pairs are wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

import align.evidence
from align import dp, evaluate
from align.dp import Band
from align.encoders import load_encoder
from align.evaluate.beads import from_texts
from align.evidence import BEAD_TYPES, FEATURES, NULL_FEATURES, PairEvidence, Units
from align.lexicon import FEATURES as LEXICAL
from align.lexicon import Lexicon
from align.offsets import Numbering
from align.passes import Found, edge_scores, search, standing_edges, sure_pairs
from align.weights import group, tied
from training import SUITES, Example, development, made_up

Floats = NDArray[np.float64]

L2_STATES = 0.3  # on the weights of numbering features
ROUNDS = 1  # in each, the graph is built anew with the weights of the last; a second gained nothing
STEPS = 40  # of L-BFGS in a round
FOLDS = 5
EDGES = (
    0.0,
    0.3,
    0.5,
    0.7,
    0.8,
    0.9,
    0.95,
    0.98,
    0.99,
    0.999,
    1.0,
)  # of confidence, for the reliability plot
BINS = 20  # of equal size, for the calibration error
WRONG = 0.0025  # share of wrong pairs that is accepted among those that need no look
MADE = {"laws": 18, "resolutions": 30, "mismatches": 14}  # made-up documents
FIT_EDGE = 1e-6  # posterior in the first pass below which an edge takes no part in fitting
L2_BASE = 1.0  # on standardised deviations of the others from where they started


@dataclass
class Pair:
    """An example, encoded, with what the first pass leaves."""

    example: Example
    units: tuple[Units, Units]
    edges: list[dp.Edge]
    base: sparse.csr_matrix  # (edges, base parameters)
    right: NDArray[np.bool_]  # (edges,) agrees with the gold
    numbering: Numbering
    bare: NDArray[np.bool_]  # (edges,) pair of bare headings: its base score does not count


class Parameters:
    """Names of the weights, and the tables that profiles.json holds."""

    def __init__(self, constants: dict) -> None:
        match, null = constants["second"]["match"], constants["second"]["null"]
        self.base = [
            ("match", f, k) for f in FEATURES for k in (match[f] if isinstance(match.get(f), dict) else [""])
        ]
        self.base += [
            ("null", f, k)
            for f in NULL_FEATURES
            for k in (null[f] if isinstance(null.get(f), dict) else [""])
        ]
        self.base += [("lexicon", f, "") for f in constants["lexicon"]]
        self.states = list(constants["numbering"])
        self._place = {name: k for k, name in enumerate(self.base)}

    def column(self, bead_type: dp.BeadType, feature: str) -> int:
        side = "null" if 0 in bead_type else "match"
        name = f"{bead_type[0]}-{bead_type[1]}" if side == "null" else None
        for key in (name, tied(bead_type) if feature == "bias" else group(bead_type), ""):
            if (side, feature, key) in self._place:
                return self._place[side, feature, key]
        raise KeyError((bead_type, feature))

    def vector(self, constants: dict) -> tuple[Floats, Floats]:
        tables = {**constants["second"], "lexicon": constants["lexicon"]}
        base = [tables[s].get(f, 0.0) if not k else tables[s][f][k] for s, f, k in self.base]
        return np.array(base), np.array([constants["numbering"][name] for name in self.states])

    def tables(self, base: Floats, states: Floats) -> dict:
        tables: dict = {"match": {}, "null": {}, "lexicon": {}}
        for (side, feature, key), value in zip(self.base, base, strict=True):
            if key:
                tables[side].setdefault(feature, {})[key] = round(float(value), 3)
            else:
                tables[side][feature] = round(float(value), 3)
        numbering = {name: round(float(v), 3) for name, v in zip(self.states, states, strict=True)}
        lexicon = tables.pop("lexicon")
        return {"second": tables, "numbering": numbering, "lexicon": lexicon}


def prepare(example: Example, units: tuple[Units, Units], constants: dict, parameters: Parameters) -> Pair:
    evidence = PairEvidence(*units, Band.full(len(example.source), len(example.target)))
    first, _ = edge_scores(evidence, constants)
    features = {bead_type: evidence.features(bead_type) for bead_type in first}
    sure = sure_pairs(first, evidence.band)
    edges, _ = standing_edges(first, first, evidence.band, FIT_EDGE)
    base = np.zeros((len(edges), len(parameters.base)))
    for bead_type, table in features.items():
        here = np.array([k for k, edge in enumerate(edges) if edge.type == bead_type], dtype=np.int64)
        i, j = np.array([edges[k][1:] for k in here], dtype=np.int64).reshape(-1, 2).T
        names = NULL_FEATURES if 0 in bead_type else FEATURES
        for name, values in zip(names, table[:, i, j - evidence.band.low[i]], strict=True):
            base[here, parameters.column(bead_type, name)] = values
    if constants["lexicon"]:
        columns = [parameters.base.index(("lexicon", f, "")) for f in LEXICAL]
        base[:, columns] = Lexicon(*(side.words for side in units)).features(edges)
    numbering = Numbering(example.source, example.target, sure)
    return Pair(
        example,
        units,
        edges,
        sparse.csr_matrix(base),
        np.array([agrees(edge, example.gold) for edge in edges]),
        numbering,
        np.array([bool(constants["numbering"]) and numbering.bare_pair(edge) for edge in edges]),
    )


def agrees(edge: dp.Edge, gold: Sequence[tuple[range, range, bool]]) -> bool:
    """The edge is a gold bead, or lies in one where finer beads are right as well."""
    (a, b), i, j = edge
    for s, t, coarse in gold:
        if a and b:
            if (s.start, s.stop, t.start, t.stop) == (i - a, i, j - b, j):
                return True
            too_long = bool(s) and bool(t) and (len(s), len(t)) not in BEAD_TYPES
            if (coarse or too_long) and s.start <= i - a and i <= s.stop and t.start <= j - b and j <= t.stop:
                return True
        elif (a and not t and i - 1 in s) or (b and not s and j - 1 in t):
            return True
    return False


class Batch:
    """The arcs of many pairs as one graph, level by level, for forward–backward in numpy."""

    def __init__(self, pairs: Sequence[Pair], base: Floats, states: Floats, parameters: Parameters) -> None:
        origin, goal, level, arc_edge, values = [], [], [], [], []
        self.starts, self.ends, right = [], [], []
        edge_rows, vertices, edges = [], 0, 0
        column = {name: k for k, name in enumerate(parameters.states)}
        weight = dict(zip(parameters.states, states, strict=True))
        for pair in pairs:
            scores = np.where(pair.bare, 0.0, pair.base @ base)
            fired: list[tuple[tuple[str, float], ...]] = []

            def step(e, state, pair=pair, scores=scores, fired=fired):  # type: ignore[no-untyped-def]
                moves = pair.numbering.moves(pair.edges[e], state) if weight else ((state, ()),)
                for successor, features in moves:
                    fired.append(features)
                    yield successor, scores[e] + sum(weight[n] * v for n, v in features)

            arcs = dp.explore(pair.edges, pair.numbering.start, step)
            end = (len(pair.example.source), len(pair.example.target))
            where = np.zeros(len(arcs.forward), dtype=np.int64)
            for (i, j), members in arcs.states.items():
                where[members] = i + j
            origin.append(np.array(arcs.origin) + vertices)
            goal.append(np.array(arcs.goal) + vertices)
            level.append(where)
            arc_edge.append(np.array(arcs.edge) + edges)
            right.append(pair.right[arcs.edge])
            values += fired
            self.starts.append(vertices)
            self.ends.append(np.array(arcs.states[end]) + vertices)
            edge_rows.append(sparse.diags((~pair.bare).astype(float)) @ pair.base)
            vertices += len(arcs.forward)
            edges += len(pair.edges)
        self.origin, self.goal = np.concatenate(origin), np.concatenate(goal)
        self.level = np.concatenate(level)
        self.edge, self.right = np.concatenate(arc_edge), np.concatenate(right)
        self.base = sparse.vstack(edge_rows).tocsr()
        indices = [(r, column[n], v) for r, features in enumerate(values) for n, v in features]
        r, c, v = np.array(indices, dtype=np.float64).reshape(-1, 3).T
        self.states = sparse.csr_matrix((v, (r.astype(int), c.astype(int))), shape=(len(values), len(column)))
        self.vertices = vertices
        self._forward = self._plan(self.goal)
        self._backward = self._plan(self.origin)[::-1]

    def _plan(
        self, keys: NDArray[np.int64]
    ) -> list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """Arcs by the level of a vertex: (arcs sorted by that vertex, where each vertex begins, vertices)."""
        order = np.lexsort((keys, self.level[keys]))
        levels = self.level[keys][order]
        cuts = np.flatnonzero(np.diff(levels)) + 1
        plan = []
        for part in np.split(order, cuts):
            vertex = keys[part]
            begins = np.flatnonzero(np.r_[True, vertex[1:] != vertex[:-1]])
            plan.append((part, begins, vertex[begins]))
        return plan

    def expectation(self, scores: Floats) -> tuple[Floats, Floats]:
        """Log of the summed path weights of each pair, and the probability of every arc."""
        forward = np.full(self.vertices, -np.inf)
        forward[self.starts] = 0.0
        for part, begins, vertex in self._forward:
            forward[vertex] = segment_logsum(forward[self.origin[part]] + scores[part], begins)
        backward = np.full(self.vertices, -np.inf)
        totals = np.empty(len(self.ends))
        total_of = np.empty(self.vertices)
        limits = [*self.starts[1:], self.vertices]
        for k, (ends, first, last) in enumerate(zip(self.ends, self.starts, limits, strict=True)):
            totals[k] = np.logaddexp.reduce(forward[ends])
            backward[ends] = 0.0
            total_of[first:last] = totals[k]
        final = np.concatenate(self.ends)
        for part, begins, vertex in self._backward:
            backward[vertex] = segment_logsum(backward[self.goal[part]] + scores[part], begins)
            backward[final] = 0.0
        with np.errstate(invalid="ignore"):
            log_p = forward[self.origin] + scores + backward[self.goal] - total_of[self.origin]
        return totals, np.exp(np.where(np.isnan(log_p), -np.inf, np.minimum(log_p, 0.0)))


def segment_logsum(values: Floats, begins: NDArray[np.int64]) -> Floats:
    high = np.maximum.reduceat(values, begins)
    safe = np.where(np.isfinite(high), high, 0.0)
    lengths = np.diff(np.r_[begins, len(values)])
    summed = np.add.reduceat(np.exp(values - np.repeat(safe, lengths)), begins)
    with np.errstate(divide="ignore"):
        return safe + np.log(summed)


def fit(pairs: Sequence[Pair], constants: dict, parameters: Parameters) -> dict:
    """Constants with "second" and "numbering" fitted to pairs; the graph is built anew in every round."""
    base0, states0 = parameters.vector(constants)
    scale = np.sqrt(np.mean([np.asarray(p.base.power(2).mean(axis=0)).ravel() for p in pairs], axis=0)) + 1e-3
    base, states = base0.copy(), states0.copy()
    for _ in range(ROUNDS):
        batch = Batch(pairs, base, states, parameters)

        def loss(x: Floats, batch: Batch = batch) -> tuple[float, Floats]:
            b, s = base0 + x[: len(base0)] / scale, x[len(base0) :]
            scores = (batch.base @ b)[batch.edge] + batch.states @ s
            total, p = batch.expectation(scores)
            gold, q = batch.expectation(np.where(batch.right, scores, -np.inf))
            usable = np.isfinite(gold)
            doc = np.repeat(usable, np.diff([*batch.starts, batch.vertices]))[batch.origin]
            difference = np.where(doc, p - q, 0.0)
            per_edge = np.bincount(batch.edge, difference, minlength=batch.base.shape[0])
            gradient = np.concatenate([(batch.base.T @ per_edge) / scale, batch.states.T @ difference])
            value = float((total - gold)[usable].sum())
            penalty = 0.5 * L2_BASE * x[: len(base0)] @ x[: len(base0)] + 0.5 * L2_STATES * s @ s
            gradient += np.concatenate([L2_BASE * x[: len(base0)], L2_STATES * s])
            return value + penalty, gradient

        x0 = np.concatenate([(base - base0) * scale, states])
        found = minimize(loss, x0, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
        base, states = base0 + found.x[: len(base0)] / scale, found.x[len(base0) :]
        lost = sum(1 for g in batch.expectation(np.where(batch.right, 0.0, -np.inf))[0] if not np.isfinite(g))
        print(
            f"  {len(pairs)} pairs, {len(batch.edge)} arcs, {lost} without a gold path: loss {found.fun:.1f}",
            flush=True,
        )
    return {**constants, **parameters.tables(base, states)}


def folds(pairs: Sequence[Pair]) -> list[int]:
    """Fold of each pair; all cases of a text are in the same one."""
    texts = sorted({p.example.text for p in pairs})
    return [texts.index(p.example.text) % FOLDS for p in pairs]


def beads_of(pair: Pair, constants: dict) -> list[Found]:
    example = pair.example
    evidence = PairEvidence(*pair.units, Band.full(len(example.source), len(example.target)))
    return search(evidence, example.source, example.target, constants)


def is_right(found: Found, gold: Sequence[tuple[range, range, bool]]) -> bool:
    """The bead is one of the gold, or lies in one where finer beads are right as well."""
    edge = dp.Edge((len(found.source), len(found.target)), found.source.stop, found.target.stop)
    return agrees(edge, gold)


def figures(bench: Path, judged: Sequence[tuple[Pair, list[Found]]]) -> dict[str, dict[str, float]]:
    """Macro figures by suite and variant, of held-out cases."""
    cases: dict[str, list[tuple[list[str], list[str]]]] = {}
    for pair, found in judged:
        source, target = pair.example.source, pair.example.target
        case = pair.example.name.rsplit(" ", 1)[0]
        cases.setdefault(case, []).extend(
            ([source[i].text for i in f.source], [target[j].text for j in f.target]) for f in found
        )
    groups: dict[str, list[evaluate.Scores]] = {}
    for case, beads in cases.items():
        folder = bench / "dev" / case
        scores = evaluate.score(evaluate.read_beads(folder / "gold.tsv"), from_texts(case, beads))
        variant = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["variant"]
        for group_name in (case.split("/")[0], f"{case.split('/')[0]} {variant}"):
            groups.setdefault(group_name, []).append(scores)
    shown = ("soft_f1", "strict_f1", "null_f1", "null_recall", "null_beads_precision", "false_null")
    result = {}
    for name, scores in sorted(groups.items()):
        mean = evaluate.macro(scores)
        result[name] = {key: round(mean[key], 4) for key in shown if mean[key] is not None}
    return result


def calibration_error(confidences: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error over BINS bins of equal size: mean |confidence - share right|."""
    order = np.argsort(confidences, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    gaps = [abs(confidences[part].mean() - right[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(order))


def look_below(confidences: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Least confidence (steps of .01) from which on at most WRONG of the pairs are wrong; that share."""
    for percent in range(50, 100):
        above = confidences >= percent / 100
        wrong = 1.0 - float(right[above].mean()) if above.any() else 0.0
        if wrong <= WRONG:
            return percent / 100, wrong
    return 0.99, wrong


def reliability(confidences: Floats, right: NDArray[np.bool_]) -> list[list[float]]:
    """[mean confidence, share right, beads] of each of EDGES' bins that holds any."""
    place = np.digitize(confidences, EDGES[1:-1])
    parts = [place == k for k in range(len(EDGES) - 1)]
    return [
        [round(float(confidences[p].mean()), 4), round(float(right[p].mean()), 4), int(p.sum())]
        for p in parts
        if p.any()
    ]


def digest(bench: Path) -> str:
    """SHA-256 over every file that is fitted on, by name and content."""
    paths = [
        *(bench / "train").glob("*.tsv"),
        *(p for suite in SUITES for p in (bench / "dev" / suite).rglob("*.*")),
    ]
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(bench).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("bench", type=Path)
    arguments.add_argument("--no-write", action="store_true", help="print the figures only")
    options = arguments.parse_args()
    start = json.loads(Path(__file__).with_name("start.json").read_text(encoding="utf-8"))
    parameters = Parameters(start)
    encoder = load_encoder("bundled")
    examples = [*development(options.bench), *made_up(options.bench, **MADE)]
    pairs = []
    for example in examples:
        units = Units.of(example.source, "zh", encoder), Units.of(example.target, "en", encoder)
        pairs.append(prepare(example, units, start, parameters))
    print(f"{len(pairs)} streams, {sum(len(p.edges) for p in pairs)} edges", flush=True)

    fold = folds(pairs)
    judged = []
    for k in range(FOLDS):
        constants = fit([p for p, f in zip(pairs, fold, strict=True) if f != k], start, parameters)
        judged += [(p, beads_of(p, constants)) for p, f in zip(pairs, fold, strict=True) if f == k]
    developed = [(p, found) for p, found in judged if not p.example.name.startswith("made")]
    held_out = figures(options.bench, developed)
    linked = [
        (f.confidence, is_right(f, p.example.gold))
        for p, found in judged
        for f in found
        if f.source and f.target
    ]
    nulls = [
        (f.confidence, is_right(f, p.example.gold))
        for p, found in judged
        for f in found
        if not (f.source and f.target)
    ]
    error = {}
    for name, beads in (("pairs", linked), ("nulls", nulls), ("all", linked + nulls)):
        confidences, right = (np.array(column) for column in zip(*beads, strict=True))
        error[name] = round(calibration_error(confidences, right), 4)
    confidences, right = (np.array(column) for column in zip(*linked, strict=True))
    look, wrong = look_below(confidences, right)
    for name, row in held_out.items():
        print(f"{name:24}", *(f"{key} {value:.3f}" for key, value in row.items()))
    print("calibration error", error, "needs a look below", look, "wrong above", round(wrong, 4))
    if options.no_write:
        return
    final = fit(pairs, start, parameters)
    final |= {
        "look_below": look,
        "calibrated": True,
        "origin": {
            "made_by": 'benchmarks/fit.py; "first" is taken over from benchmarks/start.json',
            "data_sha256": digest(options.bench),
            "held_out": held_out,
            "calibration_error": error,
            "reliability": reliability(*(np.array(c) for c in zip(*(linked + nulls), strict=True))),
            "pairs_wrong_above_look_below": round(wrong, 4),
        },
    }
    path = Path(align.evidence.__file__).with_name("profiles.json")
    profiles = json.loads(path.read_text(encoding="utf-8"))
    profiles["legal"] = final
    path.write_text(json.dumps(profiles, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
