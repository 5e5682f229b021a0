"""Learn which words translate which (align.checks.lexicon) from pairs of sentences; checks.py calls it.

A token is asked of its own translation and of the others in a batch: which of them lead one to
expect it? Logistic loss, true ones and others weighing the same, so that the answer is a
log-likelihood ratio. Needs torch. The same pairs give the same matrices, on one thread and machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from align.checks.lexicon import LARGEST, Lexicon
from align.encoders.bundled import BundledEncoder
from align.model import Lang

LANGUAGES: tuple[Lang, Lang] = ("zh", "en")
COORDINATES = 96
EPOCHS = 8
BATCH = 16  # pairs
RATE = 3e-3  # of Adam at the start; falls to 0
WARM = 50  # steps until then
SPREAD = 1.5  # of the first inner products
DECAY = 1e-5
TOKENS = range(2, 158)  # of a text that is learnt from
FLOOR = 0.1  # added to deviations of states

States = list[NDArray[np.float16]]  # (tokens, 1280) of each text


def states_of(texts: Sequence[str], encoder: BundledEncoder) -> States:
    """Token states of each text, sentence marks left out."""
    batches = (texts[first : first + BATCH] for first in range(0, len(texts), BATCH))
    return [states.astype(np.float16) for batch in batches for states in encoder.token_states(batch)]


def learn_lexicon(zh: States, en: States, seed: int) -> Lexicon:
    """zh[i] and en[i] translate each other."""
    usable = [i for i in range(len(zh)) if len(zh[i]) in TOKENS and len(en[i]) in TOKENS]
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(seed)
    size = zh[0].shape[1]
    first = torch.randn(size, COORDINATES, generator=generator) * (SPREAD / size**0.5)
    sides = [_Side(states, usable, first) for states in (zh, en)]
    bias = torch.tensor(-2.0, requires_grad=True)
    weights = [*sides[0].weights, *sides[1].weights, bias]
    adam = torch.optim.Adam(weights)
    steps = EPOCHS * (len(usable) // BATCH)
    for step, chosen in enumerate(_batches(usable, seed)):
        adam.param_groups[0]["lr"] = RATE * min(1.0, (step + 1) / WARM) * (1 - step / steps)
        (z, z_owed, z_of), (e, e_owed, e_of) = (side.seen(chosen) for side in sides)
        affinity = torch.exp(torch.clamp(z @ e.T + bias, max=LARGEST))
        loss = _loss(affinity, z_owed, z_of, e_of) + _loss(affinity.T, e_owed, e_of, z_of)
        adam.zero_grad()
        (loss + DECAY * sum((w**2).sum() for w in weights)).backward()  # type: ignore[no-untyped-call]
        adam.step()
    views, offsets = zip(*(side.folded() for side in sides), strict=True)
    return Lexicon(
        dict(zip(LANGUAGES, views, strict=True)), dict(zip(LANGUAGES, offsets, strict=True)), bias.item()
    )


def _batches(usable: Sequence[int], seed: int) -> Iterator[NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    for _ in range(EPOCHS):
        order = rng.permutation(usable)
        yield from order[: len(order) // BATCH * BATCH].reshape(-1, BATCH)


def _loss(affinity: torch.Tensor, owed: torch.Tensor, own: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """affinity: (n, m) of tokens; own, other: one-hot (n, BATCH), (m, BATCH), the pair of each token."""
    mean = affinity @ other / other.sum(dim=0)
    ratios = torch.log(mean + torch.exp(owed)[:, None])
    weight = own + (1 - own) / (BATCH - 1)
    return torch.nn.functional.binary_cross_entropy_with_logits(
        ratios, own, weight=weight, reduction="sum"
    ) / len(own)


class _Side:
    """One language: its states, and what is learnt of it."""

    def __init__(self, states: States, usable: Sequence[int], first: torch.Tensor) -> None:
        self._states = states
        sample = np.concatenate([states[i][::7] for i in usable]).astype(np.float32)
        self._mean = torch.from_numpy(sample.mean(axis=0))
        self._scale = torch.from_numpy(1 / (sample.std(axis=0) + FLOOR))
        self._matrix = first.clone().requires_grad_()
        self._owed = torch.zeros(len(first), requires_grad=True)
        self._owed_bias = torch.tensor(-3.0, requires_grad=True)
        self.weights = [self._matrix, self._owed, self._owed_bias]

    def seen(self, chosen: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Of the tokens of chosen texts: coordinates, what they are owed, one-hot which text."""
        parts = [self._states[i] for i in chosen]
        states = torch.from_numpy(np.concatenate(parts).astype(np.float32))
        states = (states - self._mean) * self._scale
        text = torch.repeat_interleave(torch.arange(len(parts)), torch.tensor([len(p) for p in parts]))
        which = torch.nn.functional.one_hot(text, len(parts)).float()
        return states @ self._matrix, states @ self._owed + self._owed_bias, which

    def folded(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """View and offset of a Lexicon: mean and scale taken into them."""
        with torch.no_grad():
            matrix = torch.cat([self._matrix, self._owed[:, None]], dim=1) * self._scale[:, None]
            offset = -self._mean @ matrix
            offset[-1] += self._owed_bias
            return matrix.numpy().astype(np.float16).astype(np.float32), offset.numpy()
