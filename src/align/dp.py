"""Search over the alignment lattice: dynamic programming that knows no text.

Nodes lie *between* units: node (i, j) has the first i source units and the first j target units
behind it, and a path from (0, 0) to (n, m) is an alignment. An edge of type (a, b) leads from
(i - a, j - b) to (i, j) and is the bead of those a source and b target units; its score is in nats,
higher is better, and the score of a path is the sum over its edges. exp(score), normalised over
all paths, is the probability of a path (a semi-Markov conditional random field).

Two searches:

- `posteriors` visits a band of the lattice with one score an edge, in numpy, a row at a time;
- `best_path` visits the few edges that are left, with a *state* beside the node that the caller
  steps from edge to edge, so that scores may depend on what came before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BeadType = tuple[int, int]
State = TypeVar("State", bound=Hashable)

SOURCE_NULL: BeadType = (1, 0)
TARGET_NULL: BeadType = (0, 1)
BEAM = 10.0  # nats below the best state of a node at which a state is dropped


@dataclass(frozen=True, slots=True)
class Band:
    """Columns of the lattice that are visited: row i holds nodes (i, low[i]) .. (i, low[i] + width - 1).

    Scores and posteriors over a band are arrays (n + 1, width): element [i, k] is node (i, low[i] + k).
    Nodes outside 0..m are never reached.
    """

    low: NDArray[np.int64]  # (n + 1,), not decreasing
    width: int
    columns: int  # m

    @classmethod
    def full(cls, n: int, m: int) -> Band:
        return cls(np.zeros(n + 1, dtype=np.int64), m + 1, m)

    @property
    def rows(self) -> int:
        return len(self.low) - 1

    def nodes(self) -> NDArray[np.int64]:
        """Column j of every element, (n + 1, width)."""
        return self.low[:, None] + np.arange(self.width)


class Edge(NamedTuple):
    """A bead of the lattice: its type and the node that it leads into."""

    type: BeadType
    i: int
    j: int


def posteriors(scores: Mapping[BeadType, Floats], band: Band) -> dict[BeadType, Floats]:
    """Probability that the path uses each edge, by forward–backward.

    scores[a, b] is (n + 1, width): the score of the edge of that type *into* each node, -inf where there is
    none. TARGET_NULL must be among the types and finite within the lattice. Returns arrays of the same shape,
    0..1. Raises ValueError if no path leads through the band.
    """
    lattice = _Lattice(scores, band)
    forward, backward = lattice.forward(), lattice.backward()
    total = forward[-1, band.columns - band.low[-1]]
    if not np.isfinite(total):
        raise ValueError("no path through the band")
    return {
        bead_type: np.exp(np.minimum(lattice.before(bead_type, forward) + score + backward - total, 0.0))
        for bead_type, score in scores.items()
    }


class _Lattice:
    """Forward and backward sums over a band, a row at a time with all types of edges at once.

    Arrays over the band are *fenced*: rows of -inf above (or below) and a column of -inf on either side, so
    that an edge from outside the band comes from there.
    """

    def __init__(self, scores: Mapping[BeadType, Floats], band: Band) -> None:
        self._band = band
        self._right = np.where(np.isfinite(scores[TARGET_NULL]), scores[TARGET_NULL], 0.0)
        downward = [t for t in scores if t[0]]
        self._a, self._b = np.array(downward).T
        self._score = np.stack([scores[t] for t in downward], axis=1)  # (n + 1, types, width)
        self._fence = int(self._a.max())  # rows

    def forward(self) -> Floats:
        """Log of the summed weights of all paths from (0, 0) into each node, (n + 1, width)."""
        band, fence = self._band, self._fence
        fenced = np.full((fence + band.rows + 1, band.width + 2), -np.inf)
        arriving = np.full((len(self._a) + 1, band.width), -np.inf)
        low = np.concatenate([np.zeros(fence, dtype=np.int64), band.low])
        arriving[-1, 0] = 0.0
        for i in range(band.rows + 1):
            rows = fence + i - self._a
            columns = self._columns(band.low[i] - self._b - low[rows])
            np.add(fenced[rows[:, None], columns], self._score[i], out=arriving[:-1])
            # Within a row TARGET_NULL leads from j - 1 to j, so a path that arrives at k has gained
            # gained[j] - gained[k] on reaching j.
            gained = np.cumsum(self._right[i])
            inside = band.columns - int(band.low[i]) + 1
            row = np.logaddexp.accumulate(np.logaddexp.reduce(arriving) - gained) + gained
            fenced[fence + i, 1:-1][:inside] = row[:inside]
            arriving[-1, 0] = -np.inf
        return fenced[fence:, 1:-1]

    def backward(self) -> Floats:
        """Log of the summed weights of all paths from each node to (n, m), (n + 1, width)."""
        band, fence = self._band, self._fence
        fenced = np.full((band.rows + 1 + fence, band.width + 2), -np.inf)
        leaving = np.full((len(self._a) + 1, band.width), -np.inf)
        low = np.concatenate([band.low, np.full(fence, band.columns)])
        types = np.arange(len(self._a))[:, None]
        leaving[-1, band.columns - band.low[-1]] = 0.0
        for i in range(band.rows, -1, -1):
            rows = i + self._a
            columns = self._columns(band.low[i] + self._b - low[rows])
            inside = np.minimum(rows, band.rows)[:, None], types, np.clip(columns - 1, 0, band.width - 1)
            score = self._score[inside]
            np.add(fenced[rows[:, None], columns], score, out=leaving[:-1])
            # The edge out of node j within the row is the one into j + 1.
            gained = np.cumsum(self._right[i])
            gained -= gained[0]
            row = np.logaddexp.accumulate((np.logaddexp.reduce(leaving) + gained)[::-1])[::-1] - gained
            fenced[i, 1:-1] = row
            leaving[-1] = -np.inf
        return fenced[: band.rows + 1, 1:-1]

    def before(self, bead_type: BeadType, forward: Floats) -> Floats:
        """forward of the node that the edge of a type into each node leaves, (n + 1, width)."""
        a, b = bead_type
        band = self._band
        fenced = np.pad(forward, ((0, 0), (1, 1)), constant_values=-np.inf)
        result = np.full((band.rows + 1, band.width), -np.inf)
        rows = np.arange(a, band.rows + 1)
        columns = self._columns(band.low[rows] - b - band.low[rows - a])
        result[rows] = fenced[(rows - a)[:, None], columns]
        return result

    def _columns(self, shifts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Fenced columns of a row's nodes, moved to the right by each of the shifts: (len(shifts), width)."""
        columns = shifts[:, None] + np.arange(1, self._band.width + 1)
        return np.asarray(np.clip(columns, 0, self._band.width + 1))


@dataclass(frozen=True, slots=True)
class Path:
    """The best path, and how probable each of the edges is that were searched."""

    edges: tuple[int, ...]  # indices of the edges on the best path, from (0, 0) to (n, m)
    posteriors: tuple[float, ...]  # of every edge that was searched, summed over states, 0..1


def best_path(
    edges: Sequence[Edge],
    end: tuple[int, int],
    start: State,
    step: Callable[[int, State], Iterable[tuple[State, float]]],
) -> Path:
    """Viterbi and forward–backward over edges with a state that is carried along.

    step(e, state) yields, for every state that edge e may lead to from state, that state and the
    score of the move. Ties go to the edge that comes first in edges. States more than BEAM nats
    below the best of their node are dropped. Raises ValueError if no path reaches end.
    """
    arcs = explore(edges, start, step)
    if end not in arcs.states:
        raise ValueError(f"no path reaches {end}")
    finals = arcs.states[end]
    last = max(finals, key=lambda v: arcs.best[v])
    path = []
    while (arc := arcs.arrived_by[last]) is not None:
        path.append(arcs.edge[arc])
        last = arcs.origin[arc]

    total = _logsum([arcs.forward[v] for v in finals])
    backward = [-math.inf] * len(arcs.forward)
    for v in finals:
        backward[v] = 0.0
    weights = [0.0] * len(edges)
    for arc in range(len(arcs.edge) - 1, -1, -1):
        u, v, score = arcs.origin[arc], arcs.goal[arc], arcs.score[arc]
        if backward[v] == -math.inf:
            continue
        onward = score + backward[v]
        backward[u] = _logadd(backward[u], onward)
        weights[arcs.edge[arc]] += math.exp(min(0.0, arcs.forward[u] + onward - total))
    return Path(tuple(reversed(path)), tuple(min(1.0, w) for w in weights))


class Arcs:
    """Moves between (node, state) vertices, in the order of the nodes that they leave."""

    def __init__(self) -> None:
        self.states: dict[tuple[int, int], list[int]] = {}  # vertices of a node
        self.forward: list[float] = []  # of a vertex: log of the summed weights of all paths into it
        self.best: list[float] = []  # of a vertex: score of the best path into it
        self.arrived_by: list[int | None] = []  # of a vertex: last arc of that path
        self.origin: list[int] = []  # of an arc: vertex
        self.goal: list[int] = []  # of an arc: vertex
        self.edge: list[int] = []  # of an arc: index of its edge
        self.score: list[float] = []  # of an arc


def explore(
    edges: Sequence[Edge], start: State, step: Callable[[int, State], Iterable[tuple[State, float]]]
) -> Arcs:
    leaving: dict[tuple[int, int], list[int]] = {}
    for e, edge in enumerate(edges):
        leaving.setdefault((edge.i - edge.type[0], edge.j - edge.type[1]), []).append(e)
    arcs = Arcs()
    forward, best, arrived_by = arcs.forward, arcs.best, arcs.arrived_by
    forward.append(0.0)
    best.append(0.0)
    arrived_by.append(None)
    vertex: dict[tuple[int, int], dict[State, int]] = {(0, 0): {start: 0}}
    log1p, exp = math.log1p, math.exp
    # An edge never leads to a node that sorts before the one that it leaves.
    for node in sorted({*leaving, *((edge.i, edge.j) for edge in edges)}):
        reached = vertex.get(node)
        if reached is None:
            continue
        arcs.states[node] = list(reached.values())
        bar = max(forward[v] for v in reached.values()) - BEAM
        ways = [(e, vertex.setdefault((edges[e].i, edges[e].j), {})) for e in leaving.get(node, ())]
        for state, u in reached.items():
            summed, highest = forward[u], best[u]
            if summed < bar:
                continue
            for e, goals in ways:
                for successor, score in step(e, state):
                    v = goals.get(successor)
                    arc = len(arcs.edge)
                    if v is None:
                        v = goals[successor] = len(forward)
                        forward.append(summed + score)
                        best.append(highest + score)
                        arrived_by.append(arc)
                    else:
                        x, y = forward[v], summed + score
                        forward[v] = x + log1p(exp(y - x)) if y < x else y + log1p(exp(x - y))
                        if highest + score > best[v]:
                            best[v] = highest + score
                            arrived_by[v] = arc
                    arcs.origin.append(u)
                    arcs.goal.append(v)
                    arcs.edge.append(e)
                    arcs.score.append(score)
    return arcs


def _logadd(x: float, y: float) -> float:
    if x < y:
        x, y = y, x
    return x if y == -math.inf else x + math.log1p(math.exp(y - x))


def _logsum(values: Sequence[float]) -> float:
    high = max(values)
    return high if high == -math.inf else high + math.log(sum(math.exp(v - high) for v in values))
