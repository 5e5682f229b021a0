"""Old Word files, OpenDocument and RTF: turned to .docx by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from align.errors import InputError
from align.readers import Source
from align.readers.docx import read as read_docx
from align.readers.formats import sniff
from align.readers.package import Package

PATIENCE = 120  # seconds; LibreOffice needs five to start and some more for a long document
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""  # nothing that a document links to is fetched, nothing in it runs
_NOWHERE = "http://127.0.0.1:9"  # a proxy that is none


def read(data: bytes, name: str, encoding: str | None) -> Source:
    """The document as LibreOffice saves it to .docx, in a folder and with a profile that are then removed.

    Raises InputError where LibreOffice is not installed, fails or takes longer than PATIENCE.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    kind = sniff(data, Path(name))
    if program is None:
        raise InputError(f"{name}: reading .{kind} needs LibreOffice; install it or save the file as .docx")
    if kind == "odt":
        _check_parts(Package(data, name), name)
    with tempfile.TemporaryDirectory(prefix="align-") as folder:
        profile = Path(folder, "profile", "user")
        profile.mkdir(parents=True)
        Path(profile, "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        document = Path(folder, f"document.{kind}")
        document.write_bytes(data)
        command = [program, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--norestore",
                   "--convert-to", "docx", "--outdir", folder, str(document)]  # fmt: skip
        proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), _NOWHERE)
        try:
            done = subprocess.run(
                command, capture_output=True, check=False, timeout=PATIENCE, env={**os.environ, **proxies}
            )
        except subprocess.TimeoutExpired:
            raise InputError(f"{name}: LibreOffice took over {PATIENCE} s; save the file as .docx") from None
        saved = document.with_suffix(".docx")
        if not saved.exists():
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise InputError(f"{name}: LibreOffice can't read it ({' '.join(said[-1:])}); save it as .docx")
        return read_docx(saved.read_bytes(), name, encoding)


def _check_parts(package: Package, name: str) -> None:
    """Hostile packages get no further than this. Raises InputError for a locked one too."""
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise InputError(f"{name}: locked by a password; open it in its program and save it without")
    for part in ("content.xml", "styles.xml", "meta.xml", "settings.xml"):
        package.xml(part)
