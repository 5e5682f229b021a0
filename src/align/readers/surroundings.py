"""What surrounds the text of a web page: menus, heads and feet, what is hidden. HTML says it, or names do."""

from __future__ import annotations

import re

from lxml import etree

NO_TEXT = {
    "audio", "button", "canvas", "embed", "head", "iframe", "input", "map", "math", "noscript", "object",
    "option", "rp", "script", "select", "style", "svg", "template", "textarea", "video",
}  # fmt: skip
MOSTLY = 0.5  # of a page's characters: a main part has so many at least, and what surrounds it has not
HIDDEN, OUTSIDE = "hidden text", "outside the main text"
_ASIDE = {  # tag or role → kind of furniture
    "nav": "navigation",
    "navigation": "navigation",
    "menu": "navigation",
    "aside": "aside",
    "complementary": "aside",
    "search": "aside",
    "header": "header",
    "banner": "header",
    "footer": "footer",
    "contentinfo": "footer",
    "del": "deleted text",
    "s": "deleted text",
    "rt": "ruby",
}
_NAMED = {  # what a class or an id says → kind of furniture
    "nav": "navigation",
    "navbar": "navigation",
    "navigation": "navigation",
    "menu": "navigation",
    "breadcrumb": "navigation",
    "breadcrumbs": "navigation",
    "skip": "navigation",
    "sidebar": "aside",
    "header": "header",
    "footer": "footer",
}
_NAME = re.compile(  # the same as the name of a part of the page, and not of a part of the text
    rf"(?:(?:site|page|top|global|main)[-_]?)?({'|'.join(_NAMED)})(?:[-_]?(?:link|wrap|wrapper|container))?",
    re.IGNORECASE,
)
_FOR_EARS = {"sr-only", "visually-hidden", "screen-reader-text"}  # classes: read aloud, and not shown
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class Surroundings:
    def __init__(self, body: etree._Element) -> None:
        self._size = _size(body)
        self._main = _find_main(body)
        self._around = set() if self._main is None else set(self._main.iterancestors())

    def kind(self, element: etree._Element) -> str:
        """The kind of furniture that an element is, "" if it may be text. What is inside goes with it."""
        names = " ".join(element.get(key) or "" for key in ("id", "class")).split()
        if (
            element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or _STYLE.search(element.get("style") or "")
            or not _FOR_EARS.isdisjoint(names)
        ):
            return HIDDEN
        named = next((m[1].lower() for name in names if (m := _NAME.fullmatch(name))), "")
        kind = _ASIDE.get((element.get("role") or element.tag).lower(), "")
        if not kind and named and _has_links(element) and _size(element) < MOSTLY * self._size:
            kind = _NAMED[named]
        if kind == "header" and _heads_the_text(element):
            return ""
        outside = element.getparent() in self._around and element not in {*self._around, self._main}
        if not kind and outside and element.find(".//h1") is None:
            return OUTSIDE
        return kind


def _find_main(body: etree._Element) -> etree._Element | None:
    """The part of the page that is said to be the main one and holds most of its text."""
    said = [e for e in body.iter("*") if e.tag == "main" or (e.get("role") or "").lower() == "main"]
    if len(said) != 1 or _size(said[0]) < MOSTLY * _size(body):
        return None
    return said[0]


def _size(element: etree._Element) -> int:
    """Characters of an element that are not white space, controls and scripts apart."""
    texts = (
        (e.text or "", e.tail or "") if e.tag not in NO_TEXT else ("", e.tail or "")
        for e in element.iter("*")
    )
    return sum(len("".join(part.split())) for pair in texts for part in pair)


def _has_links(element: etree._Element) -> bool:
    return element.tag == "a" or element.find(".//a[@href]") is not None


def _heads_the_text(header: etree._Element) -> bool:
    """Whether a header is that of a text, and not that of the page."""
    return header.find(".//h1") is not None or any(
        a.tag in {"article", "main"} or (a.get("role") or "").lower() == "main"
        for a in header.iterancestors()
    )
