"""The structure of TMX 1.4: which elements stand where, and their attributes.

From the rules of the standard (LISA OSCAR, TMX 1.4b), with one that CAT tools add: a unit without a
second language translates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from align.tmx.problems import Problem, problem

VERSIONS = {"1.1", "1.2", "1.3", "1.4"}
BEFORE_XML_LANG = {"1.1", "1.2", "1.3"}  # versions in which the language of a tuv may be its lang
CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})  # inline codes: what they hold is markup, not text
INLINE = CODES | {"hi"}


class Step(NamedTuple):
    """What comes next in an element."""

    names: frozenset[str]
    least: int = 0
    most: int | None = None


class Element(NamedTuple):
    required: frozenset[str]  # attributes
    optional: frozenset[str]
    steps: tuple[Step, ...] = ()  # of its children, in order
    text: bool = False  # whether it holds text


def _element(required: str, optional: str, *steps: Step, text: bool = False) -> Element:
    return Element(frozenset(required.split()), frozenset(optional.split()), steps, text)


_MADE = "creationdate creationid changedate changeid"
_USED = "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion o-tmf " + _MADE
_NOTES = Step(frozenset({"note", "prop"}))
_TEXT = Step(INLINE)
_SUBS = Step(frozenset({"sub"}))

ELEMENTS = {
    "tmx": _element("version", "", Step(frozenset({"header"}), 1, 1), Step(frozenset({"body"}), 1, 1)),
    "header": _element(
        "creationtool creationtoolversion segtype o-tmf adminlang srclang datatype",
        f"o-encoding {_MADE}",
        Step(frozenset({"note", "prop", "ude"})),
    ),
    "body": _element("", "", Step(frozenset({"tu"}))),
    "note": _element("", "o-encoding xml:lang", text=True),
    "prop": _element("type", "o-encoding xml:lang", text=True),
    "ude": _element("name", "base", Step(frozenset({"map"}), 1)),
    "map": _element("unicode", "code ent subst"),
    "tu": _element("", f"tuid segtype srclang {_USED}", _NOTES, Step(frozenset({"tuv"}), 1)),
    "tuv": _element("xml:lang", _USED, _NOTES, Step(frozenset({"seg"}), 1, 1)),
    "seg": _element("", "", _TEXT, text=True),
    "hi": _element("", "x type", _TEXT, text=True),
    "sub": _element("", "datatype type", _TEXT, text=True),
    "bpt": _element("i", "x type", _SUBS, text=True),
    "ept": _element("i", "", _SUBS, text=True),
    "it": _element("pos", "x type", _SUBS, text=True),
    "ph": _element("", "x assoc type", _SUBS, text=True),
    "ut": _element("", "x", _SUBS, text=True),
}

_TIME = re.compile(r"\d{8}T\d{6}Z")
_TAG = re.compile(r"(?:[a-z]{2,3}(?:-[a-z0-9]{1,8})*|[ix]-[a-z0-9-]+)", re.IGNORECASE)
_ISO_639_1 = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln
lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi
pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th
ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""  # languages of two letters
_OLDER = "in iw ji"  # codes of Indonesian, Hebrew and Yiddish before 1989, which Java still writes
_LANGUAGES_OF_TWO_LETTERS = {*_ISO_639_1.split(), *_OLDER.split()}
_COUNTRIES = {"cn": "Chinese is zh", "jp": "Japanese is ja", "kp": "Korean is ko", "cz": "Czech is cs",
              "dk": "Danish is da", "gr": "Greek is el", "ua": "Ukrainian is uk"}  # fmt: skip


def what_is_wrong_with_language(code: str) -> str | None:
    """Why code is no language code of RFC 5646, as far as a table of its parts tells, or None."""
    if "_" in code:
        return "its parts are joined by a hyphen"
    if not _TAG.fullmatch(code):
        return "a code is such as zh-CN or en"
    language, *parts = code.lower().split("-")
    if len(language) == 2 and language not in _LANGUAGES_OF_TWO_LETTERS:
        return _COUNTRIES.get(language, f"there is no language {language}")
    return "the country is GB" if "uk" in parts else None


def _among(*values: str) -> Callable[[str], str | None]:
    return lambda value: None if value in values else f"one of {', '.join(values)} is wanted"


def _matching(pattern: str, wanted: str) -> Callable[[str], str | None]:
    return lambda value: None if re.fullmatch(pattern, value) else wanted


_VALUES = {  # attribute → what is wrong with a value, or None
    "segtype": _among("block", "paragraph", "sentence", "phrase"),
    "pos": _among("begin", "end"),
    "assoc": _among("p", "f", "b"),
    "usagecount": _matching(r"\d+", "a number is wanted"),
    "i": _matching(r"\d+", "a number is wanted"),
    "x": _matching(r"\d+", "a number is wanted"),
    "tuid": _matching(r"\S+", "it holds white space, or nothing"),
    "unicode": _matching(r"#x[0-9A-Fa-f]+", "a value such as #xF8FF is wanted"),
    "code": _matching(r"#x[0-9A-Fa-f]+", "a value such as #xF8FF is wanted"),
}
_DATES = {"creationdate", "changedate", "lastusagedate"}
_LANGUAGES = {"xml:lang", "lang", "srclang", "adminlang"}


def check_attributes(name: str, attributes: dict[str, str], line: int, version: str = "1.4") -> list[Problem]:
    """What is wrong with the attributes of an element of TMX, in a file of that version."""
    element = ELEMENTS[name]
    found = []
    has_lang = "lang" in attributes and "xml:lang" in element.required | element.optional
    for missing in sorted(element.required - attributes.keys()):
        if missing != "xml:lang" or not has_lang:
            found.append(problem(line, "missing-attribute", name, missing))
        elif version not in BEFORE_XML_LANG:
            found.append(problem(line, "old-lang", name))
    for attribute, value in attributes.items():
        if (
            attribute in element.required
            or attribute in element.optional
            or (has_lang and attribute == "lang")
        ):
            found.extend(problem(line, kind, *names) for kind, *names in _check_value(attribute, value))
        elif not attribute.startswith(("xmlns", "xml:")):
            found.append(problem(line, "unknown-attribute", name, attribute))
    return found


@lru_cache(maxsize=1 << 12)  # most values recur
def _check_value(attribute: str, value: str) -> tuple[tuple[str, ...], ...]:
    """Kind and names of the problem with a value, if there is one."""
    if attribute in _DATES:
        return () if _is_time(value) else (("date", attribute, value),)
    if attribute in _LANGUAGES:
        if attribute == "srclang" and value == "*all*":
            return (("all-languages",),)
        wrong = what_is_wrong_with_language(value)
        return (("language", attribute, value, wrong),) if wrong else ()
    if attribute == "version":
        if value not in VERSIONS:
            return (("version", value),)
        return () if value == "1.4" else (("old-version", value),)
    wrong = _VALUES[attribute](value) if attribute in _VALUES else None
    return (("attribute-value", attribute, value, wrong),) if wrong else ()


def _is_time(value: str) -> bool:
    if not _TIME.fullmatch(value):
        return False
    try:
        datetime.strptime(value, "%Y%m%dT%H%M%SZ")
    except ValueError:
        return False
    return True
