"""Discrepancies of an alignment: one module a kind, one registry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from align.checks import numbering, unaligned, values
from align.checks.material import Material
from align.encoders import Encoder
from align.errors import InputError
from align.model import Alignment, Finding

Check = Callable[[Material], Iterable[Finding]]

CHECKS: dict[str, Check] = {  # kind of finding → its check, in the order in which findings of a bead stand
    "unaligned": unaligned.check,
    "numbering": numbering.check,
    "number": values.check_numbers,
    "date": values.check_dates,
    "symbol": values.check_symbols,
}


def run_checks(alignment: Alignment, encoder: Encoder, without: Collection[str] = ()) -> tuple[Finding, ...]:
    """Findings in document order. without: kinds to leave out. Raises InputError for an unknown kind."""
    if unknown := sorted(set(without) - set(CHECKS)):
        raise InputError(f"--without {unknown[0]}: no such check; known: {', '.join(CHECKS)}")
    material = Material(alignment, encoder)
    order = list(CHECKS)
    found = [f for kind, check in CHECKS.items() if kind not in without for f in check(material)]
    return tuple(sorted(found, key=lambda f: (f.bead, order.index(f.kind))))


def checked(alignment: Alignment, encoder: Encoder, without: Collection[str] = ()) -> Alignment:
    """The same alignment with its findings."""
    return replace(alignment, findings=run_checks(alignment, encoder, without))
