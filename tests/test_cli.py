"""The command as users meet it: outputs, summary, errors of one line, exit status."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import openpyxl
import pytest

from align.cli.options import document_name

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ZH = "大会，\n 回顾《联合国宪章》的宗旨和原则，\n 1. 敦促所有会员国提供资源；\n 2. 决定继续审议这一问题。\n"
EN = (
    "The General Assembly,\n Recalling the purposes and principles of the Charter of the United Nations,\n"
    " 1. Urges all Member States to provide resources;\n 2. Decides to remain seized of the matter.\n"
)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    zh, en = tmp_path / "resolution.txt", tmp_path / "resolution-en.txt"
    zh.write_text(ZH, encoding="utf-8")
    en.write_text(EN, encoding="utf-8")
    return zh, en


def test_default_outputs_go_to_a_folder(pair: tuple[Path, Path], tmp_path: Path, run_align: Run) -> None:
    done = run_align("run", *pair, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    made = sorted(p.name for p in (tmp_path / "resolution-aligned").iterdir())
    assert made == ["resolution.align.json", "resolution.html", "resolution.tmx", "resolution.xlsx"]
    assert "beads: 4 × 1-1" in done.stdout
    assert "unaligned Chinese: none" in done.stdout
    assert "all accounted for" in done.stdout
    assert "resolution-aligned/resolution.html" in done.stdout


def test_the_summary_names_what_is_unaligned(sample: Path, tmp_path: Path, run_align: Run) -> None:
    done = run_align("run", sample / "zh.txt", sample / "en-with-defects.txt", "-o", tmp_path / "t.tsv")
    assert "unaligned Chinese: 3\n  PP6 (c)    (c) 促进在国家、区域和国际层面" in done.stdout
    assert "need a look: 1\n  PP8        回顾" in done.stdout
    assert "differences: 4\n  PP6 (d)    From here on the English numbers are lower by 1" in done.stdout


def test_rows_that_differ_are_named_in_every_table(sample: Path, tmp_path: Path, run_align: Run) -> None:
    page, sheet = tmp_path / "t.html", tmp_path / "t.xlsx"
    done = run_align(
        "run", sample / "zh.txt", sample / "en-with-defects.txt", "-o", page, "-o", sheet, "--json"
    )
    differing = json.loads(done.stdout)["differing"]
    assert [row["zh"] for row in differing] == ["PP6 (d)", "PP14", "PP16", "OP7"]
    html = page.read_text("utf-8")
    assert re.findall(r'<tr id="r(\d+)" class="aligned differs">', html) == [str(r["row"]) for r in differing]
    assert "Only what needs a look (8 of 53 rows)" in html
    listed = openpyxl.load_workbook(sheet)["Summary"].iter_rows(values_only=True)
    assert [(row[2], row[3]) for row in listed if row[1] == "differs"] == [
        (row["zh"], row["found"]) for row in differing
    ]


def test_missing_clauses_are_looked_for_where_asked(sample: Path, tmp_path: Path, run_align: Run) -> None:
    def kinds(*options: str) -> set[str]:
        out = tmp_path / f"{len(options)}.align.json"
        run_align("run", sample / "zh.txt", sample / "en-with-defects.txt", "-o", out, *options)
        return {finding["kind"] for finding in json.loads(out.read_text("utf-8"))["alignment"]["findings"]}

    assert kinds("--all-checks") - kinds() == {"clause"}


def test_json(pair: tuple[Path, Path], tmp_path: Path, run_align: Run) -> None:
    done = run_align("run", *pair, "-o", tmp_path / "t.tsv", "--json")
    summary = json.loads(done.stdout)
    assert summary["beads"] == {"1-1": 4}
    assert summary["sides"]["zh"]["blocks"] == 4
    assert summary["sides"]["en"]["balance"] == 0
    assert summary["outputs"] == [str(tmp_path / "t.tsv")]
    assert set(summary["seconds"]) == {"start", "read", "encode", "align", "check", "write"}


def test_version(run_align: Run) -> None:
    done = run_align("--version")
    assert (done.returncode, done.stdout) == (0, f"align {version('align-zh-en')}\n")


@pytest.mark.parametrize("option", [("--zh-lang", "en"), ("--zh-lang", "zh CN"), ("--en-lang", "german")])
def test_a_code_of_another_language_is_refused(
    option: tuple[str, str], pair: tuple[Path, Path], tmp_path: Path, run_align: Run
) -> None:
    done = run_align("run", *pair, "-o", tmp_path / "t.tmx", *option)
    assert done.returncode == 2
    assert f"'{option[1]}' is no language code of " in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "t.tmx").exists()


def test_quiet(pair: tuple[Path, Path], tmp_path: Path, run_align: Run) -> None:
    done = run_align("run", *pair, "-o", tmp_path / "t.tsv", "--quiet")
    assert (done.stdout, done.stderr) == ("", "")
    assert (
        (tmp_path / "t.tsv").read_text(encoding="utf-8").startswith("zh\ten\n大会，\tThe General Assembly,\n")
    )


def test_source_orders_columns_and_memory(pair: tuple[Path, Path], tmp_path: Path, run_align: Run) -> None:
    run_align(
        "run",
        *pair,
        "-o",
        tmp_path / "t.tmx",
        "-o",
        tmp_path / "t.csv",
        "--source",
        "en",
        "--zh-lang",
        "zh-HK",
    )
    tmx = (tmp_path / "t.tmx").read_text(encoding="utf-8")
    assert 'srclang="en"' in tmx
    assert 'xml:lang="zh-HK"' in tmx
    table = (tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    assert table.index("The General Assembly,") < table.index("大会，")


def test_outputs_are_reproducible(
    pair: tuple[Path, Path], tmp_path: Path, run_align: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1280448000")
    names = [f"t{s}" for s in (".html", ".xlsx", ".docx", ".tmx", ".csv", ".tsv", ".align.json")]
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        run_align("run", *pair, *(part for name in names for part in ("-o", folder / name)))
        made.append([(folder / name).read_bytes() for name in names])
    assert made[0] == made[1]


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# What is wrong → (files made in folder {d}, arguments beside the good pair {zh} {en}, what the message says).
WRONG: dict[str, tuple[dict[str, bytes | str], list[str], str]] = {
    "missing": ({}, ["{zh}", "{d}/nothing.txt"], "nothing.txt"),
    "empty": ({"e.txt": ""}, ["{d}/e.txt", "{en}"], "e.txt"),
    "white": ({"w.txt": " \n\n"}, ["{d}/w.txt", "{en}"], "w.txt"),
    "folder": ({}, ["{d}", "{en}"], "is a folder"),
    "binary": ({"b.txt": b"\0\1\2\3" * 50}, ["{d}/b.txt", "{en}"], "b.txt"),
    "broken pdf": ({"p.pdf": b"%PDF-1.7\n" + bytes(range(256))}, ["{d}/p.pdf", "{en}"], "p.pdf"),
    "undecodable": ({"u.txt": ZH.encode("gb18030")}, ["--encoding", "utf-8", "{d}/u.txt", "{en}"], "u.txt"),
    "encoding": ({}, ["--encoding", "klingon", "{zh}", "{en}"], "klingon"),
    "twice": ({}, ["{zh}", "{zh}"], "given twice"),
    "swapped": ({}, ["{en}", "{zh}"], "give the Chinese file first: align run"),
    "no Chinese": ({"n.txt": EN + "Done.\n"}, ["{d}/n.txt", "{en}"], "n.txt: no Chinese"),
    "no English": ({"n.txt": ZH + "完。\n"}, ["{zh}", "{d}/n.txt"], "n.txt: no English"),
    "suffix": ({}, ["{zh}", "{en}", "-o", "{d}/t.foo"], "no writer for '.foo'; known: "),
    "no folder": ({}, ["{zh}", "{en}", "-o", "{d}/none/t.tmx"], "there is no folder"),
    "over input": ({"i.tsv": ZH}, ["{d}/i.tsv", "{en}", "-o", "{d}/i.tsv"], "is an input"),
    "no model": ({}, ["--model", "{d}/no-model", "{zh}", "{en}"], "leave --model out"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_bad_input_gets(
    case: str, pair: tuple[Path, Path], tmp_path: Path, run_align: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    files, templates, said = WRONG[case]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    arguments = [t.format(d=tmp_path, zh=pair[0], en=pair[1]) for t in templates]
    if "-o" not in arguments:
        arguments += ["-o", f"{tmp_path}/out.html"]
    before = sorted(tmp_path.iterdir())
    done = run_align("run", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("align: ")
    assert done.stdout == ""
    assert sorted(tmp_path.iterdir()) == before  # nothing is written


def test_unrelated_documents_are_warned_of(sample: Path, tmp_path: Path, run_align: Run) -> None:
    en = write(
        tmp_path / "poem.txt",
        "\n".join(
            f"The {thing} was sold at the market in the morning, and nobody asked where it had come from."
            for thing in (
                "horse",
                "carpet",
                "clock",
                "basket of plums",
                "violin",
                "blue door",
                "ladder",
                "kettle",
            )
        ),
    )
    done = run_align("run", sample / "zh.txt", en, "-o", tmp_path / "t.tsv")
    assert done.returncode == 0
    assert "warning: " in done.stdout
    assert "may not belong together" in done.stdout


def test_score(sample: Path, aligned: Path, run_align: Run) -> None:
    for hypothesis in ("table.tsv", "table.align.json"):
        done = run_align("score", sample / "gold.tsv", aligned / hypothesis)
        assert done.returncode == 0, done.stderr
        assert "strict" in done.stdout
    figures = json.loads(run_align("score", sample / "gold.tsv", aligned / "table.tsv", "--json").stdout)
    assert figures["strict_f1"] == 1.0


def test_the_name_of_outputs() -> None:
    assert document_name(Path("A_RES_64_293.zh.txt")) == "A_RES_64_293.zh"
    assert document_name(Path("/there/resolution/zh.txt")) == "resolution"


def test_a_fault_of_ours_is_said_to_be_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from align import cli

    def fail(**_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 3
    assert "please report" in capsys.readouterr().err
