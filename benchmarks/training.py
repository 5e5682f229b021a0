"""Documents with gold to fit on: the development cases as they are, and made-up ones from loose pairs.

Made-up documents are clean pairs in order, then damaged the way real ones are: blocks deleted on one
side (some with what follows renumbered), merged, split; and pairs of documents that don't belong
together. Everything is drawn with a fixed seed.
"""

from __future__ import annotations

import json
import random
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from align.model import Block, Stream
from align.reading import read_document
from align.text import join

SUITES = ("resolutions", "treaties", "laws", "clauses", "mismatch")
SEED = 20100730
Gold = tuple[range, range, bool]  # source units, target units, coarse: finer beads inside are right as well


@dataclass(frozen=True)
class Example:
    """One stream of one pair, with its gold beads in order."""

    name: str
    text: str  # which text it is of: a text stands in several cases
    source: Sequence[Block]
    target: Sequence[Block]
    gold: Sequence[Gold]


def normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_beads(path: Path) -> list[tuple[list[str], list[str]]]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    sides = [[[b for b in map(normal, cell.split("¶")) if b] for cell in (*row, "")[:2]] for row in rows]
    return [(s[0], s[1]) for s in sides]


def development(bench: Path) -> Iterator[Example]:
    """Examples of the development cases whose blocks are read as the gold has them."""
    for suite in SUITES:
        for folder in sorted((bench / "dev" / suite).iterdir()):
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if not (folder / "gold.tsv").exists():
                continue
            name = f"{suite}/{folder.name}"
            text = folder.name if suite == "mismatch" else folder.name.replace("_broken", "").split("_")[0]
            if suite in ("laws", "resolutions"):
                text = folder.name.replace("_broken", "")
            yield from of_files(
                name, text, folder / "zh.txt", folder / "en.txt", read_beads(folder / "gold.tsv"),
                meta.get("gold_level") == "mixed",
            )  # fmt: skip


def of_files(
    name: str, text: str, zh: Path, en: Path, beads: list[tuple[list[str], list[str]]], coarse: bool
) -> Iterator[Example]:
    source, target = read_document(zh, "zh"), read_document(en, "en")
    for stream in Stream:
        x, y = source.stream(stream), target.stream(stream)
        gold = place(beads, [normal(b.text) for b in x], [normal(b.text) for b in y], coarse)
        if gold is None:
            print(f"left out: {name} {stream}: its blocks are not those of the gold")
        elif x and y:
            yield Example(f"{name} {stream}", text, x, y, gold)


def place(
    beads: list[tuple[list[str], list[str]]], source: list[str], target: list[str], coarse: bool
) -> list[Gold] | None:
    """The beads that lie in these blocks, in block numbers; None if the blocks don't add up to them."""
    i = j = 0
    result: list[Gold] = []
    for zh, en in beads:
        k, m = len(zh), len(en)
        here = source[i : i + k] == zh and target[j : j + m] == en
        if here and (k or m):
            fine = coarse and k > 1 and m > 1
            result.append((range(i, i + k), range(j, j + m), fine))
            i, j = i + k, j + m
    return result if (i, j) == (len(source), len(target)) else None


# Made-up documents.


def made_up(bench: Path, laws: int, resolutions: int, mismatches: int) -> Iterator[Example]:
    """That many documents of each kind."""
    rng = random.Random(SEED)
    law_pairs = by_law(bench / "train" / "law_pairs.tsv")
    un_pairs = columns(bench / "train" / "un_pairs.tsv", ("zh", "en"))
    with tempfile.TemporaryDirectory() as folder:
        for n in range(laws):
            pairs = [p for law in rng.sample(law_pairs, rng.randint(4, 25)) for p in law]
            yield from written(Path(folder), f"made/law{n}", damaged(as_articles(pairs), rng))
        for n in range(resolutions):
            pairs = rng.sample(un_pairs, rng.randint(20, 60))
            opened = rng.random() < 0.7
            lines = as_list(opened_with_verbs(pairs, rng) if opened else pairs, rng)
            # Nobody runs two paragraphs together that open with verbs of their own.
            yield from written(Path(folder), f"made/un{n}", damaged(lines, rng, merge=not opened))
        for n in range(mismatches):
            if n % 2:
                x, y = ([p for law in rng.sample(law_pairs, 8) for p in law] for _ in range(2))
                a, b = as_articles(x), as_articles(y)
            else:
                a, b = (as_list(rng.sample(un_pairs, rng.randint(15, 40)), rng) for _ in range(2))
            lines: list[Line] = [(zh, []) for zh, _ in a] + [([], en) for _, en in b]
            yield from written(Path(folder), f"made/mismatch{n}", lines)


OPENINGS = (  # put before the sentences of some lists, which have none of their own
    ("回顾", "Recalling that "), ("又回顾", "Recalling also that "), ("重申", "Reaffirming that "),
    ("注意到", "Noting that "), ("还注意到", "Noting further that "), ("强调", "Stressing that "),
    ("关切地注意到", "Noting with concern that "), ("赞赏地注意到", "Noting with appreciation that "),
    ("认识到", "Recognizing that "),
    ("铭记", "Bearing in mind that "), ("意识到", "Aware that "), ("深信", "Convinced that "),
    ("考虑到", "Considering that "), ("着重指出", "Underlining that "), ("欢迎", "Welcoming the fact that "),
    ("确认", "Acknowledging that "),
)  # fmt: skip

Part = tuple[str, str]  # printed label, text
Line = tuple[list[Part], list[Part]]  # one bead: its Chinese blocks and its English blocks


def as_articles(pairs: Sequence[tuple[str, str]]) -> list[Line]:
    lines: list[Line] = []
    for n, (zh, en) in enumerate(pairs, 1):
        lines.append(([(f"第{n}条", "")], [(f"Article {n}", "")]))
        lines.append(([("", zh)], [("", en)]))
    return lines


def as_list(pairs: Sequence[tuple[str, str]], rng: random.Random) -> list[Line]:
    """The first third without numbers, then 1. 2. 3., some with (a) (b) below."""
    lines: list[Line] = []
    number = letter = 0
    for n, (zh, en) in enumerate(pairs):
        if n < len(pairs) // 3:
            label = ""
        elif letter and letter < 5 and rng.random() < 0.6:
            letter += 1
            label = f"({chr(96 + letter)})"
        else:
            number, letter = number + 1, int(rng.random() < 0.2)
            label = f"{number}."
        lines.append(([(label, zh)], [(label, en)]))
        letter = letter if letter else 0
    return lines


def opened_with_verbs(pairs: Sequence[tuple[str, ...]], rng: random.Random) -> list[tuple[str, ...]]:
    """The pairs with a verb of resolutions before each, the same in both languages."""
    verbs = [rng.choice(OPENINGS) for _ in pairs]
    return [
        (zh_verb + zh, en_verb + en[0].lower() + en[1:])
        for (zh_verb, en_verb), (zh, en) in zip(verbs, pairs, strict=True)
    ]


def damaged(lines: list[Line], rng: random.Random, merge: bool = True) -> list[Line]:
    """Delete, merge and split blocks; renumber after some of the deletions."""
    rate = rng.choice((0.0, 0.03, 0.06, 0.12))
    result: list[Line] = []
    k = 0
    while k < len(lines):
        zh, en = list(lines[k][0]), list(lines[k][1])
        chance = rng.random()
        if chance < rate:
            whole = 2 if not zh[0][1] and k + 1 < len(lines) else 1  # a heading goes with its article
            side = rng.random() < 0.5
            for line in lines[k : k + whole]:
                result.append(([], list(line[1])) if side else (list(line[0]), []))
            if rng.random() < 0.6:
                lines = lines[: k + whole] + renumbered(
                    lines[k][0 if side else 1][0][0], lines[k + whole :], side
                )
            k += whole
            continue
        if merge and chance < 1.5 * rate and k + 1 < len(lines) and zh[0][1] and lines[k + 1][0][0][1]:
            other = lines[k + 1]
            if rng.random() < 0.5:
                result.append((zh + other[0], [joined("en", en + other[1])]))
            else:
                result.append(([joined("zh", zh + other[0])], en + other[1]))
            k += 2
            continue
        if chance < 2 * rate and zh[0][1]:
            result.append((cut(zh[0], "。"), en) if rng.random() < 0.5 else (zh, cut(en[0], ". ")))
        else:
            result.append((zh, en))
        k += 1
    return result


def renumbered(gone: str, lines: list[Line], side: bool) -> list[Line]:
    """Labels of the same style after a deleted one, counted down by one on that side."""
    digits = "".join(c for c in gone if c.isdigit())
    if not digits:
        return lines
    prefix, suffix = gone.split(digits, 1)
    result = []
    for line in lines:
        parts = list(line[0 if side else 1])
        if parts:
            label, text = parts[0]
            inner = label.removeprefix(prefix).removesuffix(suffix)
            if label and label == f"{prefix}{inner}{suffix}" and inner.isdigit() and int(inner) > int(digits):
                parts[0] = (f"{prefix}{int(inner) - 1}{suffix}", text)
        result.append((parts, line[1]) if side else (line[0], parts))
    return result


def joined(lang: str, parts: list[Part]) -> Part:
    return parts[0][0], join("zh" if lang == "zh" else "en", [parts[0][1], *(t for _, t in parts[1:])])


def cut(part: Part, end: str) -> list[Part]:
    """Split near the middle, after a sentence; whole where there is none."""
    label, text = part
    places = [k + len(end) for k in range(len(text)) if text.startswith(end, k) and k + len(end) < len(text)]
    if not places:
        return [part]
    place = min(places, key=lambda k: abs(k - len(text) / 2))
    return [(label, text[:place].strip()), ("", text[place:].strip())]


def written(folder: Path, name: str, lines: list[Line]) -> Iterator[Example]:
    zh, en = folder / "zh.txt", folder / "en.txt"
    beads = []
    texts: tuple[list[str], list[str]] = ([], [])
    for line in lines:
        sides = []
        for side, parts in enumerate(line):
            blocks = [f"{label} {text}".strip() if side else label + text for label, text in parts]
            texts[side].extend(blocks)
            sides.append([normal(b) for b in blocks])
        beads.append((sides[0], sides[1]))
    zh.write_text("\n".join(texts[0]), encoding="utf-8")
    en.write_text("\n".join(texts[1]), encoding="utf-8")
    yield from of_files(name, name, zh, en, beads, False)


def columns(path: Path, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    header, *rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    places = [header.index(name) for name in names]
    return [tuple(row[p].strip() for p in places) for row in rows]


def by_law(path: Path) -> list[list[tuple[str, str]]]:
    laws: dict[str, list[tuple[float, str, str]]] = {}
    for law, article, zh, en in columns(path, ("law", "article", "zh", "en")):
        laws.setdefault(law, []).append((float(article.replace("-", ".")), zh, en))
    return [[(zh, en) for _, zh, en in sorted(articles)] for _, articles in sorted(laws.items())]
