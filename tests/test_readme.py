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
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
INSTALLS = re.compile(r"(git|cd|pip|\.venv/bin/pip|python3 -m venv) ")  # these would change the machine
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The text of every block in that language, in all documents."""
    texts = ((ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS)
    return [block[2] for text in texts for block in BLOCK.finditer(text) if block[1] == language]


def lines() -> list[str]:
    """Every line of the shell blocks, continued ones joined."""
    return [line for block in blocks("sh") for line in block.replace("\\\n", " ").splitlines() if line]


def commands(first: str) -> list[str]:
    """Lines whose first word is that."""
    return [line for line in lines() if line.split()[0] == first]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a fresh checkout, as far as printed commands look at it."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "texts", folder / "texts")
    return folder


def test_every_command_is_of_a_known_kind() -> None:
    known = {"align", "make"}
    assert [line for line in lines() if line.split()[0] not in known and not INSTALLS.match(line)] == []


@pytest.mark.parametrize("command", commands("align"))
def test_align_command(command: str, checkout: Path) -> None:
    """Exits with 0, or as the comment after it says: `# exit status 2`."""
    said = re.search(r"# exit status (\d)", command)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        shlex.split(command, comments=True),
        cwd=checkout,
        env={**os.environ, "PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == (int(said[1]) if said else 0), done.stderr


@pytest.mark.needs("make")
@pytest.mark.parametrize("command", commands("make"))
def test_make_target_exists(command: str) -> None:
    subprocess.run(
        [*shlex.split(command, comments=True), "--dry-run"], cwd=ROOT, check=True, capture_output=True
    )


def test_architecture_names_every_module() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    places = {p for p in (ROOT / "src/align").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    names = {f"`{p.stem}/`" if p.is_dir() else f"`{p.stem}`" for p in places if not p.stem.startswith("__")}
    assert [name for name in sorted(names) if name not in table] == []


@pytest.mark.parametrize("code", blocks("python"))
def test_python_example(code: str, checkout: Path) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=checkout, check=True, capture_output=True)
