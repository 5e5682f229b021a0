"""Where a run stands and how long its stages took; a bar on the terminal when it takes longer."""

from __future__ import annotations

import time
from typing import TextIO

PATIENCE = 1.0  # seconds after which a bar appears
WIDTH = 30  # characters of the bar
REDRAW = 0.1  # seconds between two drawings


class Progress:
    """Told by the pipeline; draws on a terminal if it is given one, and keeps the seconds of each stage."""

    def __init__(self, terminal: TextIO | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._terminal = terminal if terminal is not None and terminal.isatty() else None
        self._began = self._since = self._drawn = time.perf_counter()
        self._name, self._done, self._total = "", 0, 0
        self._visible = False

    def stage(self, name: str, total: int = 0) -> None:
        """A stage begins, and the one before ends. total: units of work, 0 if not known."""
        self._close()
        self._name, self._done, self._total = name, 0, total

    def tick(self, units: int = 1) -> None:
        """Units of work of this stage are done."""
        self._done += units
        now = time.perf_counter()
        if self._terminal and now - self._began > PATIENCE and now - self._drawn > REDRAW:
            self._draw(now)

    def end(self) -> None:
        """The last stage ends; the bar goes."""
        self._close()
        self._name = ""
        if self._visible and self._terminal:
            self._terminal.write("\r\033[K")
            self._terminal.flush()
            self._visible = False

    def _close(self) -> None:
        now = time.perf_counter()
        if self._name:
            self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._since
        self._since = now

    def _draw(self, now: float) -> None:
        assert self._terminal
        share = min(1.0, self._done / self._total) if self._total else 0.0
        bar = "█" * round(WIDTH * share)
        self._terminal.write(f"\r{self._name:8}▕{bar:{WIDTH}}▏{share:4.0%}")
        self._terminal.flush()
        self._visible, self._drawn = True, now
