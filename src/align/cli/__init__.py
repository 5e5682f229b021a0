"""The command line, a module a command: parses, calls, prints.

Exit status 0 done, 1 something was found (check), 2 wrong input, 3 a fault of align.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import sys
import traceback
from typing import Annotated

import typer

from align.cli.apply import apply
from align.cli.check import check
from align.cli.export import export
from align.cli.inspect import inspect
from align.cli.merge import merge
from align.cli.run import run
from align.cli.score import score
from align.cli.terms import terms
from align.cli.validate import validate

# Before numpy is imported: batches are encoded in threads of our own. BLAS threads on top of them wait
# for each other, and where another program keeps a processor busy they wait for seconds.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A project has millions of values and no cycles: looking for these every 700 takes half of its loading.
gc.set_threshold(10_000_000)

# What typer, or in older versions click, says of a command line that can't be read; not exported by name.
UsageError: type[typer.BadParameter] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"align {version('align-zh-en')}")
        raise typer.Exit


@app.callback()
def _options(
    ctx: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback has acted
        bool,
        typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Align a Chinese official document with its English version, paragraph by paragraph."""
    if ctx.invoked_subcommand is None:
        print(ctx.get_help(), file=sys.stderr)
        raise typer.Exit(2)


for command in (run, check, export, apply, inspect, score, validate, merge, terms):
    app.command()(command)


def main() -> None:
    """Entry point: errors that a user can put right become one line, others a report of our fault."""
    from align.errors import AlignError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Windows pipes are often in a code page without Chinese
            stream.reconfigure(errors="backslashreplace")
    try:
        status = app(standalone_mode=False)
        if sys.stdout:
            sys.stdout.flush()
        sys.exit(status)
    except UsageError as error:
        print(f"align: {_in_one_line(error)}", file=sys.stderr)
        sys.exit(2)
    except AlignError as error:
        print(f"align: {' '.join(str(error).splitlines())}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            print("align: no room left to write to; make room, or write elsewhere", file=sys.stderr)
            sys.exit(2)
        traceback.print_exc()
        print(
            "align: that is a fault of align, not yours; please report the lines above with the command",
            file=sys.stderr,
        )
        sys.exit(3)


def _in_one_line(error: typer.BadParameter) -> str:
    """What is wrong with a command line, and where its help is; without the words of typer's checker."""
    said = " ".join(error.format_message().split())
    said = re.sub(r": (?:Value error, |Input )", ": ", said, count=1).rstrip(".")
    command = error.ctx.command_path if error.ctx else "align"
    return f"{said[0].lower()}{said[1:]}; see {command} --help"
