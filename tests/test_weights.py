"""Every profile has a weight for every feature of every bead type."""

from __future__ import annotations

import numpy as np
import pytest

from align.evidence import BEAD_TYPES, FEATURES, NULL_FEATURES
from align.weights import group, profile, tied, vector


@pytest.mark.parametrize("name", ["legal", "literary"])
def test_every_bead_type_has_weights(name: str) -> None:
    for bead_type in BEAD_TYPES:
        for which in ("first", "second"):
            weights = vector(profile(name)[which], bead_type)
            assert len(weights) == len(NULL_FEATURES if 0 in bead_type else FEATURES)
            assert np.isfinite(weights).all()


def test_long_beads_share_a_bias_and_groups_a_slope() -> None:
    assert (tied((1, 9)), tied((12, 1)), tied((2, 3))) == ("1-6", "5-1", "2-3")
    assert [group(t) for t in ((1, 1), (1, 4), (3, 1), (2, 2))] == ["1-1", "1-n", "n-1", "n-m"]
