"""Odd but plausible surroundings: no traceback, no half-written output, and one line that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Run, Said
from test_cli import EN, ZH

EPOCHS = ["-1", "1.5", "²", "yesterday", "253402300800", "9" * 30]


@pytest.mark.parametrize("epoch", EPOCHS)
def test_a_time_of_making_that_is_none(
    epoch: str, aligned: Path, tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    status, line = said("export", aligned / "table.align.json", "-o", tmp_path / "t.tmx")
    assert status == 2
    assert line == f"align: SOURCE_DATE_EPOCH '{epoch}': no seconds since 1970; correct it, or unset it\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("epoch", ["", "0", "253402300799"])
def test_a_time_of_making(
    epoch: str, aligned: Path, tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    outputs = [part for suffix in (".tmx", ".xlsx", ".docx") for part in ("-o", tmp_path / f"t{suffix}")]
    assert said("export", aligned / "table.align.json", *outputs, "--quiet") == (None, "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_whose_bytes_are_no_text(
    tmp_path: Path, run_align: Run, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a Chinese archive unpacks on a system of another language."""
    zh = tmp_path / os.fsdecode("决议.txt".encode("gbk"))
    zh.write_text(ZH, encoding="utf-8")
    (tmp_path / "en.txt").write_text(EN, encoding="utf-8")
    done = run_align("run", zh.name, "en.txt", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    title = "\ufffd" * 4
    made = sorted(path.name for path in (tmp_path / f"{title}-aligned").iterdir())
    assert made == [f"{title}{suffix}" for suffix in (".align.json", ".html", ".tmx", ".xlsx")]
    memory = tmp_path / os.fsdecode("库.tmx".encode("gbk"))
    (tmp_path / f"{title}-aligned/{title}.tmx").rename(memory)
    monkeypatch.chdir(tmp_path)
    again = ("run", zh.name, "en.txt", "--memory", memory.name, "-o", "t.html", "--quiet")
    assert said(*again) == (None, "")
    assert said("merge", memory.name, "-o", "m.tmx", "--quiet") == (None, "")


def align(*arguments: str | Path, out: int | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "align", *map(str, arguments)]
    stdout = subprocess.PIPE if out is None else out
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, env={**os.environ, **env}, check=False
    )


def test_a_terminal_without_chinese(sample: Path) -> None:
    done = align("inspect", sample / "zh.txt", PYTHONIOENCODING="cp1252")
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u56de\u987e" in done.stdout  # 回顾


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_no_room_for_what_is_printed(sample: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = align("inspect", sample / "zh.txt", out=full.fileno())
    assert done.returncode == 2
    assert done.stderr == b"align: no room left to write to; make room, or write elsewhere\n"


TWICE = {
    "check": (["check", "{p}", "-o", "{d}/t.html", "-o", "{d}/t.html"], "is given twice as output"),
    "terms": (["terms", "{p}", "-o", "{d}/t.csv", "-o", "{d}/t.csv"], "is given twice as output"),
    "project": (["terms", "{p}", "{p}", "-o", "{d}/t.csv"], "given twice, and its terms would count twice"),
    "export": (["export", "{p}", "-o", "{d}/t.csv", "-o", "{d}/t.csv"], "is given twice as output"),
}


@pytest.mark.parametrize("case", TWICE)
def test_given_twice(case: str, aligned: Path, tmp_path: Path, said: Said) -> None:
    templates, message = TWICE[case]
    status, line = said(*(t.format(p=aligned / "table.align.json", d=tmp_path) for t in templates))
    assert status == 2
    assert message in line
    assert line.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_list_of_terms_that_is_none(aligned: Path, tmp_path: Path, said: Said) -> None:
    known = tmp_path / "known.csv"
    known.write_text(f'大会,"{"x" * 140_000}"\n', encoding="utf-8")
    status, line = said("terms", aligned / "table.align.json", "--known", known)
    assert status == 2
    assert "no list of terms (field larger than field limit" in line


@pytest.mark.parametrize(
    "command", ["run", "check", "export", "apply", "inspect", "score", "validate", "merge", "terms"]
)
def test_a_name_that_is_too_long(command: str, aligned: Path, tmp_path: Path, said: Said) -> None:
    """A file that the system does not even look for."""
    more = {name: [aligned / "table.xlsx"] for name in ("run", "check", "apply", "score")}
    output = ["-o", tmp_path / "t.tmx"] if command in ("run", "export", "merge") else []
    status, line = said(command, "x" * 300, *more.get(command, []), *output)
    assert status == 2
    assert line.startswith(f"align: {'x' * 300}")
    assert line.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_a_line_break_stays_on_one_line(said: Said) -> None:
    status, line = said("validate", "no\nthing.tmx")
    assert (status, line.count("\n")) == (2, 1)


def test_a_project_whose_name_is_in_capitals(aligned: Path, tmp_path: Path, said: Said) -> None:
    project = tmp_path / "TABLE.ALIGN.JSON"
    project.write_bytes((aligned / "table.align.json").read_bytes())
    assert said("check", project, "--without", "clause", "--without", "term", "--quiet") == (None, "")
