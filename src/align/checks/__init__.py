"""Discrepancies of an alignment: one module a kind, one registry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from align.checks import footnote, name, numbering, structure, unaligned, values
from align.checks.material import Material
from align.encoders import Encoder
from align.errors import InputError
from align.model import Alignment, Finding

Check = Callable[[Material], Iterable[Finding]]

CHECKS: dict[str, Check] = {  # kind of finding → its check
    "unaligned": unaligned.check,
    "numbering": numbering.check,
    "number": values.check_numbers,
    "date": values.check_dates,
    "symbol": values.check_symbols,
    "footnote": footnote.check,
    "name": name.check,
    "split": structure.check_splits,
    "merge": structure.check_merges,
    "order": structure.check_order,
}


def refuse_unknown(kinds: Collection[str]) -> None:
    """Raises InputError for the first of kinds that no check has."""
    if unknown := sorted(set(kinds) - set(CHECKS)):
        raise InputError(f"--without {unknown[0]}: no such check; known: {', '.join(CHECKS)}")


def run_checks(alignment: Alignment, encoder: Encoder, without: Collection[str] = ()) -> tuple[Finding, ...]:
    """Findings by kind, in the order of CHECKS. without: kinds to leave out, as refuse_unknown has them."""
    refuse_unknown(without)
    material = Material(alignment, encoder)
    return tuple(f for kind, check in CHECKS.items() if kind not in without for f in check(material))


def checked(alignment: Alignment, encoder: Encoder, without: Collection[str] = ()) -> Alignment:
    """The same alignment with its findings."""
    return replace(alignment, findings=run_checks(alignment, encoder, without))
