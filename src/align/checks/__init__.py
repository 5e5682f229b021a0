"""Discrepancies of an alignment: one module a kind, one registry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from align.checks import clause, footnote, name, numbering, structure, term, unaligned, values
from align.checks.material import Material
from align.encoders import Encoder
from align.errors import InputError
from align.model import Alignment, Finding, Unit

Check = Callable[[Material], Iterable[Finding]]

CHECKS: dict[str, Check] = {  # kind of finding → its check
    "unaligned": unaligned.check,
    "clause": clause.check,
    "numbering": numbering.check,
    "number": values.check_numbers,
    "date": values.check_dates,
    "symbol": values.check_symbols,
    "footnote": footnote.check,
    "name": name.check,
    "term": term.check,
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
    found = [f for kind, check in CHECKS.items() if kind not in without for f in check(material)]
    missing = [f for f in found if f.kind in ("clause", "unaligned")]
    return tuple(f for f in found if f.kind not in without and not _told_by(f, missing))


def _told_by(finding: Finding, missing: Iterable[Finding]) -> bool:
    """Whether a finding is about something inside a part that is missing as a whole."""
    places = [*finding.source, *finding.target]
    return bool(places) and any(
        f is not finding
        and f.bead == finding.bead
        and all(any(_holds(outer, inner) for outer in (*f.source, *f.target)) for inner in places)
        and (bool(f.source), bool(f.target)) == (bool(finding.source), bool(finding.target))
        for f in missing
    )


def _holds(outer: Unit, inner: Unit) -> bool:
    return outer.block == inner.block and outer.start <= inner.start and inner.end <= outer.end


def checked(alignment: Alignment, encoder: Encoder, without: Collection[str] = ()) -> Alignment:
    """The same alignment with its findings."""
    return replace(alignment, findings=run_checks(alignment, encoder, without))
