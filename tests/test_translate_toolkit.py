"""translate-toolkit, as a program, reads our memories: each unit of them as translated, each word."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from align.tmx.validate import validate
from align.translation_units import TOOLS
from conftest import Run

CATALOGUE = r"""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "Pay & go."
msgstr "付款。"

msgid "First line\nsecond line"
msgstr "第一行\n第二行"
"""

pytestmark = pytest.mark.needs("pocount")


def counted(memory: Path) -> tuple[int, int, int]:
    """Translated units, words of the source, words of the target."""
    done = subprocess.run(
        ["pocount", "--csv", memory], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    (row,) = csv.reader(line for line in done.stdout.splitlines()[1:] if line)
    return int(row[1]), int(row[2]), int(row[3])


def held(memory: Path) -> tuple[int, int, int]:
    tus = [tuple(tu.itertext("seg")) for tu in etree.parse(memory).iter("tu")]
    return len(tus), sum(len(s.split()) for s, _ in tus), sum(len(t.split()) for _, t in tus)


@pytest.mark.parametrize("tool", TOOLS)
def test_reads_the_memory_of_each_program(tool: str, aligned: Path, tmp_path: Path, run_align: Run) -> None:
    memory = tmp_path / f"{tool}.tmx"
    done = run_align("export", aligned / "table.align.json", "-o", memory, "--for", tool, "--source", "en")
    assert done.returncode == 0, done.stderr
    assert counted(memory) == held(memory)
    assert counted(memory)[0] == 53


def test_reads_a_merged_memory(aligned: Path, tmp_path: Path, run_align: Run) -> None:
    memory = tmp_path / "merged.tmx"
    done = run_align("merge", aligned / "table.tmx", aligned / "table.tmx", "-o", memory)
    assert done.returncode == 0, done.stderr
    assert counted(memory) == held(memory) == held(aligned / "table.tmx")


def test_a_unit_without_translation_is_seen(aligned: Path, tmp_path: Path) -> None:
    """The checks above are no empty ones."""
    memory = tmp_path / "wrong.tmx"
    text = (aligned / "table.tmx").read_text(encoding="utf-8")
    memory.write_text(text.replace("<seg>Twenty-sixth session</seg>", "<seg></seg>"), encoding="utf-8")
    assert counted(memory)[0] == 52


@pytest.mark.needs("po2tmx")
def test_its_own_memories_are_in_order_but_for_line_breaks(tmp_path: Path) -> None:
    catalogue, memory = tmp_path / "a.po", tmp_path / "a.tmx"
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    command = ["po2tmx", "-l", "zh-CN", "--progress=none", catalogue, memory]
    subprocess.run(command, capture_output=True, timeout=60, check=True)
    lines = memory.read_text(encoding="utf-8").splitlines()
    broken = [n for n, line in enumerate(lines, start=1) if "<seg>" in line and "</seg>" not in line]
    assert len(broken) == 2
    assert [(found.line, found.kind) for found in validate(memory).problems] == [
        (n, "line-break") for n in broken
    ]
