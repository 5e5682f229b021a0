"""Defects planted in faultless pairs of files: what planted.py measures with.

An Original is an untouched pair as it was read, with its gold beads. A maker looks at one bead and one
side of it, and says what to change in the file so that something is missing or wrong there; damaged()
makes the changes. Places are offsets in the decoded file, so whatever lines a paragraph is printed in.
"""

from __future__ import annotations

import json
import random
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from align.checks.name import GLOSS, NAME, NO_NAME
from align.model import Block, Document, Kind, Lang, Mark, Stream
from align.offsets import labelled
from align.readers import read_source
from align.reading import read_document
from align.segment import clauses, sentences
from quantities import CHANGES
from training import OPENINGS, columns, normal, place, read_beads

SEED = 20100730
EVERY = 9  # beads to one defect
FEW = 3  # beads up to which a defect is one at a place, and not one of a list
MADE = 12  # made-up resolutions
SUITES = ("resolutions", "treaties", "laws", "clauses")
SAMPLE = Path(__file__).parents[1] / "texts" / "un-draft-resolution-trafficking"
LANGS: tuple[Lang, Lang] = ("zh", "en")

Beads = list[tuple[list[str], list[str]]]


class Edit(NamedTuple):
    """What stands at start..end of a file becomes new."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Side:
    """One file of an untouched pair, as it was read."""

    text: str
    document: Document

    @cached_property
    def starts(self) -> list[tuple[int, int]]:
        """Where the pieces of blocks begin, with the block."""
        return sorted((span.start, b.id) for b in self.document.blocks for span in b.spans)

    def block_at(self, offset: int) -> int:
        """The block that holds an offset of the file, or the last before it."""
        return self.starts[max(bisect_right(self.starts, offset, key=lambda start: start[0]) - 1, 0)][1]

    def changed(self, block: Block, start: int, end: int, new: str) -> list[Edit]:
        """The edits that put new in the place of block.text[start:end], in whatever lines it stands."""
        places = iter([i for span in block.spans for i in range(*span) if not self.text[i].isspace()])
        at = [None if character.isspace() else next(places) for character in block.text]
        there = [i for i in at[start:end] if i is not None]
        pieces = [(max(s.start, there[0]), min(s.end, there[-1] + 1)) for s in block.spans] if there else []
        edits = [Edit(a, b, "") for a, b in pieces if a < b]
        return [edit._replace(new=new if i == 0 else "") for i, edit in enumerate(edits)]

    def without(self, block: Block) -> list[Edit]:
        """The edits that take a block out, with its lines."""
        line_end = re.compile(r"[^\S\n]*\n?")
        edits = []
        for start, end in block.spans:
            before = self.text[:start].rstrip(" \t\u3000")
            rest = line_end.match(self.text, end)
            whole = before[-1:] in ("\n", "")
            edits.append(Edit(len(before) if whole else start, rest.end() if rest and whole else end, ""))
        return edits


@dataclass(frozen=True)
class Original:
    """An untouched pair with its gold beads, as block ids of both sides."""

    suite: str
    name: str
    sides: dict[Lang, Side]
    beads: Sequence[tuple[range, range]]

    @cached_property
    def bead_of(self) -> dict[tuple[Lang, int], int]:
        return {
            (lang, block): n
            for n, bead in enumerate(self.beads)
            for lang, blocks in zip(LANGS, bead, strict=True)
            for block in blocks
        }

    def block(self, bead: int, lang: Lang) -> Block:
        """The first block of a bead's side."""
        return self.sides[lang].document.blocks[self.beads[bead][LANGS.index(lang)][0]]


class Planted(NamedTuple):
    """One defect: what was done, the kind of finding that tells of it, and at which beads it may stand."""

    what: str
    kind: str
    lang: Lang
    edits: Sequence[Edit]
    beads: frozenset[int]


def damaged(text: str, edits: Iterable[Edit]) -> tuple[str, Callable[[int], int]]:
    """The text after the edits, and the way back from its offsets."""
    made, starts, before, ends = "", [0], [0], []
    for edit in sorted(edits):
        made += text[before[-1] : edit.start] + edit.new
        starts.append(len(made))
        before.append(edit.end)
        ends.append(edit.start)
    ends.append(len(text))

    def back(offset: int) -> int:
        n = bisect_right(starts, offset) - 1
        return min(before[n] + offset - starts[n], ends[n])

    return made + text[before[-1] :], back


# --- untouched pairs ----------------------------------------------------------------------------------


def originals(bench: Path, folder: Path) -> Iterator[Original]:
    """The faultless cases whose blocks are read as the gold has them, the sample, and made-up ones."""
    for suite in SUITES:
        for case in sorted((bench / "dev" / suite).iterdir()):
            meta = json.loads((case / "meta.json").read_text(encoding="utf-8"))
            beads = read_beads(case / "gold.tsv")
            if not meta.get("discrepancies") and not meta.get("defects") and all(z and e for z, e in beads):
                yield from original(suite, case, beads)
    yield from original("resolutions", SAMPLE, read_beads(SAMPLE / "gold.tsv"))
    rng = random.Random(SEED)
    pairs = [p for p in columns(bench / "train" / "un_pairs.tsv", ("zh", "en")) if is_fit(*p)]
    for n in range(MADE):
        made = folder / f"made{n}"
        made.mkdir()
        yield from original("made", made, made_up(made, rng.sample(pairs, rng.randint(30, 60)), rng))


def original(suite: str, folder: Path, beads: Beads) -> Iterator[Original]:
    sides = {
        lang: Side(read_source(path).text, read_document(path, lang))
        for lang in LANGS
        for path in [folder / f"{lang}.txt"]
    }
    found: list[tuple[range, range]] = []
    for stream in Stream:
        zh, en = (sides[lang].document.stream(stream) for lang in LANGS)
        placed = place(beads, [normal(b.text) for b in zh], [normal(b.text) for b in en], coarse=False)
        if placed is None:
            print(f"left out: {suite}/{folder.name}: its blocks are not those of the gold")
            return
        ids = [b.id for b in zh], [b.id for b in en]
        found += [(range(*ends(s, ids[0])), range(*ends(t, ids[1]))) for s, t, _ in placed]
    yield Original(suite, folder.name, sides, found)


def ends(units: range, ids: Sequence[int]) -> tuple[int, int]:
    return ids[units.start], ids[units.stop - 1] + 1


LOWERED = re.compile(r"(?:The|This|These|That|A|An|In|It|Its|At|On|For|To|As|All|There|With) ")


def is_fit(zh: str, en: str) -> bool:
    """Whether a sentence can follow an opening verb: it has no number and no clause of its own before it."""
    return bool(len(zh) >= 20 and LOWERED.match(en) and re.match(r"[^\W\d_A-Za-z]{3}", zh))


A_PAGE = 7  # paragraphs
NOTED = 0.3  # share of paragraphs with a comma that have a footnote there
RULE = "__________________"
NOTES = (
    ("第 {a}/{b} 号决议，附件。", "Resolution {a}/{b}, annex."),
    ("见 A/{a}/{b}，第 {c} 段。", "See A/{a}/{b}, para. {c}."),
    (
        "联合国，《条约汇编》，第 {b}{c} 卷，第 {a}{b} 号。",
        "United Nations, Treaty Series, vol. {b}{c}, No. {a}{b}.",
    ),
)


def made_up(folder: Path, pairs: Sequence[tuple[str, ...]], rng: random.Random) -> Beads:
    """Write pairs as a resolution: verbs, numbers, lists, pages with footnotes. Returns its gold beads."""
    beads: Beads = []
    lines: dict[Lang, list[str]] = {"zh": [], "en": []}
    notes: list[tuple[str, str]] = []
    number = letter = noted = 0

    def write(zh: str, en: str) -> None:
        beads.append(([normal(zh)], [normal(en)]))
        lines["zh"] += [f" {zh}", ""]
        lines["en"] += [f" {en}", ""]

    for n, (sentence, translation) in enumerate(pairs):
        verb, opening = rng.choice(OPENINGS)
        zh = f"{verb}{sentence.rstrip('。')}；"
        en = f"{opening}{translation[0].lower()}{translation[1:].rstrip('.')};"
        comma = re.search(r"，(?!\d)", zh)
        if comma and ", " in en and rng.random() < NOTED:
            noted += 1
            zh = f"{zh[: comma.end()]}{noted}{zh[comma.end() :]}"
            en = en.replace(", ", f",{noted} ", 1)
            a, b, c = rng.randint(50, 70), rng.randint(101, 299), rng.randint(2, 60)
            zh_note, en_note = (f"{noted} {note.format(a=a, b=b, c=c)}" for note in rng.choice(NOTES))
            notes.append((zh_note, en_note))
        letter = letter + 1 if 0 < letter < 5 and rng.random() < 0.7 else int(n > 3 and rng.random() < 0.2)
        if letter <= 1 and n >= len(pairs) // 3:
            number += 1
        label = f"({chr(96 + letter)}) " if letter > 1 else f"{number}. " if number else ""
        write(label + zh, label + en)
        if n % A_PAGE == A_PAGE - 1 or n == len(pairs) - 1:
            if notes:
                lines["zh"] += [RULE, ""]
                lines["en"] += [RULE, ""]
            for note in notes:
                write(*note)
            notes = []
    for lang in LANGS:
        (folder / f"{lang}.txt").write_text("\n".join(lines[lang]), encoding="utf-8")
    return beads


# --- what is planted ----------------------------------------------------------------------------------
# A maker returns the defects that its edits make, the first with all the edits; none where it can't.

Maker = Callable[[Original, int, Lang, random.Random], Sequence[Planted]]


def block_gone(original: Original, bead: int, lang: Lang, _: random.Random) -> Sequence[Planted]:
    """A paragraph, item or footnote is gone; no heading by itself."""
    block = original.block(bead, lang)
    if block.kind in (Kind.MASTHEAD, Kind.HEADING):
        return ()
    return gone(original, [bead], lang, "footnote gone" if block.kind is Kind.FOOTNOTE else "block gone")


def gone(original: Original, beads: Sequence[int], lang: Lang, what: str) -> list[Planted]:
    """What each of the beads has on that side is gone; nothing where one has several blocks."""
    if any(len(blocks) > 1 for bead in beads for blocks in original.beads[bead]):
        return []
    edits = [e for bead in beads for e in original.sides[lang].without(original.block(bead, lang))]
    return [
        Planted(what, "unaligned", lang, () if i else edits, frozenset([bead]))
        for i, bead in enumerate(beads)
    ]


def gone_and_renumbered(original: Original, bead: int, lang: Lang, _: random.Random) -> Sequence[Planted]:
    """An item, or an article with its heading, is gone, and the numbers after it close the gap."""
    later, block = following(original, bead, lang), original.block(bead, lang)
    if len(later) < FEW:
        return ()
    whole = range(bead, later[0][0]) if block.kind is Kind.HEADING else range(bead, bead + 1)
    planted = gone(original, whole, lang, "article gone" if len(whole) > 1 else "item gone")
    if not planted:
        return ()
    closing = shifted(original, later, lang, -1)
    if not closing:
        return ()
    edits = [*planted[0].edits, *closing]
    rest = Planted("rest renumbered", "numbering", lang, (), frozenset(n for n, _ in later))
    return [planted[0]._replace(edits=edits), *planted[1:], rest]


def numbers_skip(original: Original, bead: int, lang: Lang, _: random.Random) -> Sequence[Planted]:
    """The numbers are one higher from a point on."""
    later = following(original, bead, lang)
    edits = shifted(original, later, lang, 1)
    if len(later) < FEW or not edits:
        return ()
    return [Planted("numbers skip", "numbering", lang, edits, frozenset(n for n, _ in later))]


def following(original: Original, bead: int, lang: Lang) -> list[tuple[int, Block]]:
    """The later members of the list that the bead's block stands in, with their beads."""
    blocks = [b for b in original.sides[lang].document.blocks if b.kind is not Kind.FOOTNOTE]
    labels = {b.id: label for b, label in zip(blocks, labelled(blocks), strict=True) if label}
    own = labels.get(original.block(bead, lang).id)
    if own is None:
        return []
    later = [b for b in blocks if b.id > original.block(bead, lang).id and b.id in labels]
    of_list = [b for b in later if (labels[b.id].list, labels[b.id].style) == (own.list, own.style)]
    return [(original.bead_of[lang, b.id], b) for b in of_list]


def shifted(original: Original, later: Iterable[tuple[int, Block]], lang: Lang, by: int) -> list[Edit]:
    """The edits that renumber all of later; none where one of them can't be."""
    edits = [renumbered(original.sides[lang], block, by) for _, block in later]
    return [edit for some in edits for edit in some] if all(edits) else []


def marker(original: Original, bead: int, lang: Lang, rng: random.Random) -> Sequence[Planted]:
    """One number is another."""
    block = original.block(bead, lang)
    if not block.label or block.kind is Kind.FOOTNOTE:
        return ()
    edits = renumbered(original.sides[lang], block, rng.choice([1, 2, 10]))
    return [Planted("marker", "numbering", lang, edits, frozenset([bead]))]


NUMERAL = re.compile(r"\d+(?=\D*$)|[一二三四五六七八九十]+|[a-z](?=[)）.])")
CJK = "〇一二三四五六七八九"


def renumbered(side: Side, block: Block, by: int) -> list[Edit]:
    """The edits that make its own number higher; none where it has a form that this file does not know."""
    label = block.label[-1]
    start, numeral = block.text.find(label.printed), NUMERAL.search(label.printed)
    value = label.ordinal + by
    if start < 0 or numeral is None or label.kind == "roman" or not 0 < value < 100:
        return []
    letter = numeral[0].isascii() and not numeral[0].isdigit()
    if letter and value > 26:
        return []
    new = str(value) if numeral[0].isdigit() else chr(96 + value) if letter else in_chinese(value)
    return side.changed(block, start + numeral.start(), start + numeral.end(), new)


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (CJK[tens] if tens > 1 else "") + "十" * bool(tens) + (CJK[ones] if ones else "")


def value_of(kind: str) -> Maker:
    def make(original: Original, bead: int, lang: Lang, rng: random.Random) -> Sequence[Planted]:
        """One number, date or symbol is another, or gone."""
        block = original.block(bead, lang)
        old = block.text
        new = rng.choice([change for side, change in CHANGES[kind].values() if side == lang])(old, rng)
        if new is None:
            return ()
        start = next(i for i in range(len(old)) if old[i] != new[i : i + 1])
        kept = next(n for n in range(len(old)) if n == len(new) - start or old[-1 - n] != new[-1 - n])
        kept = min(kept, len(old) - start)
        if any(start <= mark.end and mark.start <= len(old) - kept for mark in block.marks):
            return ()
        edits = original.sides[lang].changed(block, start, len(old) - kept, new[start : len(new) - kept])
        what = f"{kind} {'gone' if len(new) < len(old) - 1 else 'changed'}"
        return [Planted(what, kind, lang, edits, frozenset([bead]))]

    return make


def clause_gone(original: Original, bead: int, lang: Lang, rng: random.Random) -> Sequence[Planted]:
    """One clause is gone, neither the first nor the last, of at most half the text."""
    text = original.block(bead, lang).text
    fewest = {"zh": 8, "en": 24}[lang]  # characters
    inner = [s for s in clauses(text, lang)[1:-1] if fewest <= s.end - s.start <= len(text) / 2]
    if not inner:
        return ()
    edits = original.sides[lang].changed(original.block(bead, lang), *rng.choice(inner), "")
    return [Planted("clause gone", "clause", lang, edits, frozenset([bead]))]


def mark_of(block: Block) -> Mark | None:
    return next((mark for mark in block.marks if mark.start < mark.end), None)


def mark_lost(original: Original, bead: int, lang: Lang, _: random.Random) -> Sequence[Planted]:
    """A footnote mark is gone; a finding at its note tells of it as well."""
    block = original.block(bead, lang)
    mark = mark_of(block)
    if mark is None:
        return ()
    notes = [
        original.bead_of[side, b.id]
        for side in LANGS
        for b in original.sides[side].document.stream(Stream.FOOTNOTES)
        if b.label and b.label[0].printed == mark.number
    ]
    edits = original.sides[lang].changed(block, mark.start, mark.end, "")
    return [Planted("mark lost", "footnote", lang, edits, frozenset([bead, *notes]))]


def mark_moved(original: Original, bead: int, lang: Lang, _: random.Random) -> Sequence[Planted]:
    """A footnote mark stands at the next paragraph."""
    lost, mark = mark_lost(original, bead, lang, _), mark_of(original.block(bead, lang))
    if not lost or mark is None or bead + 1 == len(original.beads):
        return ()
    block = original.block(bead + 1, lang)
    comma = re.search(r"，(?!\d)" if lang == "zh" else r",(?= )", block.text)
    if comma is None or block.kind is Kind.FOOTNOTE:
        return ()
    there = original.sides[lang].changed(block, *comma.span(), comma[0] + mark.number)
    beads = lost[0].beads | {bead + 1}
    return [Planted("mark moved", "footnote", lang, [*lost[0].edits, *there], beads)]


def name_gone(original: Original, bead: int, lang: Lang, rng: random.Random) -> Sequence[Planted]:
    """A name in Latin script that both have once is gone from the English."""
    chinese, english = (original.block(bead, side) for side in LANGS)
    outside = GLOSS.sub("", chinese.text)
    names = [m[0] for m in NAME.finditer(outside) if not NO_NAME.fullmatch(m[0])]
    places = [list(re.finditer(rf"\b{re.escape(name)}\b", english.text)) for name in names]
    single = [found[0] for found in places if len(found) == 1]
    if lang == "zh" or not single:
        return ()
    edits = original.sides["en"].changed(english, *rng.choice(single).span(), "")
    return [Planted("name gone", "name", lang, edits, frozenset([bead]))]


def cut(original: Original, bead: int, lang: Lang, rng: random.Random) -> Sequence[Planted]:
    """A paragraph is two, parted after a sentence: nothing is missing."""
    block = original.block(bead, lang)
    ends = [span.end for span in sentences(block.text, lang, semicolons=True)[:-1]]
    if not ends or len(block.spans) > 1 or block.kind is Kind.FOOTNOTE:
        return ()
    at = rng.choice(ends)
    edits = original.sides[lang].changed(block, at - 1, at, block.text[at - 1] + "\n")
    return [Planted("cut", "split", lang, edits, frozenset([bead]))]


def joined(original: Original, bead: int, lang: Lang, _: random.Random) -> Sequence[Planted]:
    """A paragraph and the next are one: nothing is missing."""
    if bead + 1 == len(original.beads):
        return ()
    first, second = original.block(bead, lang), original.block(bead + 1, lang)
    plain = Kind.PARAGRAPH, Kind.ITEM
    between = Edit(first.spans[-1].end, second.spans[0].start, " " if lang == "en" else "")
    apart = original.sides[lang].text[between.start : between.end].strip()  # footnotes, a page's foot
    if second.id != first.id + 1 or first.kind not in plain or second.kind not in plain or apart:
        return ()
    return [Planted("joined", "merge", lang, [between], frozenset([bead, bead + 1]))]


MAKERS: dict[str, Sequence[Maker]] = {  # kind of finding → ways to call for it
    "unaligned": (block_gone, block_gone),
    "numbering": (gone_and_renumbered, numbers_skip, marker),
    "number": (value_of("number"),),
    "date": (value_of("date"),),
    "symbol": (value_of("symbol"),),
    "clause": (clause_gone,),
    "footnote": (mark_lost, mark_moved),
    "name": (name_gone,),
}
HARMLESS: dict[str, Sequence[Maker]] = {"split": (cut,), "merge": (joined,)}  # remarks, and traps for others
TRIALS = 40  # places at which a defect is tried


def plant(
    original: Original, kinds: Sequence[str], own: set[tuple[str, frozenset[int]]], rng: random.Random
) -> list[Planted]:
    """Defects at beads that lie apart; none where the untouched pair has a finding of the kind (own)."""
    planted: list[Planted] = []
    taken: set[int] = set()
    for _ in range(max(1, len(original.beads) // EVERY)):
        make, kind = rng.choice([(make, kind) for kind in kinds for make in (MAKERS | HARMLESS)[kind]])
        for _ in range(TRIALS):
            lang, bead = rng.choice(LANGS), rng.randrange(len(original.beads))
            if any(k == kind and bead in beads for k, beads in own):
                continue
            made = make(original, bead, lang, rng)
            beads = {n for defect in made if len(defect.beads) <= FEW for n in defect.beads} | {bead}
            near = {n + d for n in beads for d in (-1, 0, 1)}
            if made and made[0].edits and not near & taken and not clash(made, planted):
                planted += made
                taken |= beads
                break
    return planted


def clash(made: Sequence[Planted], planted: Sequence[Planted]) -> bool:
    """Two edits at one place can't both be made, and two changes of one list may cancel out."""
    there = [e for defect in planted if defect.lang == made[0].lang for e in defect.edits]
    numbers = [defect.beads for defect in planted if defect.kind == "numbering"]
    return any(a.start <= b.end and b.start <= a.end for a in made[0].edits for b in there) or any(
        defect.beads & beads for defect in made if defect.kind == "numbering" for beads in numbers
    )
