"""What is extracted: one quantity of a text in a form that is the same in both languages."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

Value = int | Fraction | str


class Kind(StrEnum):
    """What a quantity is. Numbers, percentages, fractions, years and days agree by value alone."""

    NUMBER = "number"
    PERCENT = "percent"  # value is the printed figure: 43 for 43 per cent
    FRACTION = "fraction"
    PROVISION = "provision"  # number of an article, paragraph, chapter ...
    YEAR = "year"  # Gregorian
    MONTH = "month"  # 1..12
    DAY = "day"  # of the month, 1..31
    WEEKDAY = "weekday"  # 1 Monday .. 7 Sunday
    TIME = "time"  # minutes since midnight
    SYMBOL = "symbol"  # document symbol, resolution n/m, sales number, code
    URL = "url"
    RELATIVE = (
        "relative"  # "the preceding paragraph", 去年: stands for a value that the other side may spell out
    )


_PREFIX = {Kind.MONTH: "month ", Kind.WEEKDAY: "weekday ", Kind.TIME: "minute ", Kind.RELATIVE: "relative "}


class Quantity(NamedTuple):
    """One quantity. hard: it must occur on the other side; a soft one only supports what stands there."""

    kind: Kind
    value: Value
    hard: bool
    start: int  # offsets in the text given to extract
    end: int
    printed: str  # text[start:end]

    @property
    def key(self) -> str:
        """Canonical value: equal keys agree, whatever the language or the kind of number."""
        return _PREFIX.get(self.kind, "") + str(self.value)


def exact(value: Fraction) -> int | Fraction:
    """The same value, as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value
