"""What the command line can't use is refused in one line, and what would change nothing too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from align.cli.fitting import SHOWN_IN
from align.config import Output, Settings
from align.model import Alignment, Review, Status
from align.report import Report, make_report
from align.writers import WRITERS, writer
from conftest import Said
from small_report import CREATED, small_alignment

CHANGED: dict[str, dict[str, object]] = {  # parameter → the settings that it changes
    "source": {"direction": "en"},
    "zh_lang": {"zh_lang": "zh-TW"},
    "en_lang": {"en_lang": "en-GB"},
    "tool": {"tool": "memoq"},
    "labels": {"labels": "keep"},
    "marks": {"marks": "keep"},
    "min_confidence": {"min_confidence": 0.95},
    "only_reviewed": {"only_reviewed": True},
    "landscape": {"landscape": True},
}


def report(alignment: Alignment, changed: dict[str, object]) -> Report:
    how = {name: value for name, value in changed.items() if name in Output.__slots__}
    settings = Settings(**{name: value for name, value in changed.items() if name not in how})  # type: ignore[arg-type]
    return make_report(alignment, settings, CREATED, output=Output(**how))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SHOWN_IN)
def test_where_an_option_shows(name: str) -> None:
    """Each writer, with and without; --for also brings a code of English, which XLIFF shows."""
    whole = small_alignment()
    reviewed = replace(whole.beads[0], review=Review(Status.OK))
    alignment = replace(whole, beads=(reviewed, *whole.beads[1:]))
    plain, changed = report(alignment, {}), report(alignment, CHANGED[name])
    shows = {suffix for suffix in WRITERS if writer(suffix)(plain) != writer(suffix)(changed)}
    codes = (
        {suffix for suffix in WRITERS if "xlf" in suffix or "xliff" in suffix} if name == "tool" else set()
    )
    assert shows | codes == set(SHOWN_IN[name])


UNSHOWN = {
    "a memory's, without a memory": (["--labels", "keep", "-o", "{d}/t.html"], "--labels: shows only in"),
    "... in the words of the default": (["--for", "generic", "-o", "{d}/t.csv"], "--for: shows only in"),
    "a page's, and no page": (["--landscape"], "--landscape: shows only in .docx;"),
    "an order, and none": (["--source", "en", "-o", "{d}/zh.txt"], "--source: shows only in"),
    "a code, and text": (["--zh-lang", "zh-TW", "-o", "{d}/t.tsv"], "--zh-lang: shows only in .tmx, "),
    "semicolons of paragraphs": (["--split-items"], "--split-items: paragraphs are never split"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNSHOWN)
def test_what_would_change_nothing(case: str, sample: Path, tmp_path: Path, said: Said) -> None:
    templates, message = UNSHOWN[case]
    options = [t.format(d=tmp_path) for t in templates]
    status, line = said("run", sample / "zh.txt", sample / "en.txt", *options)
    assert status == 2
    assert line.startswith(f"align: {message}")
    assert line.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_project_was_made_with_its_own(aligned: Path, tmp_path: Path, said: Said) -> None:
    project = aligned / "table.align.json"
    assert said("check", project, "--unwrap", "never")[1].startswith("align: --unwrap: the project was made")
    refused = said("export", project, "-o", tmp_path / "t.html", "--only-reviewed")
    assert refused[0] == 2
    assert "--only-reviewed: shows only in .tmx;" in refused[1]
    assert "--en-lang: shows only in .tbx;" in said("terms", project, "--en-lang", "en-GB")[1]
    assert "no language code of Chinese" in said("terms", project, "-o", "t.tbx", "--zh-lang", "en")[1]
    (tmp_path / "agreed.csv").write_text("会员国,Member States\n", encoding="utf-8")
    known = ("--known", tmp_path / "agreed.csv", "--min-count", "4")
    assert "--min-count: agreed terms are looked for" in said("terms", project, *known)[1]


def test_what_shows_in_one_of_the_outputs_is_taken(aligned: Path, tmp_path: Path, said: Said) -> None:
    outputs = ("-o", tmp_path / "t.TMX", "-o", tmp_path / "t.tsv")
    how = ("--for", "omegat", "--source", "en", "--quiet")
    assert said("export", aligned / "table.align.json", *outputs, *how) == (None, "")


MISTYPED = {
    "choice": (["run", "--labels", "x"], "invalid value for '--labels': 'x' is not one of 'keep', 'strip'"),
    "range": (["run", "--min-confidence", "2"], "invalid value for '--min-confidence': "),
    "number": (["terms", "--min-count", "few"], "invalid value for '--min-count': "),
    "option": (["run", "--nosuch"], "no such option: --nosuch"),
    "half": (["export", "-o"], "option '-o' requires an argument; see align --help"),
    "command": (["align"], "no such command 'align'; see align --help"),
    "nothing": (["run"], "missing argument 'zh'; see align run --help"),
    "no output": (["merge", "a.tmx"], "missing option '--output' / '-o'; see align merge --help"),
    "three": (["run", "a", "b", "c"], "got unexpected extra argument"),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTYPED)
def test_a_mistyped_command_line_gets_one_line(case: str, said: Said) -> None:
    """In align's words: nothing of the libraries that read it shows."""
    arguments, message = MISTYPED[case]
    status, line = said(*arguments)
    assert status == 2
    assert line.startswith(f"align: {message}")
    assert line.endswith(" --help\n")
    assert line.count("\n") == 1
    assert "Value error" not in line
    assert "Input " not in line


def test_without_a_command_there_is_help(said: Said) -> None:
    status, text = said()
    assert status == 2
    assert text.startswith("Usage: align")
    assert "validate" in text
