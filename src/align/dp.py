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
    forward = _forward(scores, band)
    backward = _backward(scores, band)
    total = forward[-1, band.columns - band.low[-1]]
    if not np.isfinite(total):
        raise ValueError("no path through the band")
    result = {}
    for (a, b), score in scores.items():
        before = np.full_like(score, -np.inf)
        for i in range(a, band.rows + 1):
            before[i] = _row(forward, band, i - a, band.low[i] - b)
        result[a, b] = np.exp(np.minimum(before + score + backward - total, 0.0))
    return result


def _forward(scores: Mapping[BeadType, Floats], band: Band) -> Floats:
    """Log of the summed weights of all paths from (0, 0) into each node."""
    forward = np.full((band.rows + 1, band.width), -np.inf)
    downward = [(a, b, score) for (a, b), score in scores.items() if a]
    arriving = np.empty((len(downward) + 1, band.width))
    for i, low in enumerate(band.low):
        arriving[:] = -np.inf
        if i == 0:
            arriving[-1, 0] = 0.0
        for k, (a, b, score) in enumerate(downward):
            if a <= i:
                arriving[k] = _row(forward, band, i - a, low - b) + score[i]
        # Within a row TARGET_NULL leads from j - 1 to j, so a path that arrives at k has gained
        # gained[j] - gained[k] on reaching j.
        right = scores[TARGET_NULL][i]
        gained = np.cumsum(np.where(np.isfinite(right), right, 0.0))
        forward[i] = np.logaddexp.accumulate(np.logaddexp.reduce(arriving) - gained) + gained
        forward[i, max(0, band.columns - low + 1) :] = -np.inf
    return forward


def _backward(scores: Mapping[BeadType, Floats], band: Band) -> Floats:
    """Log of the summed weights of all paths from each node to (n, m)."""
    backward = np.full((band.rows + 1, band.width), -np.inf)
    downward = [(a, b, score) for (a, b), score in scores.items() if a]
    leaving = np.empty((len(downward) + 1, band.width))
    for i in range(band.rows, -1, -1):
        low = band.low[i]
        leaving[:] = -np.inf
        if i == band.rows:
            leaving[-1, band.columns - low] = 0.0
        for k, (a, b, score) in enumerate(downward):
            if i + a <= band.rows:
                leaving[k] = _row(backward, band, i + a, low + b) + _row(score, band, i + a, low + b)
        # The edge out of node j within the row is the one into j + 1.
        right = scores[TARGET_NULL][i]
        gained = np.cumsum(np.where(np.isfinite(right), right, 0.0))
        gained -= gained[0]
        backward[i] = np.logaddexp.accumulate((np.logaddexp.reduce(leaving) + gained)[::-1])[::-1] - gained
    return backward


def _row(array: Floats, band: Band, i: int, column: int) -> Floats:
    """Elements (i, column) .. (i, column + width - 1) of a band's array; -inf outside the band."""
    shift = column - int(band.low[i])
    if shift == 0:
        return np.asarray(array[i])
    row = np.full(band.width, -np.inf)
    if 0 < shift < band.width:
        row[:-shift] = array[i, shift:]
    elif -band.width < shift < 0:
        row[-shift:] = array[i, :shift]
    return row


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
    vertex: dict[tuple[int, int], dict[State, int]] = {(0, 0): {start: 0}}
    arcs.forward, arcs.best, arcs.arrived_by = [0.0], [0.0], [None]
    # An edge never leads to a node that sorts before the one that it leaves.
    for node in sorted({*leaving, *((edge.i, edge.j) for edge in edges)}):
        reached = vertex.get(node)
        if reached is None:
            continue
        arcs.states[node] = list(reached.values())
        bar = max(arcs.forward[v] for v in reached.values()) - BEAM
        for state, u in reached.items():
            if arcs.forward[u] < bar:
                continue
            for e in leaving.get(node, ()):
                goals = vertex.setdefault((edges[e].i, edges[e].j), {})
                for successor, score in step(e, state):
                    v = goals.get(successor)
                    if v is None:
                        v = goals[successor] = len(arcs.forward)
                        arcs.forward.append(-math.inf)
                        arcs.best.append(-math.inf)
                        arcs.arrived_by.append(None)
                    arc = len(arcs.edge)
                    arcs.origin.append(u)
                    arcs.goal.append(v)
                    arcs.edge.append(e)
                    arcs.score.append(score)
                    arcs.forward[v] = _logadd(arcs.forward[v], arcs.forward[u] + score)
                    if arcs.best[u] + score > arcs.best[v]:
                        arcs.best[v] = arcs.best[u] + score
                        arcs.arrived_by[v] = arc
    return arcs


def _logadd(x: float, y: float) -> float:
    if x < y:
        x, y = y, x
    return x if y == -math.inf else x + math.log1p(math.exp(y - x))


def _logsum(values: Sequence[float]) -> float:
    high = max(values)
    return high if high == -math.inf else high + math.log(sum(math.exp(v - high) for v in values))
