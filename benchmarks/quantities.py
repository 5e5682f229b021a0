"""Value curves: how many changed numbers, dates and symbols are found, at how many false alarms.

    python benchmarks/quantities.py BENCH_FOLDER [--show N]

In the true pairs of train/un_pairs.tsv, law_pairs.tsv and news_pairs.tsv one value is changed, or taken
out, at random with a fixed seed, on one side; the checks must find it in pairs of which they say nothing
untouched. The UN pairs hold hardly any document symbols, so made-up ones are written into both sides
first. What is planted is found by expressions of this file, not by those of align.

Flags on untouched pairs were looked at by eye; results/value_alarms.json has the verdicts by line of
the file: "source" where the two texts do differ, "ours" where they don't. A flag without verdict counts
as a false alarm.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

from align.checks import values
from align.checks.material import Material
from align.encoders.bundled import BundledEncoder
from align.model import Alignment, Bead, Block, Document, Finding, Kind, Lang, Span, Unit
from align.quantities import keys

SEED = 3
FILES = ("un_pairs.tsv", "law_pairs.tsv")  # the rules were made with these in view
OTHER = "news_pairs.tsv"  # news, for which no rule was made
VERDICTS = Path(__file__).parent / "results" / "value_alarms.json"
LABEL = 8  # characters at the start that may be a paragraph number, which numbering checks
ENCODER = BundledEncoder()  # values ask nothing of it
FORMS = ("differs", "zh", "en")  # what has no counterpart: a value on both sides, or on one
CHECKS = {"number": values.check_numbers, "date": values.check_dates, "symbol": values.check_symbols}

Pair = tuple[str, str]
Change = Callable[[str, random.Random], str | None]

WORDS = ["three", "four", "five", "six", "seven", "eight", "nine", "eleven", "twelve", "twenty"]
WORDS += ["thirty", "forty", "fifty"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
MONTHS += ["October", "November", "December"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
NUMERALS = "三四五六七八九"
SYMBOL = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z.]*(?:/[A-Za-z0-9.]+)*/\d+|\b\d+/\d+\b|(?<=No\. )\d+")


def digit(pattern: str | re.Pattern[str], digits: str = "123456789") -> Change:
    """Replaces one digit of one match of pattern by another."""
    found = re.compile(pattern)

    def change(text: str, rng: random.Random) -> str | None:
        places = [m for m in found.finditer(text) if m.start() > LABEL]
        if not places:
            return None
        in_reach = [i for i in range(*rng.choice(places).span()) if text[i] in digits + "0"]
        if not in_reach:  # １９４９
            return None
        at = rng.choice(in_reach)
        return text[:at] + rng.choice([d for d in digits if d != text[at]]) + text[at + 1 :]

    return change


def word(words: list[str], pattern: str = r"\b(?:{})\b") -> Change:
    """Replaces one of words, where pattern finds it, by another of them."""
    found = re.compile(pattern.format("|".join(words)))

    def change(text: str, rng: random.Random) -> str | None:
        places = list(found.finditer(text))
        if not places:
            return None
        place = rng.choice(places)
        return text[: place.start()] + rng.choice([w for w in words if w != place[0]]) + text[place.end() :]

    return change


def gone(pattern: str | re.Pattern[str]) -> Change:
    """Takes one match of pattern out that stands in the text once: years are often said once for twice."""
    found = re.compile(pattern)

    def change(text: str, rng: random.Random) -> str | None:
        places = [m for m in found.finditer(text) if m.start() > LABEL and text.count(m[0].strip()) == 1]
        if not places:
            return None
        place = rng.choice(places)
        return text[: place.start()] + text[place.end() :]

    return change


EN_NUMBER = r"(?<=[\s$(])\d[\d,.]*\d(?![-/])|(?<=[\s(])\d(?=[\s,;.)%])"
EN_COUNT = r"(?<=[\s$])\d[\d,.]*\d(?![-/\d])(?! (?:" + "|".join(MONTHS) + r"))"
ZH_NUMBER = r"(?<![A-Za-z\d/.])\d[\d ]*(?=[^\d .A-Za-z/年月日])"
EN_DAY = r"\b\d{1,2}(?= (?:" + "|".join(MONTHS) + r")\b)"
CHANGES: dict[str, dict[str, tuple[Lang, Change]]] = {
    "number": {
        "digit": ("en", digit(EN_NUMBER)),
        "word": ("en", word(WORDS)),
        "number gone": ("en", gone(EN_COUNT)),
        "数字": ("zh", digit(ZH_NUMBER)),
        "numeral": ("zh", digit(f"(?<=第)[{NUMERALS}]|[{NUMERALS}](?=[年人])", NUMERALS)),
        "数字 gone": ("zh", gone(r"(?<![A-Za-z\d/.])\d[\d ]+\d(?=[^\d .A-Za-z/年月日])")),
    },
    "date": {
        "day": ("en", digit(EN_DAY)),
        "month": ("en", word(MONTHS)),
        "year": ("en", digit(r"(?<=\b(?:19|20))\d\d\b")),
        "weekday": ("en", word(WEEKDAYS)),
        "date gone": ("en", gone(EN_DAY + r" \w+(?: \d{4})?")),
        "日": ("zh", digit(r"(?<=月)\d{1,2}(?=日)")),
        "月": ("zh", word([f"{n}月" for n in range(1, 10)], r"(?<=年)(?:{})(?=\d{{1,2}}日)")),
        "年": ("zh", digit(r"(?<=19|20)\d\d(?=年)")),
        "星期": ("zh", word([f"星期{n}" for n in "一二三四五六日"], "{}")),
    },
    "symbol": {
        "symbol": ("en", digit(SYMBOL)),
        "symbol gone": ("en", gone(SYMBOL)),
        "文号": ("zh", digit(SYMBOL)),
        "文号 gone": ("zh", gone(SYMBOL)),
    },
}
SYMBOLS = [  # as the two languages print them
    ("(A/{a}/{b}4)", "(A/{a}/{b}4)"),
    ("(S/20{b}/{a}7)", "(S/20{b}/{a}7)"),
    ("(见E/CN.4/19{b}/{a}2)", "(see E/CN.4/19{b}/{a}2)"),
    ("(A/CONF.{b}8/{a})", "(A/CONF.{b}8/{a})"),
    ("(CEDAW/C/GC/{a})", "(CEDAW/C/GC/{a})"),
    ("(大会第{a}/{b}5号决议)", "(General Assembly resolution {a}/{b}5)"),
    ("(A/RES/{a}/{b}1)", "(resolution {a}/{b}1)"),
    ("(A/{a}/{b}9/Rev.1和Add.3)", "(A/{a}/{b}9/Rev.1 and Add.3)"),
]


def with_symbol(pair: Pair, rng: random.Random) -> Pair:
    """The pair with one symbol written at the end of both sides, before a closing mark."""
    a, b, forms = rng.randint(50, 70), rng.randint(11, 99), rng.choice(SYMBOLS)
    zh, en = (
        re.sub(r"([。；，.;,:：]?\s*)$", f" {form.format(a=a, b=b)}\\1", text, count=1)
        for text, form in zip(pair, forms, strict=True)
    )
    return zh, en


def document(text: str, lang: Lang) -> Document:
    return Document(lang, lang, (Block(0, Kind.PARAGRAPH, text, lang, (Span(0, len(text)),)),))


def flags(pair: Pair) -> list[Finding]:
    """What the checks say of a pair that is a document of its own."""
    source, target = document(pair[0], "zh"), document(pair[1], "en")
    bead = Bead((Unit(0, 0, len(pair[0])),), (Unit(0, 0, len(pair[1])),))
    material = Material(Alignment(source, target, (bead,)), ENCODER)
    return [finding for check in CHECKS.values() for finding in check(material)]


def form_of(finding: Finding) -> str:
    """ "differs", or the side whose value has no counterpart."""
    return "differs" if finding.source and finding.target else "zh" if finding.source else "en"


def read(path: Path) -> list[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["zh"], row["en"]) for row in rows]


def plant(pairs: list[Pair], lang: Lang, change: Change) -> Iterator[Pair]:
    """The pairs in which change found something to change."""
    rng = random.Random(SEED)
    for zh, en in pairs:
        new = change(zh if lang == "zh" else en, rng)
        if new:
            yield (new, en) if lang == "zh" else (zh, new)


def shares(found: list[list[Finding]], tally: Counter[tuple[str, str]], pairs: int) -> str:
    """Recall / false alarms in per cent of pairs, as the three forms are let in, the surest first."""
    forms = sorted(FORMS, key=lambda f: sum(n for (_, g), n in tally.items() if g == f))
    let_in = list(accumulate(({f} for f in forms), set.union))
    recall = [
        sum(any(form_of(f) in some for f in flagged) for flagged in found) / len(found) for some in let_in
    ]
    alarms = [sum(n for (_, g), n in tally.items() if g in some) / pairs for some in let_in]
    return "  ".join(f"{r:.3f} at {a:.2%}" for r, a in zip(recall, alarms, strict=True))


def judge(name: str, pairs: list[Pair], verdicts: dict[str, str], show: int) -> Counter[tuple[str, str, str]]:
    """Print the curves of one file. Returns how many flags on untouched pairs, by kind, form and verdict."""
    start = time.process_time()
    found = [flags(pair) for pair in pairs]
    seconds = time.process_time() - start
    start = time.process_time()
    for zh, en in pairs:
        keys(zh, "zh")
        keys(en, "en")
    keyed = time.process_time() - start
    flagged = [line for line, findings in enumerate(found, 2) if findings]
    unseen = [line for line in flagged if str(line) not in verdicts]
    real = sum(verdicts.get(str(line)) == "source" for line in flagged)
    print(f"{name}: {len(flagged)} of {len(pairs)} untouched pairs flagged ({len(flagged) / len(pairs):.2%})")
    false = len(flagged) - real
    print(f"  real differences: {real}; false alarms: {false} ({false / len(pairs):.2%} of the pairs),")
    print(f"  {len(unseen)} of them not looked at")
    print(f"  {seconds / len(pairs) * 1000:.2f} ms a pair, keys alone {keyed / len(pairs) * 1000:.3f} ms")
    counts = Counter(
        (finding.kind, form_of(finding), verdicts.get(str(line), "ours"))
        for line, findings in enumerate(found, 2)
        for finding in findings
    )
    quiet = [pair for pair, findings in zip(pairs, found, strict=True) if not findings]
    for kind, changes in CHANGES.items():
        tally = Counter({(k, f): n for (k, f, v), n in counts.items() if k == kind and v != "source"})
        total: dict[str, list[list[Finding]]] = {"zh": [], "en": []}
        for what, (lang, change) in changes.items():
            rng = random.Random(SEED)
            ground = [with_symbol(p, rng) for p in quiet] if kind == "symbol" else quiet
            made = list(plant(ground, lang, change))
            hits = [flags(pair) for pair in made]
            total[lang] += hits
            if made:
                print(f"  {kind} {lang}, {what}: {sum(map(bool, hits)) / len(made):.4f} of {len(made)}")
            for pair in [p for p, hit in zip(made, hits, strict=True) if not hit][:show]:
                print("    missed\n      " + "\n      ".join(pair))
        for lang, hits in total.items():
            if hits:
                print(f"  {kind} {lang}, all: {shares(hits, tally, len(pairs))} (of {len(hits)})")
    for line in unseen[:show]:
        said = "; ".join(finding.message for finding in found[line - 2])
        print(f"  line {line}: {said}\n    " + "\n    ".join(pairs[line - 2]))
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print so many unseen flags and missed changes")
    options = parser.parse_args()
    verdicts = json.loads(VERDICTS.read_text(encoding="utf-8")) if VERDICTS.exists() else {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for name in FILES:
        pairs = read(options.bench / "train" / name)
        counts += judge(name, pairs, verdicts.get(name, {}), options.show)
    judge(OTHER, read(options.bench / "train" / OTHER), verdicts.get(OTHER, {}), options.show)
    print(f"flags by kind and form, real / all ({', '.join(FILES)}):")
    for kind in CHECKS:
        for f in FORMS:
            real = counts[kind, f, "source"]
            print(f"  {kind} {f}: {real} / {real + counts[kind, f, 'ours']}")


if __name__ == "__main__":
    main()
