"""OmegaT's own readers take every term of the glossaries; its console mode itself shows no glossary."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from conftest import Run
from test_omegat import OMEGAT, PROJECT

SCRIPT = Path(__file__).parent / "read_glossary.groovy"

pytestmark = pytest.mark.needs("omegat", "java")


def test_omegat_reads_every_term(tmp_path: Path, aligned: Path, run_align: Run) -> None:
    for name in ("source", "target", "omegat", "glossary", "dictionary", "tm"):
        (tmp_path / name).mkdir()
    (tmp_path / "omegat.project").write_text(PROJECT, encoding="utf-8")
    files = [tmp_path / f"glossary/terms{suffix}" for suffix in (".txt", ".utf8", ".tbx")]
    outputs = [part for file in files for part in ("-o", file)]
    done = run_align("terms", aligned / "table.align.json", *outputs, "--quiet")
    assert done.returncode == 0, done.stderr
    java = ["java", "-Dfile.encoding=UTF-8", f"-Duser.home={tmp_path}", "-cp", OMEGAT, "groovy.ui.GroovyMain"]
    read = subprocess.run(
        [*java, SCRIPT, tmp_path, *files], check=True, capture_output=True, encoding="utf-8", timeout=120
    )
    found = [line.split("\t") for line in read.stdout.splitlines() if line.count("\t") == 2]
    wanted = [line.split("\t") for line in files[0].read_text(encoding="utf-8").splitlines()]
    assert len(wanted) > 20
    assert found[: 2 * len(wanted)] == 2 * wanted
    from_tbx = found[2 * len(wanted) :]
    assert [row[:2] for row in from_tbx] == [row[:2] for row in wanted]
    assert [row[2].split(" / context: ")[0] for row in from_tbx] == [row[2] for row in wanted]
