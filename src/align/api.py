"""Two files in, an Alignment out: what the command line and notebooks call."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from align.bilingual import read_bilingual
from align.config import Level, Output, Settings
from align.errors import InputError
from align.model import Alignment, Document
from align.progress import Progress
from align.reading import read_document
from align.tables import refuse_table
from align.text import share_of_chinese

if TYPE_CHECKING:
    from align.project import Project

NO_CHINESE = 0.1  # share of ideographs among letters below which a text is not Chinese
NO_ENGLISH = 0.5  # ... above which it is not English


def align_files(
    zh: str | PathLike[str],
    en: str | PathLike[str],
    settings: Settings = Settings(),
    progress: Progress | None = None,
    without: Collection[str] = (),
) -> Alignment:
    """Align a Chinese file with its English version, and find their discrepancies.

    without: kinds of findings to leave out ("clause", "number" ...: see checks.CHECKS). Raises
    AlignError (one line: where, what, what next) for files that are missing, unreadable, the same,
    swapped, in the wrong language or a table of align, and for a model that is not at hand.
    """
    progress = progress or Progress()
    source_path, target_path = Path(zh), Path(en)
    progress.stage("read")
    source = read_document(source_path, "zh", settings.encoding, settings.unwrap)
    target = read_document(target_path, "en", settings.encoding, settings.unwrap)
    if source_path.samefile(target_path):
        raise InputError(f"{zh}: given twice; give the Chinese file first, then the English one")
    refuse_table(source_path)
    refuse_table(target_path)
    _check_languages(source, target)
    return _align(source, target, settings, progress, without)


def align_bilingual(
    path: str | PathLike[str],
    settings: Settings = Settings(),
    progress: Progress | None = None,
    without: Collection[str] = (),
) -> Alignment:
    """Align the two languages of one file: a table of two columns, or a text in which they take turns.

    Otherwise as align_files. A table that align wrote for a reviser is refused: align.apply reads it.
    """
    progress = progress or Progress()
    progress.stage("read")
    source, target = read_bilingual(Path(path), settings.encoding, settings.unwrap)
    refuse_table(Path(path))
    return _align(source, target, settings, progress, without)


def _align(
    source: Document, target: Document, settings: Settings, progress: Progress, without: Collection[str]
) -> Alignment:
    progress.stage("encode", len(source.blocks) + len(target.blocks))
    from align.aligner import align  # numpy comes in only now, after the files were found good
    from align.checks import checked
    from align.encoders import load_encoder

    encoder = load_encoder(settings.model)
    alignment = align(source, target, encoder, settings, progress)
    if settings.level == "sentence":
        from align.sentences import split

        alignment = split(alignment, encoder, settings, progress)
    progress.stage("check", len(alignment.beads))
    return checked(alignment, encoder, without)


def check_project(path: str | PathLike[str], without: Collection[str] = ()) -> Alignment:
    """The alignment of a .align.json file, with its discrepancies found anew. Raises AlignError."""
    from align.checks import checked
    from align.encoders import load_encoder
    from align.project import load

    project = load(Path(path))
    return checked(project.alignment, load_encoder(project.settings.model), without)


def open_project(
    path: str | PathLike[str],
    level: Level | None = None,
    output: Output = Output(),
    progress: Progress | None = None,
) -> Project:
    """What a .align.json file holds, with sentence beads where outputs need them, and then the decisions
    in the journal beside it laid over. level None: as in the file. Raises AlignError."""
    from align.decisions import journal_of, read_journal, reviewed
    from align.project import load

    project = load(Path(path))
    settings = replace(project.settings, level=level or project.settings.level)
    alignment = with_sentences(project.alignment, settings, output, progress)
    journal = journal_of(Path(path))
    if journal.exists():
        alignment = reviewed(alignment, read_journal(journal))
    return replace(project, alignment=alignment, settings=settings)


def with_sentences(
    alignment: Alignment, settings: Settings, output: Output = Output(), progress: Progress | None = None
) -> Alignment:
    """alignment with the sentence beads that outputs need and it lacks.

    They are needed for rows of sentences, and for a memory whose program refuses a paragraph as too long.
    """
    from align.translation_units import has_too_long

    divided = any(bead.sentences for bead in alignment)
    if divided or not (settings.level == "sentence" or has_too_long(alignment, output)):
        return alignment
    from align.encoders import load_encoder
    from align.sentences import split

    return split(alignment, load_encoder(settings.model), settings, progress)


def _check_languages(source: Document, target: Document) -> None:
    chinese, english = _share(source), _share(target)
    if chinese < NO_CHINESE and english > NO_ENGLISH:
        raise InputError(
            f"{source.name} is English and {target.name} Chinese; give the Chinese file first: "
            f"align run {target.name} {source.name}"
        )
    if chinese < NO_CHINESE:
        raise InputError(f"{source.name}: no Chinese text in it; the first file is the Chinese one")
    if english > NO_ENGLISH:
        raise InputError(f"{target.name}: no English text in it; the second file is the English one")


def _share(document: Document) -> float:
    return share_of_chinese("".join(b.text for b in document.blocks))
