"""Settings refuse nonsense, in one plain line, wherever it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from align.config import Output, Settings, refuse_code
from align.errors import AlignError, InputError, SettingError
from align.model import Lang
from align.project import Project, dump, load
from small_report import CREATED, small_alignment

NONSENSE: list[tuple[type[Settings | Output], dict[str, Any], str]] = [
    (Settings, {"level": "word"}, "level 'word': no such choice; give one of paragraph, sentence"),
    (Settings, {"profile": "poetic"}, "profile 'poetic': no such choice; give one of legal, literary"),
    (Settings, {"direction": "fr"}, "direction 'fr': no such choice; give one of zh, en"),
    (Settings, {"unwrap": True}, "unwrap 'True': no such choice; give one of auto, always, never"),
    (Settings, {"zh_lang": "cn"}, "'cn' is no language code of Chinese; give zh, or one such as zh-TW"),
    (Settings, {"en_lang": "en_GB"}, "'en_GB' is no language code of English; give en, or one such as en-GB"),
    (
        Output,
        {"tool": "word"},
        "tool 'word': no such choice; give one of generic, omegat, trados, memoq, xtm",
    ),
    (Output, {"labels": None}, "labels 'None': no such choice; give one of keep, strip"),
    (Output, {"min_confidence": 50}, "min_confidence 50: no probability; give 0 to 1"),
    (Output, {"min_confidence": float("nan")}, "min_confidence nan: no probability; give 0 to 1"),
]


@pytest.mark.parametrize(("kind", "given", "said"), NONSENSE)
def test_nonsense_in_python(kind: type[Settings | Output], given: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingError) as caught:
        kind(**given)
    assert str(caught.value) == said
    assert isinstance(caught.value, AlignError)


@pytest.mark.parametrize(("name", "value"), [("zh_lang", "cn"), ("level", "word"), ("model", 3)])
def test_nonsense_in_a_project_file(name: str, value: object, tmp_path: Path) -> None:
    path = tmp_path / "p.align.json"
    top = json.loads(dump(Project(small_alignment(), Settings(), CREATED, "wetlands")))
    top["settings"][name] = value
    path.write_text(json.dumps(top), encoding="utf-8")
    with pytest.raises(InputError, match=r"p\.align\.json: damaged: .*; align the two files again") as caught:
        load(path)
    assert "\n" not in str(caught.value)
    assert str(value) in str(caught.value)


@pytest.mark.parametrize(
    ("lang", "code"), [("zh", "zh"), ("zh", "ZH-hant-HK"), ("en", "en-US"), ("en", "EN")]
)
def test_codes(lang: Lang, code: str) -> None:
    refuse_code(lang, code)
