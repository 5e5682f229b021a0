"""Fit the confidence of crossing pairs, and measure how well crossing runs are found.

    python benchmarks/fit_crossing.py BENCH_FOLDER [--write]

Documents are made from the loose pairs of BENCH_FOLDER/train, half of them to fit on and half to
judge by: paragraphs swapped, runs moved, lists in another order, paragraphs missing on either side,
and documents that don't belong together. Everything is drawn with a fixed seed. --write puts the
fitted weights where the code reads them.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from align import aligner, crossing
from align.encoders import load_encoder
from align.model import Bead, Document, Evidence, Stream
from align.progress import Progress
from align.reading import read_document
from align.weights import profile
from training import SEED, by_law, columns

Floats = NDArray[np.float64]

Pair = tuple[str, str]

COUNT = 10  # documents of each kind in each half
L2 = 0.1  # on standardised weights
DATA = Path(crossing.__file__).with_suffix(".json")
KINDS = ("swap", "moved", "list", "missing", "mismatch")
MISSING = (0.0, 0.04, 0.08)  # shares of paragraphs taken out on each side; in "missing" four times that

STATES = """阿富汗 Afghanistan|阿尔巴尼亚 Albania|阿尔及利亚 Algeria|安哥拉 Angola|阿根廷 Argentina|
澳大利亚 Australia|奥地利 Austria|孟加拉国 Bangladesh|白俄罗斯 Belarus|比利时 Belgium|贝宁 Benin|
不丹 Bhutan|博茨瓦纳 Botswana|巴西 Brazil|保加利亚 Bulgaria|布隆迪 Burundi|柬埔寨 Cambodia|
喀麦隆 Cameroon|加拿大 Canada|乍得 Chad|智利 Chile|中国 China|哥伦比亚 Colombia|哥斯达黎加 Costa Rica|
克罗地亚 Croatia|古巴 Cuba|塞浦路斯 Cyprus|丹麦 Denmark|吉布提 Djibouti|厄瓜多尔 Ecuador|埃及 Egypt|
萨尔瓦多 El Salvador|爱沙尼亚 Estonia|埃塞俄比亚 Ethiopia|斐济 Fiji|芬兰 Finland|法国 France|加蓬 Gabon|
格鲁吉亚 Georgia|德国 Germany|加纳 Ghana|希腊 Greece|危地马拉 Guatemala|圭亚那 Guyana|海地 Haiti|
洪都拉斯 Honduras|匈牙利 Hungary|冰岛 Iceland|印度 India|印度尼西亚 Indonesia|伊拉克 Iraq|爱尔兰 Ireland|
以色列 Israel|意大利 Italy|牙买加 Jamaica|日本 Japan|约旦 Jordan|哈萨克斯坦 Kazakhstan|肯尼亚 Kenya|
科威特 Kuwait|黎巴嫩 Lebanon|利比亚 Libya|马来西亚 Malaysia|墨西哥 Mexico|蒙古 Mongolia|摩洛哥 Morocco|
莫桑比克 Mozambique|尼泊尔 Nepal|新西兰 New Zealand|尼日利亚 Nigeria|挪威 Norway|巴基斯坦 Pakistan|
秘鲁 Peru|菲律宾 Philippines|波兰 Poland|葡萄牙 Portugal|卢旺达 Rwanda|塞内加尔 Senegal|新加坡 Singapore|
南非 South Africa|西班牙 Spain|斯里兰卡 Sri Lanka|瑞典 Sweden|瑞士 Switzerland|泰国 Thailand|
突尼斯 Tunisia|土耳其 Türkiye|乌干达 Uganda|乌克兰 Ukraine|乌拉圭 Uruguay|越南 Viet Nam|也门 Yemen|
赞比亚 Zambia|津巴布韦 Zimbabwe"""


LABELLED: dict[str, Callable[[str, Sequence[str]], list[str]]] = {  # each side is numbered by itself
    "plain": lambda _, texts: list(texts),
    "numbered": lambda _, texts: [f"{n}. {text}" for n, text in enumerate(texts, 1)],
    "articles": lambda lang, texts: [
        line
        for n, text in enumerate(texts, 1)
        for line in (f"第{n}条" if lang == "zh" else f"Article {n}", text)
    ],
}


@dataclass(frozen=True)
class Made:
    """A made-up pair. links: block of the source → its counterpart in the target, for those that have one."""

    name: str
    source: Document
    target: Document
    links: dict[int, int]


def made_up(bench: Path, half: int, count: int) -> Iterator[Made]:
    """count documents of each kind, of one half (0 or 1) of the pairs."""
    rng = random.Random(SEED + half)
    laws = by_law(bench / "train" / "law_pairs.tsv")[half::2]
    un = [(zh, en) for zh, en in columns(bench / "train" / "un_pairs.tsv", ("zh", "en"))][half::2]
    states = [(zh, en) for zh, en in (state.split(" ", 1) for state in STATES.replace("\n", "").split("|"))]
    short = [p for p in un if len(p[0]) < 40]
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for n in range(count):
                if n % 2:
                    body = [p for law in rng.sample(laws, rng.randint(3, 20)) for p in law]
                else:
                    body = rng.sample(un, rng.randint(20, 70))
                items = rng.sample(states if n % 3 else short, rng.randint(6, 40)) if kind == "list" else []
                other = rng.sample(un, rng.randint(15, 50)) if kind == "mismatch" else []
                orders = _orders(kind, len(body), len(items), rng)
                made = _written(Path(folder), f"{kind}{n}", *orders, body, items, other, rng)
                if made:
                    yield made


def _orders(kind: str, n: int, items: int, rng: random.Random) -> tuple[list[int], list[int]]:
    """Order of the pairs on each side; items stand after the n of the body, in pair numbers."""
    zh, en = list(range(n)), list(range(n))
    if kind == "swap":
        for _ in range(rng.randint(1, 3)):
            k = rng.randrange(n - 4)
            m = k + rng.randint(1, 3)
            en[k], en[m] = en[m], en[k]
    elif kind == "moved":
        size = rng.randint(1, min(10, n // 3))
        k = rng.randrange(n - size)
        run = en[k : k + size]
        del en[k : k + size]
        place = rng.randrange(len(en))
        en[place:place] = run
    elif kind == "list":
        place = rng.randrange(n)
        run = list(range(n, n + items))
        zh[place:place] = run
        rng.shuffle(run)
        en[place:place] = run
    elif kind == "mismatch":
        en = []
    share = rng.choice(MISSING) * (4 if kind == "missing" else 1)
    return [k for k in zh if rng.random() >= share], [k for k in en if rng.random() >= share]


def _written(
    folder: Path, name: str, zh: list[int], en: list[int],
    body: Sequence[Pair], items: Sequence[Pair], other: Sequence[Pair], rng: random.Random,
) -> Made | None:  # fmt: skip
    pairs = [*body, *items]
    style = rng.choice(("plain", "numbered", "articles"))
    sides = [pairs[k][0] for k in zh], [pairs[k][1] for k in en] + [p[1] for p in other]
    documents = []
    for lang, texts in zip(("zh", "en"), sides, strict=True):
        path = folder / f"{lang}.txt"
        path.write_text("\n".join(LABELLED[style](lang, texts)), encoding="utf-8")
        documents.append(read_document(path, lang, unwrap="never"))
    size = 1 + (style == "articles")  # blocks of a pair: heading and text
    if [len(d.blocks) for d in documents] != [len(t) * size for t in sides]:
        return None  # read otherwise than written: pairs of several paragraphs
    place = {k: j for j, k in enumerate(en)}
    links = {i * size + f: place[k] * size + f for i, k in enumerate(zh) if k in place for f in range(size)}
    return Made(name, documents[0], documents[1], links)


# Fitting and judging.


@dataclass(frozen=True)
class Case:
    """A made-up pair after the monotone pass. right: its true pairs of blocks."""

    kind: str
    source: aligner.Side
    target: aligner.Side
    beads: list[Bead]
    right: set[tuple[int, int]]
    pairs: crossing.Pairs
    labels: Floats  # (k,) 1 for a candidate that is a true pair


def cases(bench: Path, half: int) -> Iterator[Case]:
    encoder, progress, constants = load_encoder("bundled"), Progress(), profile("legal")
    for made in made_up(bench, half, COUNT):
        source, target = (
            aligner._side(d.stream(Stream.TEXT), encoder, progress, lexical=False)
            for d in (made.source, made.target)
        )
        beads = aligner._align_stream(source, target, constants, progress)
        pools = crossing.doubtful(source, target, beads)
        pairs = crossing.candidates(source[1], target[1], beads, pools)
        right = set(made.links.items())
        labels = [
            float(pair in right) for pair in zip(pairs.source.tolist(), pairs.target.tolist(), strict=True)
        ]
        yield Case(made.name.rstrip("0123456789"), source, target, beads, right, pairs, np.array(labels))


def fit(fitted_on: Sequence[Case]) -> dict[str, float]:
    """First the pair by itself, then what the others of its document say."""
    labels = np.concatenate([c.labels for c in fitted_on])
    own = logistic(np.concatenate([c.pairs.features for c in fitted_on]), labels)
    contexts = [crossing.in_context(c.pairs, c.pairs.features @ own)[0] for c in fitted_on]
    context = logistic(np.concatenate(contexts), labels)
    names = (*crossing.FEATURES, *crossing.CONTEXT)
    return {name: round(float(w), 3) for name, w in zip(names, (*own, *context), strict=True)}


def logistic(features: Floats, labels: Floats) -> Floats:
    """Weights of a logistic regression; the first column is the constant."""
    scale = features.std(axis=0)
    scale[0] = 1.0
    x = features / scale
    penalised = np.r_[0.0, np.full(x.shape[1] - 1, L2)]

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        value = float((np.logaddexp(0, z) - z * labels).sum() + 0.5 * penalised @ w**2)
        return value, x.T @ (crossing.sigmoid(z) - labels) + penalised * w

    return minimize(loss, np.zeros(x.shape[1]), jac=True).x / scale


def judge(judged_on: Sequence[Case], weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """By kind of document: crossing pairs, their precision, share of true pairs found before and after."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    confidences, rights = [], []
    crossing.fitted = lambda: weights  # type: ignore[assignment]
    for case in judged_on:
        u, v = (units.vectors.vectors(1) for _, units in (case.source, case.target))  # type: ignore[union-attr]
        found, _ = crossing.link(
            case.beads, case.source, case.target, crossing.names(),  # type: ignore[arg-type]
            lambda s, t, u=u, v=v: Evidence(similarity=float(u[s.start] @ v[t.start])),  # type: ignore[misc]
        )  # fmt: skip
        crossed = [b for b in found if b.crossing]
        count = counts[case.kind]
        count["blocks"] += len(u) + len(v)
        count["crossing"] += len(crossed)
        count["crossing right"] += len(linked(crossed) & case.right)
        count["true"] += len(case.right)
        count["before"] += len(linked(case.beads) & case.right)
        count["after"] += len(linked(found) & case.right)
        confidences += [b.confidence for b in crossed]
        rights += [linked([b]) <= case.right for b in crossed]
    print(f"{len(rights)} crossing pairs: confidence {np.mean(confidences):.3f}, right {np.mean(rights):.3f}")
    return {kind: figures(count) for kind, count in counts.items()}


def linked(beads: Sequence[Bead]) -> set[tuple[int, int]]:
    return {(s.block, t.block) for b in beads for s in b.source for t in b.target}


def figures(count: Counter[str]) -> dict[str, float]:
    ratios = {
        "crossing": count["crossing"],
        "precision": count["crossing right"] / max(count["crossing"], 1),
        "false per 100 blocks": 100 * (count["crossing"] - count["crossing right"]) / count["blocks"],
        "found before": count["before"] / max(count["true"], 1),
        "found after": count["after"] / max(count["true"], 1),
    }
    return {name: round(value, 3) for name, value in ratios.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    weights = fit(list(cases(options.bench, 0)))
    held_out = judge(list(cases(options.bench, 1)), weights)
    for kind, row in held_out.items():
        print(f"{kind:9}", ", ".join(f"{name} {value}" for name, value in row.items()))
    if options.write:
        origin = "benchmarks/fit_crossing.py: made-up documents of UN sentences and Taiwan statutes"
        table = {"origin": origin, "weights": weights, "held out": held_out}
        DATA.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
