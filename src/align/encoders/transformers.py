"""Any sentence-transformers model, by hub name or local path. The only module that imports it (and torch)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from align.encoders import SpanVectors, Starts, Tick, Vectors, ignore
from align.errors import EncoderError
from align.model import Lang
from align.text import join

BATCH = 32  # texts


class TransformersEncoder:
    """A sentence-transformers model. Runs of units are joined and encoded for real."""

    fitted = False

    def __init__(self, model: str) -> None:
        """Raises EncoderError if the package or the model is missing; says what to do."""
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderError(
                f"--model {model}: the package sentence-transformers is not installed; "
                "pip install 'align-zh-en[models]', or leave --model out to use the bundled encoder"
            ) from error
        try:
            self._model: Any = SentenceTransformer(model)
        except Exception as error:  # the package raises what its many loaders raise
            raise EncoderError(
                f"--model {model}: can't be loaded ({_first_line(error)}); give the folder of a model on "
                "disk, go online once so that it is downloaded, or leave --model out to use the bundled one"
            ) from error
        self.name = Path(model).name if os.path.isdir(model) else model

    def encode(self, texts: Sequence[str], lang: Lang, tick: Tick = ignore) -> SpanVectors:
        def run_vectors(k: int, starts: Starts) -> Vectors:
            return self.embed([join(lang, texts[i : i + k]) for i in starts])

        spans = SpanVectors(self.embed(texts), run_vectors)
        tick(len(texts))
        return spans

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimension) of texts."""
        options = {"batch_size": BATCH, "normalize_embeddings": True, "show_progress_bar": False}
        return np.asarray(self._model.encode(list(texts), **options), dtype=np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
