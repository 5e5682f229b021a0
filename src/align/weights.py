"""Weights that turn features into scores: profiles.json, fitted by benchmarks/fit.py."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from align.dp import BeadType, Floats
from align.evidence import FEATURES, NULL_FEATURES


def tied(bead_type: BeadType) -> str:
    """Bead types that share a bias: each its own, but for the long ones, which are too rare to tell apart."""
    a, b = bead_type
    if a == 1 and b > 6:
        return "1-6"
    return "5-1" if b == 1 and a > 5 else f"{a}-{b}"


def group(bead_type: BeadType) -> str:
    """Bead types that share a slope: "1-1", "1-n", "n-1", "n-m"."""
    a, b = bead_type
    return f"{'1' if a == 1 else 'n'}-{'1' if b == 1 else ('n' if a == 1 else 'm')}"


def vector(table: Mapping[str, Any], bead_type: BeadType) -> Floats:
    """Weights of a bead type, in the order of evidence.FEATURES (or NULL_FEATURES).

    table: of one pass of a profile: feature → value, or value by bead type or group of types.
    """
    null = 0 in bead_type
    weights = table["null" if null else "match"]
    return np.array([_value(weights, f, bead_type) for f in (NULL_FEATURES if null else FEATURES)])


def _value(weights: Mapping[str, Any], feature: str, bead_type: BeadType) -> float:
    value = weights.get(feature, 0.0)
    if isinstance(value, dict):
        value = value[tied(bead_type)] if feature == "bias" else value[group(bead_type)]
    return float(value)


@cache
def profile(name: str) -> dict[str, Any]:
    """The fitted constants of a profile, "legal" or "literary"."""
    text = (files("align") / "profiles.json").read_text(encoding="utf-8")
    profiles: dict[str, dict[str, Any]] = json.loads(text)
    return profiles[name]
