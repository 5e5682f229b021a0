"""Term pairs: what may be a term, what stands for it, and the files and lists that are made of them."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from align.association import key_of
from align.config import Settings
from align.errors import InputError, OutputError
from align.model import Alignment, Review, Status
from align.project import Project, dump, load
from align.terms import Passage, Term, find_terms
from align.terms.candidates import candidates
from align.terms.files import TABLES, WRITERS, Glossary, check_output, write
from align.terms.known import Known, read_known, unused
from align.terms.passages import passages_of, quote
from align.terms.table import HEADINGS, LISTED, Row, listed, make_rows
from align.terms.words import words
from conftest import Run
from small_report import CREATED, small_alignment

TESTS = Path(__file__).parent
CASES = json.loads((TESTS / "cases" / "terms.json").read_text(encoding="utf-8"))

# Ten topics that nothing else is about, and a paragraph with two of them each time: what stands for what
# can be told from that alone.
TOPICS = {
    "湿地基金": "wetlands fund", "环境部": "Ministry of the Environment", "候鸟": "migratory bird",
    "水质标准": "water quality standard", "渔业协定": "fisheries agreement", "沿岸国": "riparian State",
    "航行自由": "freedom of navigation", "洪水预警": "flood warning", "联合委员会": "Joint Commission",
    "灌溉用水": "irrigation water",
}  # fmt: skip
NAMES = list(TOPICS)
PASSAGES = [
    Passage(
        f"OP{n}", f"{n}. 注意到{a}，并请{b}；", f"{n}. Notes the {TOPICS[a]} and requests the {TOPICS[b]};"
    )
    for n, (a, b) in enumerate(((NAMES[i % 10], NAMES[(i * 3 + i // 10 + 1) % 10]) for i in range(60)), 1)
    if a != b
]


@pytest.fixture(scope="module")
def terms() -> tuple[Term, ...]:
    return find_terms(PASSAGES)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["text"],
            marks=[pytest.mark.xfail(reason=case["known_failure"])] if "known_failure" in case else [],
        )
        for case in CASES
    ],
)
def test_candidates(case: dict[str, list[str]]) -> None:
    found = {*candidates(case["text"])}  # type: ignore[arg-type]
    assert [term for term in case["terms"] if term not in found] == []
    assert [term for term in case["none"] if term in found] == []


def test_words_are_all_of_the_text() -> None:
    text = " 回顾《湿地公约》，\n2017 年 A/RES/1；"
    assert "".join(word.text for word in words(text)) == text


def test_terms_and_their_english(terms: tuple[Term, ...]) -> None:
    assert {term.zh: key_of(term.en) for term in terms} == {zh: key_of(en) for zh, en in TOPICS.items()}
    for term in terms:
        where = tuple(n for n, passage in enumerate(PASSAGES) if term.zh in passage.zh)
        assert (term.passages, term.share, term.others) == (where, 1.0, ())


def test_terms_are_deterministic(terms: tuple[Term, ...]) -> None:
    assert find_terms(PASSAGES) == terms


TOPIC = st.sampled_from(NAMES)


@given(st.lists(st.lists(st.tuples(TOPIC, TOPIC), min_size=1, max_size=3), max_size=25), st.integers(2, 4))
def test_a_term_stands_where_it_says(texts: list[list[tuple[str, str]]], min_count: int) -> None:
    """Whatever the texts, be their two sides about the same or not."""
    passages = [
        Passage(str(n), "，".join(zh for zh, _ in text), ", ".join(TOPICS[other] for _, other in text))
        for n, text in enumerate(texts)
    ]
    for term in find_terms(passages, min_count):
        assert len(term.passages) >= min_count
        assert all(term.zh in passages[n].zh for n in term.passages)
        for use in term.uses:
            assert all(key_of(use.en) in key_of(passages[n].en) for n in use.passages)
        told = [n for use in term.uses for n in use.passages]
        assert sorted((*told, *term.others)) == list(term.passages)
        assert 0.5 <= term.share <= 1


def test_a_term_needs_enough_passages() -> None:
    assert find_terms(PASSAGES[:2]) == ()
    assert find_terms([]) == ()


def test_deviations_are_told() -> None:
    """Of the passages on the fund some call it otherwise, in one wording, and one says nothing of it."""
    about = [n for n, passage in enumerate(PASSAGES) if "湿地基金" in passage.zh]
    changed = list(PASSAGES)
    for n in about[:4]:
        changed[n] = changed[n]._replace(en=changed[n].en.replace("wetlands fund", "treasury of ponds"))
    changed[about[4]] = changed[about[4]]._replace(en=changed[about[4]].en.replace("wetlands fund", "it"))
    term = next(term for term in find_terms(changed) if term.zh == "湿地基金")
    assert term.en == "wetlands fund"
    assert [(use.en, list(use.passages)) for use in term.uses[1:]] == [("treasury of ponds", about[:4])]
    assert term.others == (about[4],)
    (row,) = make_rows([term], changed)
    assert row.others == "treasury of ponds (4)"
    assert row.deviations == "; ".join(changed[n].place for n in about[:5])
    assert row.share == round(1 - 5 / len(about), 2)


def test_an_example_is_quoted_with_its_place(terms: tuple[Term, ...]) -> None:
    for row in make_rows(terms, PASSAGES):
        passage = next(p for p in PASSAGES if p.place == row.place)
        assert row.zh in row.zh_example
        assert row.zh_example in passage.zh
        assert row.en_example in passage.en


def test_a_quotation_is_cut_and_marked_so() -> None:
    text = f"{'before ' * 20}the Wetlands\nFund {'after ' * 20}"
    assert quote(text, "wetlands fund") == f"…{'before ' * 8}the Wetlands Fund{' after' * 10}…"
    assert quote("前" * 99 + "湿地" + "后" * 99, "湿地") == f"…{'前' * 60}湿地{'后' * 60}…"
    assert quote("x" * 99 + "湿地", "湿地") == "…湿地"
    assert quote("short", "missing") == "short"


def test_long_lists_of_places_are_cut() -> None:
    assert listed(["PP1", "PP1", "PP2"]) == "PP1; PP2"
    assert listed([str(n) for n in range(LISTED + 2)]).endswith("; 49; and 2 more")


# --- which passages -------------------------------------------------------------------------------


def project(alignment: Alignment, title: str = "wetlands") -> Project:
    return Project(alignment, Settings(), CREATED, title)


def test_passages_are_pairs_to_trust() -> None:
    """Unaligned ones and one with a confidence of .31 stay out; the footnote is in two sentences."""
    found = passages_of([project(small_alignment())])
    assert [p.place for p in found] == ["row 1", "PP1", "OP1", "OP3", "row 8", "row 9", "fn 1", "fn 1"]
    assert found[2].zh == "1. 决定设立湿地基金1，由秘书处管理；"


def test_a_reviser_has_the_last_word_on_passages() -> None:
    alignment = small_alignment()
    beads = list(alignment.beads)
    beads[1] = replace(beads[1], review=Review(Status.WRONG))
    beads[5] = replace(beads[5], review=Review(Status.OK))
    places = [p.place for p in passages_of([project(replace(alignment, beads=tuple(beads)))])]
    assert "PP1" not in places
    assert "OP4" in places


def test_places_of_many_documents_name_the_document() -> None:
    found = passages_of([project(small_alignment(), "A"), project(small_alignment(), "B")])
    assert [found[1].place, found[9].place] == ["A, PP1", "B, PP1"]


# --- files ----------------------------------------------------------------------------------------

ROW = Row(
    "=湿地&基金",
    "wetlands <fund>",
    7,
    0.86,
    "pond\tfund (1)",
    "OP3",
    "PP1",
    "《湿地&基金》\u0001",
    "the\nfund",
)


def glossary(*rows: Row, source: str = "zh") -> Glossary:
    sides = ("zh", "en") if source == "zh" else ("en", "zh")
    return Glossary("wetlands & ponds", HEADINGS, rows, sides, {"zh": "zh-CN", "en": "en"})


def test_csv(tmp_path: Path) -> None:
    write(glossary(ROW), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        head, row = csv.reader(file)
    assert head == list(HEADINGS.values())
    assert row == [str(cell) for cell in ROW]


def test_xlsx(tmp_path: Path) -> None:
    import openpyxl

    write(glossary(ROW, source="en"), tmp_path / "t.xlsx")
    head, row = openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows(values_only=True)
    assert head[:3] == ("English", "Chinese", "Passages")
    assert row[:4] == (ROW.en, ROW.zh, 7, 0.86)


@pytest.mark.parametrize("suffix", [".txt", ".utf8"])
def test_omegat_glossary(tmp_path: Path, suffix: str) -> None:
    write(glossary(ROW), tmp_path / f"t{suffix}")
    (line,) = (tmp_path / f"t{suffix}").read_bytes().decode().splitlines()
    assert line.split("\t") == [
        ROW.zh,
        ROW.en,
        "7 passages, 86% with this English; also pond fund (1)",
    ]


def test_tbx_is_valid(tmp_path: Path, terms: tuple[Term, ...]) -> None:
    schema = etree.RelaxNG(etree.parse(TESTS / "tbx_basic.rng"))
    for source in ("zh", "en"):
        write(glossary(ROW, *make_rows(terms, PASSAGES), source=source), tmp_path / "t.tbx")
        tree = etree.parse(tmp_path / "t.tbx")
        schema.assertValid(tree)
        assert tree.findtext(".//term") == getattr(ROW, source)
    broken = (tmp_path / "t.tbx").read_bytes().replace(b"context", b"definition", 1)
    assert not schema.validate(etree.fromstring(broken))


@pytest.mark.needs("tbx2po")
def test_translate_toolkit_reads_tbx(tmp_path: Path, terms: tuple[Term, ...]) -> None:
    write(glossary(*make_rows(terms, PASSAGES)), tmp_path / "t.tbx")
    subprocess.run(["tbx2po", tmp_path / "t.tbx", tmp_path / "t.po"], check=True, capture_output=True)
    po = (tmp_path / "t.po").read_text(encoding="utf-8")
    assert [f'msgid "{t.zh}"\nmsgstr "{t.en}"' in po for t in terms] == [True] * len(terms)


def test_outputs_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(
        OutputError, match=r"no writer for '\.pdf'; known: \.csv, \.xlsx, \.tbx, \.txt, \.utf8"
    ):
        check_output(Path("t.pdf"), [])
    with pytest.raises(OutputError, match="is an input"):
        check_output(tmp_path / "t.csv", [tmp_path / "t.csv"])
    with pytest.raises(OutputError, match="there is no folder"):
        check_output(tmp_path / "none" / "t.csv", [])
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(OutputError, match="can't be written"):
        write(glossary(ROW), tmp_path / "t.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]
    assert TABLES.keys() < WRITERS.keys()


# --- known terms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("k.csv", "Chinese,English,Passages\n湿地,wetlands; ponds,3\n"),
        ("k.csv", "湿地,wetlands\n湿地,ponds\n"),
        ("k.csv", "\ufeffwetlands;ponds,湿地\n"),
        ("k.tsv", "# agreed\nNo.\tEN\tZH\n1\twetlands; ponds\t湿地\n"),
        ("k.txt", "湿地\twetlands;ponds\tcomment\n\n"),
    ],
)
def test_lists_of_known_terms(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_known(tmp_path / name) == (Known("湿地", ("wetlands", "ponds")),)


def test_lists_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    with pytest.raises(InputError, match="can't be read"):
        read_known(path)
    path.write_bytes("湿地,wetlands".encode("gb18030"))
    with pytest.raises(InputError, match="not UTF-8 at byte 2"):
        read_known(path)
    path.write_text("湿地\twetlands\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no terms in it; give two columns, .* parted by commas"):
        read_known(path)


def test_where_known_terms_are_not_used() -> None:
    passages = [
        Passage("OP1", "保护湿地；", "Protect the WETLAND;"),
        Passage("OP2", "保护湿地；", "Protect the ponds;"),
        Passage("OP3", "湿地基金；", "The fund for ponds;"),
        Passage("OP4", "个人权利；", "The right of a person;"),
        Passage("OP5", "尊重人权；", "Respect rights;"),
    ]
    known = [
        Known("湿地", ("wetlands", "marshes")),
        Known("湿地基金", ("fund for ponds",)),
        Known("人权", ("human rights",)),
    ]
    rows = unused(known, passages)
    assert [(row.place, row.zh, row.en) for row in rows] == [
        ("OP2", "湿地", "wetlands; marshes"),
        ("OP5", "人权", "human rights"),
    ]
    assert rows[0].en_passage == "Protect the ponds;"


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_every_format(aligned: Path, tmp_path: Path, run_align: Run) -> None:
    outputs = [tmp_path / f"terms{suffix}" for suffix in WRITERS]
    done = run_align("terms", aligned / "table.align.json", *(part for o in outputs for part in ("-o", o)))
    assert (done.returncode, done.stderr) == (0, "")
    assert "全球行动计划 = Global Plan of Action" in done.stdout
    assert [path.stat().st_size > 0 for path in outputs] == [True] * len(outputs)
    known = run_align("terms", aligned / "table.align.json", "--known", tmp_path / "terms.csv", "--json")
    found = load(aligned / "table.align.json")
    terms = {term.zh for term in find_terms(passages_of([found]))}
    assert {row["zh"] for row in json.loads(known.stdout)} < terms


def test_known_terms_decide_the_exit_status(aligned: Path, tmp_path: Path, run_align: Run) -> None:
    agreed = tmp_path / "agreed.csv"
    agreed.write_text("会员国,Member States\n", encoding="utf-8")
    done = run_align("terms", aligned / "table.align.json", "--known", agreed)
    assert (done.returncode, done.stdout) == (0, "No places without the agreed English.\n")
    agreed.write_text("会员国,Member Countries\n", encoding="utf-8")
    out = tmp_path / "places.csv"
    done = run_align("terms", aligned / "table.align.json", "--known", agreed, "-o", out)
    assert done.returncode == 1
    assert done.stdout.endswith("places without the agreed English.\n")
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) > 2
    done = run_align("terms", aligned / "table.align.json", "--known", agreed, "-o", tmp_path / "t.tbx")
    assert (done.returncode, done.stdout) == (2, "")


def test_what_is_no_project(tmp_path: Path, run_align: Run) -> None:
    done = run_align("terms", tmp_path / "none.align.json")
    assert done.returncode == 2
    assert "can't be read" in done.stderr


def test_jieba_is_quiet_and_leaves_nothing(tmp_path: Path) -> None:
    """No cache in the folder for temporary files, nothing on stderr, no warning."""
    script = "from align.terms.words import words; print(len(words('湿地公约')))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_terms_are_the_same_from_a_file(aligned: Path, tmp_path: Path) -> None:
    loaded = load(aligned / "table.align.json")
    (tmp_path / "again.align.json").write_bytes(dump(loaded))
    assert passages_of([loaded]) == passages_of([load(tmp_path / "again.align.json")])


# --- what the documents say -----------------------------------------------------------------------

ROOT = TESTS.parent
DOCUMENT = (ROOT / "docs" / "terms.md").read_text(encoding="utf-8")


def test_the_document_prints_what_the_command_gives(tmp_path: Path, sample: Path, run_align: Run) -> None:
    shown = re.search(r"```sh\n(.*?)```.*?```text\n(.*?)```", DOCUMENT, re.DOTALL)
    assert shown
    folder = tmp_path / "texts" / sample.name
    shutil.copytree(sample, folder)
    for line in shown[1].replace("\\\n", " ").splitlines():
        done = run_align(*shlex.split(line)[1:], cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert done.stdout == shown[2]


def test_the_document_gives_the_figures_of_the_judged_list() -> None:
    with (ROOT / "benchmarks/results/terms.tsv").open(encoding="utf-8", newline="") as file:
        verdicts = [row["verdict"] for row in csv.DictReader(file, delimiter="\t")]
    count = Counter(verdicts)
    assert set(count) == {"right", "plain", "part", "wrong"}
    good, terms = count["right"] + count["plain"], len(verdicts) - count["plain"]
    first, last = (sum(v in ("part", "wrong") for v in fifty) for fifty in (verdicts[:50], verdicts[-50:]))
    said = " ".join(DOCUMENT.split())
    for figures in (
        f"first {len(verdicts)} pairs of 1,000 loose UN sentence pairs, {good} are right",
        f"({count['plain']} of these",
        f"{count['part']} have a word too few or too many at an edge, {count['wrong']} are wrong:",
        f"wrong: {100 * good / len(verdicts):.1f} % right",
        f"{count['right']} of {terms} are right: {100 * count['right'] / terms:.1f} %",
        f"of the first 50 pairs {first} are not right, of the last 50 there are {last}.",
    ):
        assert figures in said
