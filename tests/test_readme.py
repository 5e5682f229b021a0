"""Every command that the documents print works as printed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", *DOCS)
INSTALLS = re.compile(r"(git|cd|pip|\.venv/bin/pip|python3 -m venv) ")  # these would change the machine
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(document: str, language: str) -> list[str]:
    """The text of every block of a document in that language."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return [block[2] for block in BLOCK.finditer(text) if block[1] == language]


def lines(document: str) -> list[str]:
    """Every line of the shell blocks of a document, continued ones joined."""
    texts = (block.replace("\\\n", " ") for block in blocks(document, "sh"))
    return [line for text in texts for line in text.splitlines() if line]


def commands(document: str, first: str) -> list[str]:
    """Lines whose first word is that."""
    return [line for line in lines(document) if line.split()[0] == first]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder like a fresh checkout, as far as printed commands look at it."""
    shutil.copytree(ROOT / "texts", tmp_path / "texts")
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_is_of_a_known_kind(document: str) -> None:
    known = {"align", "make"}
    assert [
        line for line in lines(document) if line.split()[0] not in known and not INSTALLS.match(line)
    ] == []


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if commands(d, "align")])
def test_align_commands(document: str, checkout: Path) -> None:
    """One after the other, each exits with 0, or as the comment after it says: `# exit status 2`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in commands(document, "align"):
        said = re.search(r"# exit status (\d)", command)
        done = subprocess.run(
            shlex.split(command, comments=True),
            cwd=checkout,
            env={**os.environ, "PATH": path},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == (int(said[1]) if said else 0), f"{command}: {done.stderr}"


@pytest.mark.needs("make")
@pytest.mark.parametrize("command", [c for d in DOCUMENTS for c in commands(d, "make")])
def test_make_target_exists(command: str) -> None:
    subprocess.run(
        [*shlex.split(command, comments=True), "--dry-run"], cwd=ROOT, check=True, capture_output=True
    )


def test_architecture_names_every_module() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    places = {p for p in (ROOT / "src/align").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    names = {f"`{p.stem}/`" if p.is_dir() else f"`{p.stem}`" for p in places if not p.stem.startswith("__")}
    assert [name for name in sorted(names) if name not in table] == []


@pytest.mark.parametrize("code", [code for d in DOCUMENTS for code in blocks(d, "python")])
def test_python_example(code: str, checkout: Path) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=checkout, check=True, capture_output=True)
