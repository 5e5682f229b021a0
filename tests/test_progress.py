"""Progress keeps the seconds and draws only where somebody looks."""

from __future__ import annotations

import io

import pytest

from align import progress
from align.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_seconds_add_up_by_stage() -> None:
    watch = Progress()
    for name in ("read", "encode", "read"):
        watch.stage(name)
    watch.end()
    assert list(watch.seconds) == ["read", "encode"]
    assert all(value >= 0 for value in watch.seconds.values())


def test_a_bar_appears_after_a_while_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(progress.time, "perf_counter", lambda: float(next(clock)))
    terminal = Terminal()
    watch = Progress(terminal)
    watch.stage("encode", 10)
    watch.tick(5)
    assert "encode" in terminal.getvalue()
    assert " 50%" in terminal.getvalue()
    watch.end()
    assert terminal.getvalue().endswith("\r\033[K")


def test_nothing_is_drawn_for_a_quick_run() -> None:
    terminal = Terminal()
    watch = Progress(terminal)
    watch.stage("encode", 2)
    watch.tick(2)
    watch.end()
    assert terminal.getvalue() == ""


def test_nothing_is_drawn_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    monkeypatch.setattr(progress, "REDRAW", -1.0)
    file = io.StringIO()
    watch = Progress(file)
    watch.stage("encode", 2)
    watch.tick(2)
    watch.end()
    assert file.getvalue() == ""
