"""OmegaT loads a memory without a complaint and translates the Chinese with it."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from align.tmx.merge import merge
from align.tmx.validate import validate
from conftest import Run

OMEGAT = "/usr/share/omegat/OmegaT.jar"  # where Debian's package puts it
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
  <project version="1.0">
    <source_dir>__DEFAULT__</source_dir>
    <target_dir>__DEFAULT__</target_dir>
    <tm_dir>__DEFAULT__</tm_dir>
    <glossary_dir>__DEFAULT__</glossary_dir>
    <dictionary_dir>__DEFAULT__</dictionary_dir>
    <source_lang>zh-CN</source_lang>
    <target_lang>en</target_lang>
    <sentence_seg>false</sentence_seg>
  </project>
</omegat>
"""

pytestmark = pytest.mark.needs("omegat", "java")


def pretranslate(folder: Path, memory: bytes, paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """What OmegaT makes of Chinese paragraphs with a memory, and its log's complaints."""
    for name in ("source", "target", "omegat", "glossary", "dictionary", "tm/auto"):
        (folder / name).mkdir(parents=True)
    (folder / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (folder / "tm/auto/memory.tmx").write_bytes(memory)
    # OmegaT's text filter parts paragraphs at empty lines: without them the file is one segment.
    (folder / "source/zh.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    config = folder / "config"
    java = ["java", "-Dfile.encoding=UTF-8", "-Duser.language=en", "-jar", OMEGAT, str(folder)]
    subprocess.run(
        [*java, "--mode=console-translate", f"--config-dir={config}"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    log = (config / "logs/OmegaT.log").read_text(encoding="utf-8")
    assert "TMXR_INFO_READING_COMPLETE" in log
    target = (folder / "target/zh.txt").read_text(encoding="utf-8")
    return target.strip().split("\n\n"), re.findall(r"^\d+: (?:Warning|Error|Severe).*$", log, re.MULTILINE)


@pytest.fixture(scope="module")
def memory(aligned: Path, tmp_path_factory: pytest.TempPathFactory, run_align: Run) -> bytes:
    out = tmp_path_factory.mktemp("memory") / "memory.tmx"
    done = run_align("export", aligned / "table.align.json", "-o", out, "--for", "omegat")
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


@pytest.fixture(scope="module")
def gold(sample: Path) -> list[list[str]]:
    return [line.split("\t") for line in (sample / "gold.tsv").read_text(encoding="utf-8").splitlines()[1:]]


def as_in_word(text: str) -> str:
    """A paragraph of the sample as its Word file would have it: numbers are automatic, marks are fields."""
    text = re.sub(r"^(\d+\.|\([a-f]\)|\d(?= \D)) ?", "", text)
    return re.sub(r"(?<=[》，a-z,])\d(?=$|[ ,，和以的中出])", "", text)


def test_omegat_takes_every_pair_of_the_stripped_memory(
    tmp_path: Path, memory: bytes, gold: list[list[str]]
) -> None:
    chinese, english = ([as_in_word(row[side]) for row in gold] for side in (0, 1))
    assert sum(text != row[0] for text, row in zip(chinese, gold, strict=True)) == 27
    target, complaints = pretranslate(tmp_path, memory, chinese)
    assert complaints == []
    assert target == english
    assert {tuple(tu.itertext("seg")) for tu in etree.fromstring(memory).iter("tu")} == set(
        zip(chinese, english, strict=True)
    )


def test_omegat_takes_every_pair_with_its_numbers(
    tmp_path: Path, aligned: Path, gold: list[list[str]], run_align: Run
) -> None:
    """Where the text to translate has them, as an extracted one does, the memory keeps them too."""
    out = tmp_path / "full.tmx"
    done = run_align("export", aligned / "table.align.json", "-o", out, "--labels", "keep", "--marks", "keep")
    assert done.returncode == 0, done.stderr
    target, complaints = pretranslate(tmp_path, out.read_bytes(), [chinese for chinese, _ in gold])
    assert complaints == []
    assert target == [english for _, english in gold]


def test_complaints_are_seen(tmp_path: Path, memory: bytes, gold: list[list[str]]) -> None:
    """The check above is no empty one: a header that OmegaT dislikes shows in its log."""
    disliked = memory.replace(b'srclang="zh-CN"', b'srclang="*all*"')
    assert disliked != memory
    _, complaints = pretranslate(tmp_path, disliked, [gold[0][0]])
    assert complaints


def test_its_own_memories_are_in_order_and_merge_with_ours(tmp_path: Path, memory: bytes) -> None:
    """OmegaT leaves its memory in three forms, of TMX 1.1 and 1.4."""
    project = tmp_path / "project"
    project.mkdir()
    pretranslate(project, memory, ["第二十六届会议"])
    theirs = sorted(project.glob("*.tmx"))
    assert len(theirs) == 3
    assert {kind for path in theirs for kind in validate(path).counts} == {"old-version"}
    counts = merge([*theirs, project / "tm/auto/memory.tmx"], io.BytesIO())
    assert (counts.units, counts.repeated) == (53, 3)
    merged = tmp_path / "merged.tmx"
    with merged.open("wb") as out:
        merge(theirs, out)
    assert (validate(merged).problems, validate(merged).units) == ((), 1)
