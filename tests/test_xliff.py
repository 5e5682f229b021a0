"""XLIFF 1.2 and 2.1: valid, a unit a row, states and notes; OmegaT and translate-toolkit take every pair."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from align.config import Settings
from align.model import Alignment, Finding, Review, Severity, Status, Unit
from align.report import Report, State, make_report
from align.text import join
from align.writers import suffix_of, writer, xliff, xliff2
from align.writers.characters import to_xml
from small_report import CREATED, small_alignment, small_report
from test_omegat import OMEGAT, PROJECT

HERE = Path(__file__).parent
SCHEMAS = {".xlf": HERE / "xliff_1_2.rng", ".21.xlf": HERE / "xliff_2_1.rng"}
NAMESPACES = {
    ".xlf": "urn:oasis:names:tc:xliff:document:1.2",
    ".21.xlf": "urn:oasis:names:tc:xliff:document:2.0",
}
UNITS = {".xlf": "trans-unit", ".21.xlf": "unit"}
STATUSES = (Status.OK, Status.UNSURE, Status.WRONG)


def reviewed_report(direction: str = "zh") -> Report:
    """The first three rows judged and commented, a finding at the fifth."""
    whole = small_alignment()
    reviews = [Review(status, f"<{status}> & why", "李") for status in STATUSES]
    reviews[0] = replace(reviews[0], edits=("甲", "A"))
    beads = [replace(bead, review=review) for bead, review in zip(whole.beads[:3], reviews, strict=True)]
    finding = Finding("number", Severity.ERROR, 4, "7 is missing.", source=(Unit(5, 2, 6),))
    alignment = replace(whole, beads=(*beads, *whole.beads[3:]), findings=(finding,))
    return make_report(alignment, Settings(direction=direction), CREATED)  # type: ignore[arg-type]


def units(suffix: str, content: bytes) -> list[etree._Element]:
    return list(etree.fromstring(content).iter(f"{{{NAMESPACES[suffix]}}}{UNITS[suffix]}"))


def text(unit: etree._Element, name: str) -> str | None:
    found = next(unit.iter(f"{{*}}{name}"), None)
    return None if found is None else found.text or ""


@pytest.mark.parametrize("suffix", SCHEMAS)
def test_valid_in_either_direction_with_and_without_rows(suffix: str) -> None:
    schema = etree.RelaxNG(etree.parse(SCHEMAS[suffix]))
    empty = Alignment(
        *(replace(side, blocks=()) for side in (small_alignment().source, small_alignment().target)), ()
    )
    nothing = make_report(empty, Settings(), CREATED)
    for report in (reviewed_report(), reviewed_report("en"), small_report("en", zh_lang="zh-TW"), nothing):
        schema.assertValid(etree.fromstring(writer(suffix)(report)))


@pytest.mark.parametrize("suffix", SCHEMAS)
def test_the_schema_finds_faults(suffix: str) -> None:
    schema = etree.RelaxNG(etree.parse(SCHEMAS[suffix]))
    good = writer(suffix)(reviewed_report()).decode()
    for old, new in (
        ('state="', 'state="so-'),
        ("<source>", "<source><b/>"),
        (' id="2"', ""),
        ("<note ", "<remark "),
    ):
        bad = good.replace(old, new, 1).replace("</note>", "</remark>" if "remark" in new else "</note>", 1)
        assert bad != good
        assert not schema.validate(etree.fromstring(bad.encode()))


@pytest.mark.parametrize("direction", ["zh", "en"])
@pytest.mark.parametrize("suffix", SCHEMAS)
def test_a_unit_a_row(suffix: str, direction: str) -> None:
    report = small_report(direction)
    found = [(text(u, "source"), text(u, "target")) for u in units(suffix, writer(suffix)(report))]
    first, second = report.languages
    assert found == [
        (
            to_xml(join(first, row.cell(first).texts)),
            to_xml(join(second, row.cell(second).texts)) if row.cell(second).texts else None,
        )
        for row in report.rows
    ]


def test_states_of_version_1() -> None:
    content = writer(".xlf")(reviewed_report())
    states = [unit.xpath("string(*[local-name()='target']/@state)") for unit in units(".xlf", content)]
    review = "needs-review-translation"
    assert states[:7] == ["signed-off", review, "needs-translation", "", review, review, "new"]
    assert states[7] == "translated"
    assert [unit.get("approved") for unit in units(".xlf", content)][:2] == ["yes", None]


def test_states_of_version_2() -> None:
    segments = [next(u.iter("{*}segment")) for u in units(".21.xlf", writer(".21.xlf")(reviewed_report()))]
    assert [(s.get("state"), s.get("subState")) for s in segments][:5] == [
        ("reviewed", "align:ok"), ("translated", "align:unsure"), ("initial", "align:wrong"),
        ("initial", "align:unaligned"), ("translated", "align:check"),
    ]  # fmt: skip


@pytest.mark.parametrize(("suffix", "by"), [(".xlf", "from"), (".21.xlf", "category")])
def test_notes(suffix: str, by: str) -> None:
    found = units(suffix, writer(suffix)(reviewed_report()))
    notes = [[(note.get(by), note.text) for note in unit.iter("{*}note")] for unit in found]
    assert notes[0] == [("李", "<ok> & why"), ("李", "Edited Chinese: 甲"), ("李", "Edited English: A")]
    assert notes[4] == [("align", "7 is missing."), ("align", "low confidence")]
    finding = next(found[4].iter("{*}note"))
    assert "source" in (finding.get("annotates"), finding.get("appliesTo"))
    assert finding.get("priority") == "1"


def test_the_docs_say_what_the_code_does() -> None:
    page = (HERE.parent / "docs/exchange.md").read_text(encoding="utf-8")
    told = re.findall(
        r"^\| (?:found )?(\w+) \| `([\w-]+)`.* \| `(\w+)`, `align:(\w+)` \|$", page, re.MULTILINE
    )
    states = [*Status, *State]
    assert sorted(told) == sorted((s, xliff.STATES[s], xliff2.STATES[s], s) for s in states)


def test_the_version_is_chosen_by_the_ending() -> None:
    assert [suffix_of(Path(f"a{s}")) for s in (".xlf", ".xliff", ".21.xlf", ".21.XLIFF")] == [
        ".xlf", ".xliff", ".21.xlf", ".21.xliff",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def gold(sample: Path) -> list[list[str]]:
    return [line.split("\t") for line in (sample / "gold.tsv").read_text(encoding="utf-8").splitlines()[1:]]


@pytest.fixture(scope="module")
def file(aligned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The faultless sample pair as XLIFF 1.2."""
    from align.project import load

    project = load(aligned / "table.align.json")
    path = tmp_path_factory.mktemp("xliff") / "table.xlf"
    path.write_bytes(writer(".xlf")(make_report(project.alignment, project.settings, project.created)))
    return path


@pytest.mark.needs("omegat", "java")
def test_omegat_loads_it_and_pretranslates(tmp_path: Path, file: Path, gold: list[list[str]]) -> None:
    """Targets are taken over as they stand; the log has no complaint."""
    for name in ("source", "target", "omegat", "glossary", "dictionary", "tm/auto"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "source/table.xlf").write_bytes(file.read_bytes())
    config = tmp_path / "config"
    java = ["java", "-Dfile.encoding=UTF-8", "-Duser.language=en", "-jar", OMEGAT, str(tmp_path)]
    subprocess.run(
        [*java, "--mode=console-translate", f"--config-dir={config}"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    log = (config / "logs/OmegaT.log").read_text(encoding="utf-8")
    assert not re.findall(r"^\d+: (?:Warning|Error|Severe).*$", log, re.MULTILINE)
    translated = units(".xlf", (tmp_path / "target/table.xlf").read_bytes())
    assert [text(unit, "target") for unit in translated] == [english for _, english in gold]
    memory = etree.parse(tmp_path / f"{tmp_path.name}-omegat.tmx")
    segments = [tuple(tu.itertext("seg")) for tu in memory.iter("tu")]
    assert set(segments) <= {(chinese, english) for chinese, english in gold}


@pytest.mark.needs("xliff2po")
def test_translate_toolkit_reads_every_unit(tmp_path: Path, file: Path, gold: list[list[str]]) -> None:
    po = tmp_path / "table.po"
    subprocess.run(
        ["xliff2po", "--progress=none", str(file), str(po)], check=True, capture_output=True, timeout=60
    )
    joined = re.sub(r'"\n"', "", po.read_text(encoding="utf-8"))
    found = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', joined, re.MULTILINE))
    assert {key.replace('\\"', '"'): value.replace('\\"', '"') for key, value in found.items()} == dict(gold)
