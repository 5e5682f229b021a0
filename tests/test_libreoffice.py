"""The Excel and Word files open in LibreOffice and print from the first paragraph to the last."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

FIRST = ("预防犯罪和刑事司法委员会", "Commission on Crime Prevention and Criminal Justice")
LAST = ("出售品编号", "United Nations publication, Sales No. E.16.IV.6.")


@pytest.mark.needs("soffice", "pdftotext")
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_prints_from_first_to_last_paragraph(suffix: str, aligned: Path, tmp_path: Path) -> None:
    # A profile of its own: two LibreOffices with one profile wait for each other.
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(aligned / f"table{suffix}")], check=True, capture_output=True, timeout=120)
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "table.pdf"), "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    printed = "".join(text.split())  # cells wrap their text
    for paragraph in (*FIRST, *LAST):
        assert "".join(paragraph.split()) in printed
