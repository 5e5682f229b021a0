"""Word's styles: what a paragraph or a run takes from its style and from those that it is based on."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from align.readers.word_numbers import OFF, W, integer, value

BODY_TEXT = 9  # outline level that is no heading's


class Style(NamedTuple):
    list: tuple[str | None, str | None]  # num and level of its numbering
    outline: int | None
    hidden: bool | None
    raised: bool | None


class Styles:
    """The styles of a document, with what they inherit."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._default = ""
        self._known: dict[str, Style] = {"": Style((None, None), None, None, None)}
        for style in () if root is None else root.iterchildren(W + "style"):
            name = value(style, attribute="styleId") or ""
            self._elements[name] = style
            if value(style, attribute="type") == "paragraph" and value(style, attribute="default") == "1":
                self._default = name

    def name(self, style: str | None) -> str:
        return self._default if style is None else style

    def __getitem__(self, style: str | None) -> Style:
        """A style by its id; None is the default one of paragraphs."""
        own = self.name(style)
        chain: list[str] = []  # from the style up to what is known, or to one that is based on itself
        name = own
        while name not in self._known and name not in chain:
            chain.append(name)
            name = value(self._elements.get(name), "basedOn") or ""
        look = self._known.get(name, self._known[""])
        for name in reversed(chain):
            look = self._known[name] = _inherit(self._elements.get(name), look)
        return self._known[own]


def _inherit(style: etree._Element | None, above: Style) -> Style:
    outline = value(style, "pPr/outlineLvl")
    if (value(style, "name") or "").lower() in {"title", "subtitle"}:
        outline = outline or "0"
    position = value(style, "rPr/vertAlign")
    return Style(
        (value(style, "pPr/numPr/numId") or above.list[0], value(style, "pPr/numPr/ilvl") or above.list[1]),
        above.outline if outline is None else integer(outline, BODY_TEXT),
        is_on(None if style is None else style.find(W + "rPr"), "vanish", above.hidden),
        above.raised if position is None else position == "superscript",
    )


def is_on(properties: etree._Element | None, name: str, otherwise: bool | None) -> bool:
    """Whether a property is switched on, where it says nothing as otherwise."""
    found = None if properties is None else properties.find(W + name)
    if found is None:
        return bool(otherwise)
    return found.get(W + "val") not in OFF
