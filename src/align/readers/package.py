"""Office packages: zip files of XML parts, read as what strangers send. Nothing is unpacked to disk."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from align.errors import InputError

LARGEST_PART = (
    40_000_000  # bytes of one part unpacked; 1,000 pages of Word with its revision marks have fewer
)
MOST_TAGS = 2_000_000  # of one part; 300 MB as a tree
LARGEST_WHOLE = 1_000_000_000  # bytes of all parts as the archive states them, pictures included
_STRICT = b"http://purl.oclc.org/ooxml/"  # namespaces of ISO 29500 Strict → those that Word writes
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_YEARS = {  # the folders of transitional namespaces carry a year
    _STRICT + b"wordprocessingml/main": _TRANSITIONAL + b"wordprocessingml/2006/main",
    _STRICT + b"spreadsheetml/main": _TRANSITIONAL + b"spreadsheetml/2006/main",
    _STRICT + b"officeDocument/relationships": _TRANSITIONAL + b"officeDocument/2006/relationships",
}


class Package:
    """The parts of an Office file, each read when asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises InputError for what is no zip file, or unpacks to more than LARGEST_WHOLE."""
        self._name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise self.damaged(error) from None
        self._parts = {info.filename: info for info in self._archive.infolist()}
        whole = sum(info.file_size for info in self._parts.values())
        if whole > LARGEST_WHOLE:
            raise InputError(
                f"{name}: unpacks to {whole:,} bytes; refused, at most {LARGEST_WHOLE:,} are read"
            )

    def damaged(self, why: object) -> InputError:
        return InputError(f"{self._name}: damaged ({why}); open it in Office and save it again")

    def xml(self, part: str) -> etree._Element | None:
        """The root of a part without its comments, None if there is no such part.

        Entities are not expanded and nothing is fetched: a part with a DTD, which Office never writes,
        is refused, as is one that is too large, too deep or not well-formed (InputError).
        """
        if part not in self._parts:
            return None
        try:
            with self._archive.open(self._parts[part]) as stream:
                content = stream.read(LARGEST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise self.damaged(f"{part}: {error}") from None
        except (RuntimeError, NotImplementedError) as error:  # encrypted; another compression
            raise InputError(f"{self._name}: can't be unpacked ({error}); save it again in Office") from None
        if len(content) > LARGEST_PART or content.count(b"<") > MOST_TAGS:
            limits = f"{LARGEST_PART:,} bytes or {MOST_TAGS:,} tags"
            raise InputError(f"{self._name}: {part} has more than {limits}; split the document")
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
            raise InputError(f"{self._name}: {part} has a DTD, which Office never writes; refused")
        if _STRICT in content[:4096]:
            for strict, transitional in _YEARS.items():
                content = content.replace(strict, transitional)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged(f"{part}: {error}") from None
        if root.getroottree().docinfo.internalDTD is not None:  # in another encoding
            raise InputError(f"{self._name}: {part} has a DTD, which Office never writes; refused")
        return root

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part inside the package: id → (last word of the type, name of the target)."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            )
            for one in (() if root is None else root)
            if one.get("TargetMode") != "External"
        }

    def main_part(self) -> str:
        """Name of the part that holds the document. Raises InputError if there is none."""
        found = (target for kind, target in self.related("").values() if kind == "officeDocument")
        part = next(found, "")
        if part not in self._parts:
            raise self.damaged("no document in it")
        return part
