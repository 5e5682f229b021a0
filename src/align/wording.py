"""What values say in words, for every output: places in the originals, evidence, reviews."""

from __future__ import annotations

from align.model import Block, Evidence, Recycled, Review


def address_range(blocks: tuple[Block, ...]) -> str:
    """Address of one block, "OP5 (a)", or of several, "OP5 (a)–OP5 (c)"; "" without any."""
    addresses = [b.address for b in blocks if b.address]
    if not addresses:
        return ""
    return addresses[0] if addresses[0] == addresses[-1] else f"{addresses[0]}–{addresses[-1]}"


def page_range(blocks: tuple[Block, ...]) -> str:
    """Pages on which blocks begin, "p. 3" or "pp. 3–4"; "" where none is known."""
    pages = [b.page for b in blocks if b.page is not None]
    if not pages:
        return ""
    return f"p. {pages[0]}" if pages[0] == pages[-1] else f"pp. {pages[0]}–{pages[-1]}"


def describe_review(review: Review) -> str:
    """What a reviser said, in words: "Li: wrong, “see fn 2”"."""
    edits = [f"wants “{' – '.join(review.edits)}”"] if review.edits else []
    words = [review.status or "", f"“{review.comment}”" if review.comment else "", *edits]
    said = ", ".join(filter(None, words))
    return f"{review.by}: {said}" if review.by and said else said


def describe(evidence: Evidence) -> str:
    """Evidence in a few words, strongest first; "" if there is none."""
    words = []
    if evidence.labels is not None:
        zh, en = (label or "none" for label in evidence.labels)
        words.append(f"{zh} {'=' if evidence.labels_agree else '≠'} {en}")
    words.extend(evidence.shared[:4])
    if evidence.unshared:
        words.append("one side only: " + " ".join(evidence.unshared[:3]))
    if evidence.similarity is not None:
        words.append(f"similarity {evidence.similarity:.2f}")
    if evidence.length is not None:
        words.append(f"length {evidence.length:.1f}")
    return ", ".join(words)


def describe_recycled(recycled: Recycled) -> str:
    """Where an earlier memory has it, in words: "identical in OLD.tmx"."""
    what = f"{recycled.reuse} in {recycled.memory}"
    return f"{what}: {recycled.difference}" if recycled.difference else what
