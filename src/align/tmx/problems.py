"""What can be wrong with a TMX file: a plain reason, and what a CAT tool does with it.

An error loses units or the file; with a warning something goes less well; a remark is for people.
"""

from __future__ import annotations

from typing import NamedTuple

from align.model import Severity


class Kind(NamedTuple):
    severity: Severity
    reason: str  # with {} for names
    effect: str  # what a CAT tool does


class Problem(NamedTuple):
    line: int  # 1-based
    kind: str  # of KINDS
    reason: str

    @property
    def severity(self) -> Severity:
        return KINDS[self.kind].severity

    @property
    def effect(self) -> str:
        return KINDS[self.kind].effect


_STOPS = "The import stops here, and most programs take nothing at all"
_SKIPS = "Programs skip the unit, or refuse the file"
_E, _W, _R = Severity.ERROR, Severity.WARNING, Severity.INFO

KINDS = {
    # Not well-formed: nothing after it can be read.
    "control-character": Kind(_E, "a control character, which XML forbids", _STOPS),
    "character-reference": Kind(_E, "a number for a character that XML forbids, such as &#1;", _STOPS),
    "ampersand": Kind(_E, "an & that begins no entity; write &amp;", _STOPS),
    "less-than": Kind(_E, "a < that begins no tag; write &lt;", _STOPS),
    "tag": Kind(_E, "a tag with an attribute without quotes, or a < that should be &lt;", _STOPS),
    "bytes": Kind(_E, "bytes that are no text in the declared encoding", _STOPS),
    "encoding": Kind(_E, "another encoding than UTF-8 or UTF-16, or not the one declared", _STOPS),
    "mismatched-tag": Kind(_E, "an end tag that does not belong to the element that is open", _STOPS),
    "attribute-twice": Kind(_E, "an attribute given twice", _STOPS),
    "cut-off": Kind(_E, "the file ends before its elements do: it is cut off, or empty", _STOPS),
    "after-the-end": Kind(_E, "something after </tmx>", _STOPS),
    "entity": Kind(_E, "the entity &{}; is not one of XML's five; write the character itself", _STOPS),
    "entity-declared": Kind(
        _E, "declares the entity {}", "Programs refuse such files, as they serve attacks; reading ends here"
    ),
    "syntax": Kind(_E, "no well-formed XML", _STOPS),
    # Structure.
    "not-tmx": Kind(_E, "the root is <{}>, not <tmx>", "No program takes it for a memory"),
    "version": Kind(
        _E,
        'version="{}" is none of TMX, which has 1.1 to 1.4',
        "Programs that look at the version refuse the file",
    ),
    "old-version": Kind(
        _R, "version {}; the last one is 1.4", "Programs read it, some without its inline codes"
    ),
    "missing-element": Kind(_E, "<{}> has no <{}>", _SKIPS),
    "unknown-element": Kind(_E, "<{}> is no element of TMX", "Programs ignore it, or refuse the file"),
    "misplaced-element": Kind(
        _E, "<{1}> may not stand here in <{0}>", "Strict programs refuse the file, others skip it"
    ),
    "element-twice": Kind(_E, "a second <{1}> in <{0}>", "Programs take the first or the last of them"),
    "stray-text": Kind(
        _E, "text in <{}>, which only holds elements", "Strict programs refuse the file, others skip it"
    ),
    # Attributes.
    "missing-attribute": Kind(_E, "<{}> has no {}", "Strict programs refuse the file, others guess"),
    "old-lang": Kind(_E, "<{}> has lang, which became xml:lang in TMX 1.4", _SKIPS),
    "unknown-attribute": Kind(
        _E, "<{}> has {}, which is no attribute of it", "Strict programs refuse the file"
    ),
    "attribute-value": Kind(_E, '{}="{}": {}', "Strict programs refuse the file, others ignore the value"),
    "date": Kind(
        _E,
        '{}="{}" is no time such as 20240229T083000Z',
        "Programs drop the date; strict ones refuse the file",
    ),
    "language": Kind(
        _E, '{}="{}" is no language code: {}', "Programs do not know the language and skip the unit"
    ),
    # Languages.
    "one-language": Kind(
        _E, "a unit with only one language", "Programs skip the unit: it translates nothing"
    ),
    "language-twice": Kind(_W, "a unit with two texts in {}", "Programs keep the first or the last of them"),
    "source-language": Kind(_E, "no text in the source language {}; there is {}", "Programs skip the unit"),
    "language-case": Kind(
        _W, "{} here, but {} as source language", "Programs that compare letters skip the unit"
    ),
    "all-languages": Kind(
        _W, 'srclang="*all*" names no source language', "Okapi stops without one, and OmegaT warns"
    ),
    # Segments.
    "empty": Kind(_E, "an empty segment in {}", "Programs skip the unit, or offer nothing as translation"),
    "line-break": Kind(_W, "a line break in a segment in {}", "It never matches text, which has none there"),
    "long": Kind(_W, "a segment of {} characters in {}", "Trados' cloud refuses the unit: it takes 2000"),
    "character": Kind(_W, "{} in a segment in {}", "It never matches text, and shows as a box or not at all"),
    "not-composed": Kind(
        _W,
        "letters and accents apart in a segment in {} (not in NFC)",
        "It looks the same as the text and does not match",
    ),
    "unpaired-code": Kind(
        _E, '<{}> i="{}" has no partner in its segment', "Programs drop the code, or the unit"
    ),
    "old-code": Kind(_R, "<ut>, which TMX advises against", "Programs keep it as an unknown code"),
    # The whole memory.
    "duplicate": Kind(_W, "the same unit as on line {}", "Programs keep one of them"),
    "different-translation": Kind(
        _R,
        "the same {} text as on line {}, translated differently",
        "Programs offer both, or keep the later one",
    ),
}


def problem(line: int, kind: str, *names: object) -> Problem:
    return Problem(line, kind, KINDS[kind].reason.format(*names))
