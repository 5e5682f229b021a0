"""What every test may use: the sample texts, the command, and programs that are not Python packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "texts" / "un-draft-resolution-trafficking"
IN_CI = bool(os.environ.get("CI"))

Said = Callable[..., tuple[object, str]]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if IN_CI else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A missing program skips a test that needs it; in CI, where .ci/run installed it, the test must run."""
    for item in items:
        missing = [p for mark in item.iter_markers("needs") for p in mark.args if shutil.which(p) is None]
        if missing and not IN_CI:
            item.add_marker(pytest.mark.skip(reason=f"needs {', '.join(missing)}"))
        if any(item.iter_markers("bench")) and not os.environ.get("ALIGN_BENCH"):
            item.add_marker(pytest.mark.skip(reason="needs the development cases: set ALIGN_BENCH"))


@pytest.fixture(autouse=True)
def _programs_are_there(request: pytest.FixtureRequest) -> None:
    for mark in request.node.iter_markers("needs"):
        for program in mark.args:
            assert shutil.which(program), f"{program} is not installed, and CI must have it"


@pytest.fixture(scope="session")
def sample() -> Path:
    """Folder of the sample texts: zh.txt, en.txt, en-with-defects.txt and their gold."""
    return SAMPLE


@pytest.fixture(scope="session")
def bench() -> Path:
    """Folder of the development cases, for tests marked bench."""
    return Path(os.environ["ALIGN_BENCH"])


@pytest.fixture(scope="session")
def run_align() -> Run:
    """Runs the installed command as users do: run_align("run", zh, en, "-o", out, cwd=...)."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "align", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)

    return run


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs a command line in this process: its exit status, and what it says on stderr."""

    from align import cli

    def run(*arguments: str | Path) -> tuple[object, str]:
        monkeypatch.setattr("sys.argv", ["align", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        assert shown.out == ""
        return end.value.code, shown.err

    return run


@pytest.fixture(scope="session")
def aligned(sample: Path, run_align: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with table.html, .xlsx, .docx, .tmx, .align.json and .tsv of the faultless sample pair."""
    folder = tmp_path_factory.mktemp("aligned")
    outputs = [folder / f"table{s}" for s in (".html", ".xlsx", ".docx", ".tmx", ".align.json", ".tsv")]
    done = run_align(
        "run", sample / "zh.txt", sample / "en.txt", *(part for out in outputs for part in ("-o", out))
    )
    assert done.returncode == 0, done.stderr
    return folder
