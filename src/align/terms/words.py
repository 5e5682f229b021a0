"""Chinese text → words with their part of speech. The only module that imports jieba, and it does so late."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple


class Word(NamedTuple):
    """text is verbatim; tag is jieba's: n… noun, v… verb, a… adjective, x punctuation, eng, m numeral …"""

    text: str
    tag: str


def words(text: str) -> list[Word]:
    """All of text, cut into words; white space and punctuation are words too."""
    return [Word(pair.word, pair.flag) for pair in _cutter()(text)]


@cache
def _cutter() -> Callable[[str], Any]:
    """jieba's tagger, its dictionary read from the package itself.

    Left alone, jieba keeps a cache of it in the folder for temporary files, which anybody may have
    written and which it unmarshals, and says so on stderr.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old escapes, pkg_resources, a file that is not closed
        import jieba
        import jieba.posseg

        tokenizer = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
        tokenizer.initialized = True
        cut: Callable[[str], Any] = jieba.posseg.POSTokenizer(tokenizer).cut
    return cut
