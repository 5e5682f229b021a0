"""CSV that Excel opens right: UTF-8 with BOM, CRLF between records, blocks of a cell on lines of their own.

Every text is quoted and verbatim. A spreadsheet takes a cell that begins with =, +, - or @ for a
formula even so: nothing is put before it, because the text would no longer be the document's.
The .xlsx output keeps such cells as text; prefer it for a document that you don't trust.
"""

from __future__ import annotations

import csv
import io

from align.report import Report
from align.writers.columns import header, values


def write(report: Report) -> bytes:
    out = io.StringIO(newline="")
    rows = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    rows.writerow(header(report))
    rows.writerows(["" if value is None else value for value in values(report, row)] for row in report.rows)
    return out.getvalue().encode("utf-8-sig")
