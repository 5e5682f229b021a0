"""How well paragraphs split into sentence beads: accuracy, paragraphs kept whole, dropped sentences found.

    python benchmarks/sentences.py FOLDER [--profile legal] [--paragraphs 600]

FOLDER holds un_pairs.tsv, law_pairs.tsv and news_pairs.tsv (header with the columns zh and en, one true
pair a line; news also doc). Two to five pairs are joined to a paragraph: UN pairs at random, laws and news
as they follow each other. The pairs are the gold, and a pair of several sentences on one side is one bead;
pairs of several on both sides, or that don't end like a sentence, have no certain gold and are left out.
In the second run of each set one pair in three paragraphs loses its Chinese or its English. The last line
is about true articles of laws with several sentences on both sides: how often the counts are equal and
how many paragraphs stay whole; there is no gold for them.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from align.config import Settings
from align.encoders import Encoder, load_encoder
from align.model import Alignment, Bead, Block, Document, Kind, Lang, Span, Unit
from align.segment import sentences
from align.sentences import split
from fit import calibration_error

SEED = 5
DROPPED = 0.3  # share of paragraphs that lose one side of one pair
SETS = ("un", "law", "news")
_ENDS = re.compile(r"[。！？.!?][”’」』\"'）)》]*$")

Pair = tuple[str, str]
Range = tuple[int, int] | None  # characters of the paragraph; None for a side without text


@dataclass(frozen=True)
class Joined:
    """A paragraph made of pairs, and where they stand in it."""

    zh: str
    en: str
    gold: tuple[tuple[Range, Range], ...]


def read_pairs(path: Path) -> list[tuple[str, Pair]]:
    """(document, pair) of each line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row.get("doc", ""), (row["zh"].strip(), row["en"].strip())) for row in rows]


def has_gold(pair: Pair) -> bool:
    counts = len(sentences(pair[0], "zh")), len(sentences(pair[1], "en"))
    return min(counts) == 1 and all(_ENDS.search(text) for text in pair)


def joined(name: str, folder: Path, dropped: float, rng: random.Random) -> Iterator[Joined]:
    lines = read_pairs(folder / f"{name}_pairs.tsv")
    if name == "un":
        rng.shuffle(lines)
    while lines:
        size = rng.randint(2, 5)
        run, lines = lines[:size], lines[size:]
        pairs = [pair for document, pair in run if document == run[0][0] and has_gold(pair)]
        if len(pairs) > 1:
            loses = (rng.randrange(len(pairs)), rng.randrange(2)) if rng.random() < dropped else None
            yield join(pairs, loses)


def join(pairs: Sequence[Pair], loses: tuple[int, int] | None) -> Joined:
    """loses: number of a pair, and which of its sides goes."""
    texts, gold = ["", ""], []
    for number, pair in enumerate(pairs):
        places: list[Range] = []
        for side, text in enumerate(pair):
            if loses == (number, side):
                places.append(None)
                continue
            texts[side] += " " if side and texts[side] else ""
            places.append((len(texts[side]), len(texts[side]) + len(text)))
            texts[side] += text
        gold.append((places[0], places[1]))
    return Joined(texts[0], texts[1], tuple(gold))


def align_inside(pairs: Sequence[Pair], encoder: Encoder, settings: Settings) -> Alignment:
    """Every pair one paragraph bead, split where it splits well."""
    source, target = (_document(lang, [pair[n] for pair in pairs]) for n, lang in ((0, "zh"), (1, "en")))
    beads = tuple(
        Bead((Unit(n, 0, len(zh)),), (Unit(n, 0, len(en)),), 1.0) for n, (zh, en) in enumerate(pairs)
    )
    return split(Alignment(source, target, beads), encoder, settings)


def _document(lang: Lang, texts: Sequence[str]) -> Document:
    blocks = (Block(n, Kind.PARAGRAPH, t, lang, (Span(0, len(t)),)) for n, t in enumerate(texts))
    return Document(lang, lang, tuple(blocks))


def ranges(bead: Bead) -> tuple[Range, Range]:
    sides = [(side[0].start, side[-1].end) if side else None for side in (bead.source, bead.target)]
    return sides[0], sides[1]


def report(name: str, paragraphs: Sequence[Joined], alignment: Alignment) -> str:
    right = stated = true = found = dropped = false = 0
    confidences, sound = [], []
    for paragraph, bead in zip(paragraphs, alignment, strict=True):
        for part in bead.sentences:
            confidences.append(part.confidence)
            sound.append(is_sound(ranges(part), paragraph.gold))
        said = [ranges(part) for part in bead.sentences or (bead,)]
        pairs = {place for place in paragraph.gold if None not in place}
        right += sum(place in pairs for place in said)
        stated += sum(None not in place for place in said)
        true += len(pairs)
        for side in (0, 1):
            lost = [g[side] for g in paragraph.gold if g[1 - side] is None]
            null = [s[side] for s in said if s[1 - side] is None]
            dropped += len(lost)
            found += sum(_covered(place, null) for place in lost)
            false += sum(not any(_within(place, place_lost) for place_lost in lost) for place in null)
    precision, recall = right / stated, right / true
    whole = sum(not bead.sentences for bead in alignment)
    return (
        f"{name:13} {len(paragraphs):5} paragraphs, {whole / len(paragraphs):5.1%} whole;"
        f" strict P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f};"
        f" dropped: {found} of {dropped} found, {false} false;"
        f" confidence {np.mean(confidences):.3f}, right {np.mean(sound):.3f},"
        f" calibration error {calibration_error(np.array(confidences), np.array(sound)):.3f}"
    )


def is_sound(stated: tuple[Range, Range], gold: Sequence[tuple[Range, Range]]) -> bool:
    """A pair of the gold, or a sentence without counterpart in a side that has lost it."""
    if None not in stated:
        return stated in gold
    side = int(stated[0] is None)
    return any(_within(stated[side], place[side]) for place in gold if place[1 - side] is None)


def _within(inner: Range, outer: Range) -> bool:
    return inner is not None and outer is not None and outer[0] <= inner[0] and inner[1] <= outer[1]


def _covered(place: Range, parts: Sequence[Range]) -> bool:
    """Whether parts fill place but for the spaces between them."""
    inside = sum(part[1] - part[0] + 1 for part in parts if part and _within(part, place))
    return place is not None and inside >= place[1] - place[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", choices=("legal", "literary"), default="legal")
    parser.add_argument("--paragraphs", type=int, default=600, help="of each set")
    options = parser.parse_args()
    settings, encoder = Settings(profile=options.profile, level="sentence"), load_encoder("bundled")
    for name in SETS:
        for share in (0.0, DROPPED):
            made = list(joined(name, options.folder, share, random.Random(SEED)))[: options.paragraphs]
            alignment = align_inside([(p.zh, p.en) for p in made], encoder, settings)
            print(report(f"{name}{' dropped' if share else ''}", made, alignment), flush=True)
    articles = [pair for _, pair in read_pairs(options.folder / "law_pairs.tsv")]
    counts = [(len(sentences(zh, "zh")), len(sentences(en, "en"))) for zh, en in articles]
    several = [pair for pair, count in zip(articles, counts, strict=True) if min(count) > 1]
    equal = sum(a == b for a, b in counts if min(a, b) > 1)
    whole = sum(not bead.sentences for bead in align_inside(several, encoder, settings))
    shares = f"{equal / len(several):.1%} of equal counts, {whole / len(several):.1%} whole"
    print(f"articles      {len(several)}, {shares}")


if __name__ == "__main__":
    main()
