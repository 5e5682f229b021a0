"""A good memory passes; each way of being wrong is told, with its line, in files of many shapes.

Cases take a good file apart: `find` in it becomes `put`, whose ‸ says on which line the problem is to be
told. Each case is made in every layout below, at the first and the last place where it can be.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from align.config import Output
from align.errors import InputError
from align.model import Severity
from align.tmx.problems import KINDS
from align.tmx.validate import LISTED, validate
from align.translation_units import TOOLS
from align.writers import writer
from conftest import Run
from small_report import small_report

CASES = json.loads((Path(__file__).parent / "cases/tmx.json").read_text(encoding="utf-8"))
MARK = "‸"

PLAIN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="Another" creationtoolversion="8.1" segtype="sentence" o-tmf="TM 8" adminlang="en-US"
        srclang="zh-CN" datatype="xml" creationdate="20231215T111805Z" creationid="me">
<note xml:lang="en">Wetlands.</note>
<prop type="x-name">湿地</prop>
<ude name="signs" base="unicode"><map unicode="#xF8FF" code="#x1F" ent="apple" subst="x"/></ude>
</header>
<body>
<tu tuid="1" usagecount="3" lastusagedate="20240229T083000Z">
<note>agreed</note>
<prop type="x-status">ok</prop>
<tuv xml:lang="zh-CN" creationdate="20240229T083000Z" creationid="me">
<seg>国家保护湿地 &amp; 水源。</seg>
</tuv>
<tuv xml:lang="en">
<prop type="x-edit">none</prop>
<seg>The State protects wetlands &amp; sources.</seg>
</tuv>
</tu>
<tu tuid="2">
<tuv xml:lang="zh-CN"><seg>见<bpt i="1">{b}</bpt>附件<ept i="1">{/b}</ept>。<ph x="1" assoc="p"/></seg></tuv>
<tuv xml:lang="en">
<seg>See <bpt i="1">{b}</bpt>the <hi>annex</hi><ept i="1">{/b}<sub>sub</sub></ept>.<it pos="end">x</it></seg>
</tuv>
</tu>
<tu tuid="3" srclang="zh-CN" segtype="paragraph">
<prop type="x-status">check</prop>
<tuv xml:lang="zh-CN">
<seg>禁止在湿地 &amp; 海岸排污。</seg>
</tuv>
<tuv xml:lang="en">
<seg>It is forbidden to pollute wetlands &amp; coasts.</seg>
</tuv>
</tu>
</body>
</tmx>
"""


class Layout(NamedTuple):
    text: str
    encoding: str


LAYOUTS = {
    "plain": Layout(PLAIN, "utf-8"),
    "windows": Layout(
        re.sub(r"^<(?=tu|/tu|seg|prop)", "\t\t<", PLAIN, flags=re.MULTILINE)
        .replace("\n", "\r\n")
        .replace("UTF-8", "UTF-16"),
        "utf-16",  # with byte order mark
    ),
    "a unit a line": Layout(
        re.sub(r"<tu [\s\S]*?</tu>", lambda tu: tu[0].replace("\n", ""), PLAIN).replace(
            ' encoding="UTF-8"', ""
        ),
        "utf-8-sig",
    ),
}


class Case(NamedTuple):
    name: str
    case: dict[str, Any]
    content: bytes
    line: int


def made(layout: str, case: dict[str, Any]) -> Iterator[Case]:
    """The wrong files that a case makes of a layout: at the first place and at the last."""
    text, encoding = LAYOUTS[layout]
    places = list(re.finditer(case["find"], text))
    if case.get("all"):
        wrong = re.sub(case["find"], case["put"], text)
        first, _, rest = wrong.partition(MARK)
        yield Case(
            f"{layout}: {case['label']}",
            case,
            (first + rest.replace(MARK, "")).encode(encoding),
            first.count("\n") + 1,
        )
        return
    for which, place in {"first": places[0], "last": places[-1]}.items():
        if which == "last" and len(places) == 1:
            return
        put = place.expand(case["put"].replace("{2001}", "w" * 2001))
        if "at" in case:
            start = place.start() if case["at"] != "<header" else 0
            wrong = text[: place.start()] + put + text[place.end() :]
            at = wrong.index(case["at"], start)
            line = wrong[:at].count("\n") + 1
        else:
            marked = text[: place.start()] + put + text[place.end() :]
            line = marked[: marked.index(MARK)].count("\n") + 1
            wrong = marked.replace(MARK, "")
        yield Case(f"{layout}: {case['label']}, {which}", case, wrong.encode(encoding), line)


WRONG = [case for layout in LAYOUTS for each in CASES for case in made(layout, each)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_good_memory_of_another_program(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "good.tmx"
    path.write_bytes(LAYOUTS[layout].text.encode(LAYOUTS[layout].encoding))
    result = validate(path)
    assert result.problems == ()
    assert result.units == 3
    assert result.languages == {"zh-CN": 3, "en": 3}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("direction", ["zh", "en"])
def test_our_own_memories(tool: str, direction: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.tmx"
    path.write_bytes(writer(".tmx")(replace(small_report(direction), output=Output(tool))))  # type: ignore[arg-type]
    assert validate(path).problems == ()


def test_there_are_three_hundred_wrong_files_and_every_kind_is_among_them() -> None:
    assert len({case.content for case in WRONG}) == len(WRONG) >= 300
    assert KINDS.keys() - {case["kind"] for case in CASES} == {"bytes"}  # see below


@pytest.mark.parametrize("wrong", WRONG, ids=[case.name for case in WRONG])
def test_what_is_wrong_is_told_with_its_line(wrong: Case, tmp_path: Path) -> None:
    path = tmp_path / "wrong.tmx"
    path.write_bytes(wrong.content)
    result = validate(path)
    told = [(found.kind, found.line) for found in result.problems]
    assert told[: wrong.case.get("count", 1)] == [(wrong.case["kind"], wrong.line)] * wrong.case.get(
        "count", 1
    )
    assert set(result.counts) - {wrong.case["kind"], *wrong.case.get("also", ())} == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [("</seg>", b"\xff</seg>"), ("<tu ", b"<tu tuid='\xc3\x28' "), ("湿地", "湿地".encode("gbk"))],
)
def test_bytes_that_are_no_text(before: str, after: bytes, tmp_path: Path) -> None:
    path = tmp_path / "wrong.tmx"
    start, end = PLAIN[: PLAIN.index(before, 900)], PLAIN[PLAIN.index(before, 900) + len(before) :]
    path.write_bytes(start.encode() + after + end.encode())
    assert [(found.kind, found.line) for found in validate(path).problems] == [
        ("bytes", start.count("\n") + 1)
    ]


@pytest.mark.parametrize("content", [b"", b" ", b"PK\3\4", b"\xff\xfe"])
def test_no_memory_at_all(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "wrong.tmx"
    path.write_bytes(content)
    (found,) = validate(path).problems
    assert found.severity is Severity.ERROR
    assert found.line == 1


def test_what_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.tmx: can't be read \(No such file"):
        validate(tmp_path / "none.tmx")


FATAL = {kind for kind in KINDS if KINDS[kind].effect == KINDS["cut-off"].effect}


@given(data=st.data())
def test_well_formed_is_what_another_parser_takes_for_it(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever happens to a file, validate ends with a result; and libxml2 is of one mind with it."""
    content = PLAIN.encode()
    for _ in range(data.draw(st.integers(1, 2))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 12))
        put = data.draw(st.text(st.sampled_from("<>/&;#\"'= xs!-[]\x01湿"), max_size=4))
        content = content[:start] + put.encode() + content[end:]
    path = tmp_path_factory.getbasetemp() / "any.tmx"
    path.write_bytes(content)
    fatal = FATAL & set(validate(path).counts)
    said = xml_error(content)
    if said is None:
        assert fatal <= {"entity", "encoding"}  # libxml2 passes over an entity, and reads more encodings
    elif not re.search("(?i)namespace|xmlns|version|encoding|DOCTYPE", said):  # here it looks at more
        assert fatal, said


def xml_error(content: bytes) -> str | None:
    try:
        etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return str(error)
    return None


def test_many_problems_are_counted_and_the_first_are_told(tmp_path: Path) -> None:
    path = tmp_path / "many.tmx"
    unit = PLAIN[PLAIN.index('<tu tuid="1"') : PLAIN.index('<tu tuid="2"')]
    path.write_text(PLAIN.replace("</body>", unit * 2 * LISTED + "</body>"), encoding="utf-8")
    result = validate(path)
    assert result.counts == Counter({"duplicate": 2 * LISTED})
    assert len(result.problems) == LISTED
    assert [found.line for found in result.problems] == sorted(found.line for found in result.problems)
    assert "the same unit as on line 11" in result.problems[-1].reason


def test_units_with_their_contexts_are_not_the_same(tmp_path: Path) -> None:
    """memoQ keeps a pair once for each context."""
    path = tmp_path / "context.tmx"
    unit = PLAIN[PLAIN.index('<tu tuid="3"') : PLAIN.index("</body>")]
    there = unit.replace("<seg>禁", '<prop type="x-context-pre">&lt;seg&gt;x&lt;/seg&gt;</prop><seg>禁')
    path.write_text(PLAIN.replace("</body>", there + "</body>"), encoding="utf-8")
    assert not [found for found in validate(path).problems if found.kind == "duplicate"]


def test_command(tmp_path: Path, run_align: Run) -> None:
    good, wrong = tmp_path / "good.tmx", tmp_path / "wrong.tmx"
    good.write_text(PLAIN, encoding="utf-8")
    wrong.write_text(PLAIN.replace('<tuv xml:lang="en">', "<tuv>"), encoding="utf-8")
    done = run_align("validate", good)
    assert (done.returncode, done.stdout) == (0, f"{good}: 3 units (3 zh-CN, 3 en); nothing wrong\n")
    done = run_align("validate", wrong)
    assert done.returncode == 1
    first = done.stdout.splitlines()[0]
    assert first.startswith(f"{wrong}:17: error: <tuv> has no xml:lang. Strict programs refuse the file")
    assert done.stdout.endswith("3 units (3 zh-CN, 3 without language); 3 errors\n")
    told = json.loads(run_align("validate", wrong, "--json").stdout)
    assert [found["line"] for found in told["problems"]] == [17, 24, 33]
    assert told["counts"] == {"missing-attribute": 3}
    done = run_align("validate", tmp_path / "none.tmx")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
