"""All outputs are written, or none and one line says why."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest

from align import output
from align.errors import OutputError
from align.output import check_outputs, fresh_file, write_outputs
from small_report import small_report

REPORT = small_report()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refuses(folder: Path, want: str, *names: str, inputs: tuple[str, ...] = (), new_folder: str = "") -> None:
    """Neither the check nor the writing lets names pass; nothing is left behind."""
    before = tree(folder)
    paths, given = [folder / name for name in names], [folder / name for name in inputs]
    new = folder / new_folder if new_folder else None
    for refused in (
        lambda: check_outputs(paths, given, new),
        lambda: write_outputs(REPORT, paths, given, new),
    ):
        with pytest.raises(OutputError, match=want) as caught:
            refused()
        assert "\n" not in str(caught.value)
    assert tree(folder) == before


def test_writes_all(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("old")
    write_outputs(REPORT, [tmp_path / "a.TSV", tmp_path / "old.csv"])
    assert tree(tmp_path).keys() == {"a.TSV", "old.csv"}
    assert tree(tmp_path)["a.TSV"].startswith(b"zh\ten\n")
    assert tree(tmp_path)["old.csv"].startswith(b"\xef\xbb\xbf")


def test_makes_the_new_folder_but_no_other(tmp_path: Path) -> None:
    write_outputs(REPORT, [tmp_path / "new" / "a.tsv"], new_folder=tmp_path / "new")
    write_outputs(REPORT, [tmp_path / "new" / "a.tsv"], new_folder=tmp_path / "new")
    assert tree(tmp_path).keys() == {"new/a.tsv"}
    refuses(tmp_path, "there is no folder .*missing; make it first", "a.tsv", "missing/a.tsv")
    refuses(tmp_path, "there is no folder", "far/new/a.tsv", new_folder="far/new")


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("no folder")
    refuses(tmp_path, "new is a file and no folder; write elsewhere", "new/a.tsv", new_folder="new")


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    refuses(tmp_path, "can't be written .*; give it another name", "a.tsv", f"{'a' * 300}.tsv")
    refuses(tmp_path, "can't be written .*; give it another name", f"{'a' * 300}/a.tsv")


def test_unknown_suffix(tmp_path: Path) -> None:
    refuses(tmp_path, r"a\.foo: no writer for '\.foo'; known: ", "a.tsv", "a.foo")


def test_output_that_is_an_input(tmp_path: Path) -> None:
    (tmp_path / "zh.tsv").write_text("原文")
    refuses(tmp_path, "is an input", "a.csv", "zh.tsv", inputs=("zh.tsv",))
    (tmp_path / "link.tsv").symlink_to(tmp_path / "zh.tsv")
    refuses(tmp_path, "is an input", "link.tsv", inputs=("zh.tsv",))


def test_same_output_twice(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    refuses(tmp_path, "given twice", "a.tsv", "b/../a.tsv")


def test_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").mkdir()
    (tmp_path / "tables").mkdir()
    refuses(tmp_path, "is a folder; give the name of a file", "a.tsv")
    refuses(tmp_path, "is a folder; give the name of a file", "tables")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, and tests may run as root: so the system's answer is made up."""
    (tmp_path / "a.tsv").write_text("kept")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "a.tsv")
    refuses(tmp_path, "no permission", "b.tsv", "a.tsv")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != tmp_path)
    refuses(tmp_path, "no permission", "b.tsv")


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> bytes:
        raise RuntimeError("a fault of ours")

    writer = output.writer
    monkeypatch.setattr(output, "writer", lambda suffix: fail if suffix == ".csv" else writer(suffix))
    with pytest.raises(RuntimeError):
        write_outputs(REPORT, [tmp_path / "n" / "a.tsv", tmp_path / "n" / "a.csv"], new_folder=tmp_path / "n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_a_disk_that_fails_leaves_nothing(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")  # as ENOSPC comes: without a file name

    (tmp_path / "b.csv").write_text("old")
    monkeypatch.setattr(Path if step == "write_bytes" else os, step, fail)
    with pytest.raises(OutputError, match=r"a\.tsv: can't be written \(No space left on device\); make room"):
        write_outputs(REPORT, [tmp_path / "a.tsv", tmp_path / "b.csv"])
    with pytest.raises(OutputError):
        write_outputs(REPORT, [tmp_path / "new" / "a.tsv"], new_folder=tmp_path / "new")
    assert tree(tmp_path) == {"b.csv": b"old"}
    assert not (tmp_path / "new").exists()


def test_a_run_broken_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(REPORT, [tmp_path / "new" / "a.tsv"], new_folder=tmp_path / "new")
    assert not list(tmp_path.iterdir())


def test_a_symbolic_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.tsv").write_text("old")
    (tmp_path / "link.tsv").symlink_to("real.tsv")
    write_outputs(REPORT, [tmp_path / "link.tsv"])
    assert (tmp_path / "link.tsv").is_symlink()
    assert (tmp_path / "real.tsv").read_bytes().startswith(b"zh\ten\n")


def test_a_file_written_piece_by_piece_takes_its_place_when_whole(tmp_path: Path) -> None:
    place = tmp_path / "c.tmx"
    place.write_bytes(b"old")
    with suppress(KeyError), fresh_file(place) as out:
        out.write(b"half")
        raise KeyError
    assert tree(tmp_path) == {"c.tmx": b"old"}
    with fresh_file(place) as out:
        out.write(b"a")
        out.write(b"b")
        assert place.read_bytes() == b"old"
    assert tree(tmp_path) == {"c.tmx": b"ab"}
    with pytest.raises(OutputError, match="can't be written"), fresh_file(tmp_path / "none" / "c.tmx"):
        pass
