"""The verb that opens a paragraph of a resolution: 回顾 = Recalling, 关切地注意到 = Noting with concern.

Paragraphs of resolutions open with one of a few dozen verbs, each with its settled counterparts
(openings.json; the English by stem). Two neighbours that are about equally long and equally
unlike often differ in just this verb.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from align.model import Lang
from align.text import fold

_CHINESE_ADVERBS = (
    *("又", "还", "也", "再次", "再度", "再", "特别", "特此", "深为", "深感", "深切", "深", "极为"),
    *("严重", "十分", "高度", "强烈", "坚决", "坚定", "充分", "进一步", "并", "同时", "此外", "就此", "表示"),
)
_ENGLISH_ADVERBS = frozenset(
    {
        *("also", "further", "once", "again", "deeply", "gravely", "seriously", "strongly", "firmly"),
        *("fully", "particularly", "especially", "profoundly", "highly", "solemnly", "extremely"),
        *("greatly", "deep", "grave", "serious", "great", "and", "having", "remaining", "expressing"),
        *("its", "the", "that"),
    }
)
_LONGEST = 60  # characters at the start of a text that an opening can take up


def opening(text: str, lang: Lang) -> frozenset[str]:
    """The classes (keys of openings.json) that a text may open with; empty if it opens with none of them.

    text is without its label. The longest form that fits decides: "Noting with concern" is not "Noting".
    """
    start = _without_adverbs(text[:_LONGEST]) if lang == "en" else fold(text[:_LONGEST])
    forms = _forms(lang)
    while True:
        form = next((f for f in forms if start.startswith(f)), None)
        if form is not None:
            return forms[form]
        adverb = next((a for a in _CHINESE_ADVERBS if start.startswith(a)), None)
        if adverb is None:
            return frozenset()
        start = start.removeprefix(adverb)


def _without_adverbs(text: str) -> str:
    return " ".join(word for word in fold(text).split() if word not in _ENGLISH_ADVERBS)


@cache
def _forms(lang: Lang) -> dict[str, frozenset[str]]:
    """Form → the classes that it stands in, longest form first."""
    text = (files("align") / "openings.json").read_text(encoding="utf-8")
    table: dict[str, dict[str, list[str]]] = json.loads(text)
    classes: dict[str, set[str]] = {}
    for name, entry in table.items():
        for form in entry[lang]:
            classes.setdefault(_without_adverbs(form) if lang == "en" else form, set()).add(name)
    return {form: frozenset(classes[form]) for form in sorted(classes, key=len, reverse=True) if form}
