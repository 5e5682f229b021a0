"""align.quantities: pairs of forms as data, the parts of a quantity, and properties of every text."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.model import Lang
from align.quantities import Kind, compare, extract, keys
from align.quantities.numerals import chinese, roman
from align.quantities.words import english

CASES = json.loads((Path(__file__).parent / "cases" / "quantities.json").read_text(encoding="utf-8"))
ALPHABET = (
    "〇零一二三四五六七八九十百千万亿两廿点分之第条项年月日时半双周前至、，。（）()0123456789.,/- %ABIVXx"
)
WORDS = (
    "one two third ten twenty hundred thousand million and per cent half of a the May article 12 (3) 4.5 -"
)
ZH_TEXT = st.text(alphabet=st.sampled_from(ALPHABET), max_size=30)
EN_TEXT = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)


def marks(case: dict[str, Any]) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=f"{c['label']}: {c['zh']} | {c['en']}", marks=marks(c)) for c in CASES]
)
def test_pair(case: dict[str, Any]) -> None:
    """same: the pair agrees or not. Agreement is by a shared value, unless one side only refers to it
    (excused) or neither prints a hard one (empty)."""
    source, target = extract(case["zh"], "zh"), extract(case["en"], "en")
    comparison = compare(source, target)
    assert comparison.agrees is case["same"], (source, target)
    if case.get("empty"):
        assert not any(q.hard for q in (*source, *target))
    elif case["same"] and not case.get("excused"):
        assert comparison.shared


def test_there_are_enough_pairs() -> None:
    assert len(CASES) >= 300
    assert sum(not c["same"] for c in CASES) >= 50


def test_a_quantity_names_its_place_in_the_text() -> None:
    text = "　　大会２０１０年7月30日第 64/293 号决议"
    year, month, day, resolution = extract(text, "zh")
    assert (year.kind, year.value, year.printed) == (Kind.YEAR, 2010, "２０１０")
    assert (month.kind, month.value, month.printed) == (Kind.MONTH, 7, "7月")
    assert (day.value, day.printed) == (30, "30日")
    assert (resolution.kind, resolution.value, resolution.printed) == (Kind.SYMBOL, "64/293", "64/293")
    assert text[resolution.start : resolution.end] == "64/293"


def test_kinds_of_an_english_text() -> None:
    found = extract(
        "On Friday, 22 May 2015, at 3 p.m., 43 per cent of the members met under article 5.", "en"
    )
    assert [(q.kind, q.value) for q in found if q.hard] == [
        (Kind.WEEKDAY, 5),
        (Kind.DAY, 22),
        (Kind.MONTH, 5),
        (Kind.YEAR, 2015),
        (Kind.TIME, 180),
        (Kind.PERCENT, 43),
        (Kind.PROVISION, 5),
    ]


def test_values_are_exact() -> None:
    (share,) = (q for q in extract("0.1 per cent", "en") if q.hard)
    assert share.value == Fraction(1, 10)
    (amount,) = extract("$3.6 billion", "en")
    assert amount.value == 3_600_000_000


def test_the_opening_label_is_left_out() -> None:
    assert keys("5. Article 7 applies.", "en") == {"7"}
    assert keys("五、第七条准用之。", "zh") == {"7"}
    assert keys("(b) 3 rules", "en") == {"3"}


def test_keys_are_the_hard_values() -> None:
    assert keys("2013年5月13日至15日，第一次，三分之二", "zh") == {"2013", "month 5", "13", "15", "2/3"}
    assert keys("from 13 to 15 May 2013, once, two thirds", "en") == {"2013", "month 5", "13", "15", "2/3"}


def test_comparison_says_what_is_where() -> None:
    comparison = compare(
        extract("共3人，见A/71/119", "zh"), extract("3 persons, see the report, p. 17", "en")
    )
    assert comparison.shared == {"3"}
    assert [q.printed for q in comparison.source_only] == ["A/71/119"]
    assert [q.printed for q in comparison.target_only] == ["17"]
    assert comparison.changed == ()


def test_a_changed_value_is_paired_with_the_old_one() -> None:
    comparison = compare(extract("第17次会议，5月3日", "zh"), extract("18th meeting, 3 May", "en"))
    assert [(a.printed, b.printed) for a, b in comparison.changed] == [("17", "18th")]
    assert not comparison.agrees
    assert not comparison.source_only


def test_a_change_to_a_value_that_stands_elsewhere_is_found() -> None:
    comparison = compare(
        extract("甲15人，乙15人，丙17人", "zh"), extract("A 15, B 17 and C 17 persons", "en")
    )
    assert [(a.printed, b.printed) for a, b in comparison.changed] == [("15", "17")]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("二十六", 26),
        ("一百零九", 109),
        ("三千五百万", 35_000_000),
        ("一亿二千万", 120_000_000),
        ("一万二千万", 120_000_000),
        ("二〇三〇", 2030),
        ("廿五", 25),
        ("百", None),
        ("三四", None),
    ],
)
def test_chinese_numerals(numeral: str, value: int | None) -> None:
    assert chinese(numeral) == value


def test_runs_of_english_number_words() -> None:
    assert [w.value for w in english("two three-year")] == [2, 3]
    assert [w.value for w in english("one hundred and twenty thousand")] == [120_000]
    assert [w.value for w in english("six hundred and three thousand", between=True)] == [600, 3000]
    assert [w.value for w in english("twenty thousand and one hundred thousand")] == [20_000, 100_000]
    assert [w.value for w in english("thousands")] == []


def test_roman_numerals() -> None:
    assert [roman(r) for r in ("I", "IV", "IX", "XIV", "XXXIX")] == [1, 4, 9, 14, 39]


@given(ZH_TEXT, st.sampled_from(["zh", "en"]))
def test_any_text_can_be_read(text: str, lang: Lang) -> None:
    check(text, lang)


@given(EN_TEXT)
def test_any_run_of_words_can_be_read(text: str) -> None:
    check(text, "en")


def check(text: str, lang: Lang) -> None:
    found = extract(text, lang)
    assert [q.start for q in found] == sorted(q.start for q in found)
    assert all(text[q.start : q.end] == q.printed for q in found)
    hard = {q.key for q in found if q.hard}
    assert keys(text, lang) <= hard
    assert hard - keys(text, lang) <= ({"0", "2", "10"} if lang == "zh" else set())  # 第二条
    assert compare(found, found).agrees


@pytest.mark.bench
@pytest.mark.parametrize(("name", "most"), [("un_pairs.tsv", 0.007), ("law_pairs.tsv", 0.014)])
def test_few_true_pairs_seem_to_differ(bench: Path, name: str, most: float) -> None:
    """Share of true pairs that compare() flags; most of these are errors of the source."""
    with (bench / "train" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    flagged = sum(not compare(extract(row["zh"], "zh"), extract(row["en"], "en")).agrees for row in rows)
    assert flagged / len(rows) <= most
