"""The HTML table in a browser: on a desk, on a phone, on paper, in the dark."""

from __future__ import annotations

import json
import re
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from align.report import Report
from align.writers import writer
from small_report import long_report, small_report

CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
DARK = "--blink-settings=preferredColorScheme=0"
DESK, TABLET, PHONE = 1280, 900, 390  # CSS pixels
LEAST_CONTRAST = 4.5  # Web Content Accessibility Guidelines 2.1, success criterion 1.4.3

MEASURE = """
const measured = [...document.querySelectorAll("iframe")].map(frame => {
  const page = frame.contentDocument, view = frame.contentWindow, root = page.documentElement
  const at = element => element.getBoundingClientRect()
  const shown = row => view.getComputedStyle(row).display != "none"
  const [left, right] = page.querySelectorAll("#r2 .text")
  const parse = color => color.match(/[\\d.]+/g).map(Number)
  const behind = element => {
    for (; element; element = element.parentElement) {
      const color = parse(view.getComputedStyle(element).backgroundColor)
      if (color.length == 3 || color[3] > 0) return color
    }
  }
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    return .2126 * x + .7152 * y + .0722 * z
  }
  const texts = "h1, h2, dt, dd, .start, .jump .at, label, th, td, td p, .word, .no a, figcaption span"
  const boxes = "tbody .text, tbody .at, thead th"
  const contrasts = [...page.querySelectorAll(texts)]
    .filter(element => element.textContent.trim())
    .map(element => {
      const ink = luminance(parse(view.getComputedStyle(element).color)) + .05
      const ground = luminance(behind(element)) + .05
      return [element.tagName + "." + element.className, Math.max(ink, ground) / Math.min(ink, ground)]
    })
  const backgrounds = ["#r1", "#r4", "#r5"].map(row => behind(page.querySelector(row)).join())
  const result = {
    overflow: root.scrollWidth - root.clientWidth,
    beside: at(left).top == at(right).top && at(left).right <= at(right).left,
    below: at(left).bottom <= at(right).top && at(left).left == at(right).left,
    cut: [...page.querySelectorAll(boxes)].filter(box => box.scrollWidth > box.clientWidth + 1).length,
    contrasts, backgrounds, paper: behind(page.body).join(),
    all: [...page.querySelectorAll("tbody tr")].filter(shown).map(row => row.id),
  }
  page.querySelector("label").click()
  result.look = [...page.querySelectorAll("tbody tr")].filter(shown).map(row => row.id)
  return result
})
document.body.innerHTML = "<pre>" + JSON.stringify(measured) + "</pre>"
"""


def measure(report: Report, folder: Path, *options: str) -> dict[int, dict[str, Any]]:
    """How the page looks in frames of three widths, before and after its filter is clicked."""
    page = escape(writer(".html")(report).decode())
    frames = "".join(
        f'<iframe srcdoc="{page}" style="width:{width}px;height:900px;border:0"></iframe>'
        for width in (DESK, TABLET, PHONE)
    )
    (folder / "frames.html").write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><body>{frames}<script>onload = () => {{{MEASURE}}}</script>',
        encoding="utf-8",
    )
    command = [*CHROMIUM, *options, f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    done = subprocess.run(
        [*command, (folder / "frames.html").as_uri()],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    found = re.search("<pre>(.*)</pre>", done.stdout)
    assert found, done.stdout + done.stderr
    return dict(zip((DESK, TABLET, PHONE), json.loads(unescape(found[1])), strict=True))


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Any]]:
    return measure(small_report(), tmp_path_factory.mktemp("light"))


@pytest.fixture(scope="module")
def dark(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Any]]:
    return measure(small_report(), tmp_path_factory.mktemp("dark"), DARK)


@pytest.mark.needs("chromium")
def test_texts_stand_side_by_side_where_there_is_room_and_stack_on_a_phone(
    light: dict[int, dict[str, Any]],
) -> None:
    assert [light[width]["beside"] for width in (DESK, TABLET, PHONE)] == [True, True, False]
    assert light[PHONE]["below"]


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [DESK, TABLET, PHONE])
def test_nothing_is_cut_or_wider_than_the_screen(light: dict[int, dict[str, Any]], width: int) -> None:
    assert light[width]["overflow"] == 0
    assert light[width]["cut"] == 0


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_filter_leaves_what_needs_a_look(light: dict[int, dict[str, Any]], width: int) -> None:
    assert [row for row in light[width]["all"] if row] == [f"r{n}" for n in range(1, 12)]
    assert light[width]["look"] == ["r4", "r5", "r6", "r7", "r11"]


@pytest.mark.needs("chromium")
def test_states_differ_in_colour_and_dark_is_dark(
    light: dict[int, dict[str, Any]], dark: dict[int, dict[str, Any]]
) -> None:
    for scheme in (light, dark):
        assert len(set(scheme[DESK]["backgrounds"])) == 3
    assert sum(map(int, light[DESK]["paper"].split(","))) > 600
    assert sum(map(int, dark[DESK]["paper"].split(","))) < 150


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(scheme: str, request: pytest.FixtureRequest) -> None:
    measured = request.getfixturevalue(scheme)[DESK]["contrasts"]
    assert len(measured) > 100
    assert not [(name, round(ratio, 2)) for name, ratio in measured if ratio < LEAST_CONTRAST]


@pytest.mark.needs("chromium", "pdftotext")
def test_paper_repeats_the_header_and_breaks_no_row(tmp_path: Path) -> None:
    (tmp_path / "long.html").write_bytes(writer(".html")(long_report()))
    command = [*CHROMIUM, f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer"]
    url = (tmp_path / "long.html").as_uri()
    subprocess.run(
        [*command, f"--print-to-pdf={tmp_path / 'long.pdf'}", url],
        check=True,
        capture_output=True,
        timeout=60,
    )
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "long.pdf", "-"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) > 5
    assert all(page.count("Evidence and note") == 1 for page in pages)
    begun, ended = ([re.findall(rf"{word}(\d+)", page) for page in pages] for word in ("begin", "end"))
    assert begun == ended
    assert sum(map(len, begun)) == 72
