"""The project file, .align.json: everything, exactly; see align.project."""

from __future__ import annotations

from align.project import Project, dump
from align.report import Report


def write(report: Report) -> bytes:
    return dump(Project(report.alignment, report.settings, report.created, report.title))
