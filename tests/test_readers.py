"""Bytes → text: encodings by evidence, errors on one line, offsets."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError
from align.readers import read_source, split_lines
from align.readers.text import decode

SIMPLIFIED = "第一条　灯塔管理人员应当每日记录天气、能见度和过往船舶的情况，并将记录报送主管机关。\n"
TRADITIONAL = "第一條　燈塔管理人員應當每日記錄天氣、能見度和過往船舶的情況，並將記錄報送主管機關。\n"
ENGLISH = "The keepers’ records – “the books” – are kept for ten years.\n"


@pytest.mark.parametrize(
    ("text", "codec", "noted"),
    [
        (SIMPLIFIED, "utf-8", False),
        (SIMPLIFIED, "utf-8-sig", False),
        (SIMPLIFIED, "utf-16", False),
        (SIMPLIFIED, "utf-32", False),
        (SIMPLIFIED, "utf-16-le", True),
        (SIMPLIFIED, "utf-16-be", True),
        (SIMPLIFIED, "gb18030", True),
        (TRADITIONAL, "gb18030", True),
        (TRADITIONAL, "big5", True),
        (SIMPLIFIED + ENGLISH * 3, "gb18030", True),
        (ENGLISH, "utf-8", False),
        (ENGLISH, "utf-16-le", True),
        (ENGLISH, "cp1252", True),
        ("第一条", "gb18030", True),
        ("第二條", "big5", True),
        ("总则", "gb18030", True),
        ("灯塔", "utf-8", False),
    ],
)
def test_encodings_are_recognized(text: str, codec: str, noted: bool) -> None:
    decoded, notes = decode(text.encode(codec), "laws.txt", None)
    assert decoded == text
    assert [n.kind for n in notes] == ["encoding"] * noted


@given(st.text().filter(lambda t: "\0" not in t and not t.startswith("\ufeff")))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    if not text.startswith(("GIF8", "II*", "MM")):
        assert decode(text.encode("utf-8"), "x", None) == (text, ())


def test_an_encoding_that_is_given_is_taken() -> None:
    assert decode(TRADITIONAL.encode("big5"), "x", "big5") == (TRADITIONAL, ())
    assert decode(b"\xef\xbb\xbfa", "x", "utf-8") == ("a", ())


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"", None, "has no text; check that it was saved or extracted completely"),
        (b" \n\t\r\n", None, "has no text; check that it was saved or extracted completely"),
        (b"\xef\xbb\xbf", None, "has no text; check that it was saved or extracted completely"),
        (b"GIF89a", None, "is a picture, not text; save it as text (UTF-8) and give that"),
        (b"\x89PNG\r\n", None, "is a picture, not text; save it as text (UTF-8) and give that"),
        (b"ab\x00\x01\x02\x00", None, "is binary (NUL at byte 2); save it as text (UTF-8)"),
        (
            "条".encode() + b"\xff\xff\xff\x80\x81",
            None,
            "not UTF-8 at byte 3; pass --encoding gb18030 or save it as UTF-8",
        ),
        (b"abc\xff", "utf-8", "not utf-8 at byte 3; leave --encoding out, or save it as UTF-8"),
        (b"\xff\xfea\0\0\xdcb\0", None, "not utf-16 at byte 4; save it as UTF-8"),
        (b"abc", "undefined", "not undefined; leave --encoding out, or save it as UTF-8"),
        (b"abc", "klingon", "unknown encoding 'klingon'; try utf-8, gb18030, big5, utf-16 or cp1252"),
        (b"abc", "hex", "unknown encoding 'hex'; try utf-8, gb18030, big5, utf-16 or cp1252"),
    ],
)
def test_bad_files_get_one_clear_line(
    data: bytes, encoding: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("laws.txt").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_source(Path("laws.txt"), encoding)
    assert str(caught.value) == f"laws.txt: {message}"


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt: no such file; check the name and the folder"):
        read_source(tmp_path / "none.txt")
    with pytest.raises(InputError, match=": is a folder; give the file in it"):
        read_source(tmp_path)


def test_digest_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(SIMPLIFIED.encode("gb18030"))
    assert read_source(path).digest == hashlib.sha256(path.read_bytes()).hexdigest()


@given(st.lists(st.sampled_from(["a", "灯", " ", "\n", "\r", "\r\n", "\f", "\v", "\u2028", "\x85", "\x1c"])))
def test_lines_have_exact_offsets(parts: list[str]) -> None:
    text = "".join(parts)
    lines = split_lines(text)
    assert all(text[line.start : line.start + len(line.text)] == line.text for line in lines)
    assert "".join(line.text for line in lines) == "".join(c for c in text if c in "a灯 ")
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
