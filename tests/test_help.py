"""What `--help` says: the same words for the same things, in every command, and in README."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import typer

from align.checks import CHECKS
from align.cli import app
from align.cli.options import AS_IN_PROJECT, OUTPUT
from align.findings import WRITERS as FINDINGS
from align.terms.files import WRITERS as TERMS
from align.writers import WRITERS

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OPTIONS = [
    (name, parameter)
    for name, command in COMMANDS.items()
    for parameter in command.params
    if parameter.param_type_name == "option" and parameter.opts != ["--help"]
]
README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def option(command: str, name: str) -> Any:
    return next(p for c, p in OPTIONS if c == command and name in p.opts)


def test_the_same_option_is_told_in_the_same_words() -> None:
    """But for where its default comes from, and for the endings of files."""
    told: dict[str, set[str]] = defaultdict(set)
    for _, parameter in OPTIONS:
        words = parameter.help.partition(AS_IN_PROJECT)[0]
        told[parameter.opts[0]].add(re.sub("; [^;]*if not given.*", "", words).rstrip("."))
    outputs = told.pop("--output")
    assert {words.partition(": ")[0] for words in outputs} == {
        "Write this file; its ending chooses the format",
        "Write this file (.tmx)",  # merge
    }
    assert {name: words for name, words in told.items() if len(words) > 1} == {}


@pytest.mark.parametrize(("command", "parameter"), OPTIONS, ids=lambda x: getattr(x, "name", x))
def test_every_option_says_what_holds_without_it(command: str, parameter: Any) -> None:
    said = parameter.show_default or "if not given" in parameter.help or "Without it" in parameter.help
    adds = parameter.is_flag or parameter.multiple or parameter.required or parameter.opts == ["--known"]
    assert said or adds, command
    assert parameter.help.endswith((".", "..."))
    assert "Repeat it for more." in parameter.help or not parameter.multiple


def test_lists_in_help_are_whole() -> None:
    kinds = re.search("finding: (.*?)[.]", option("check", "--without").help)
    assert kinds is not None
    assert kinds[1].split(", ") == list(CHECKS)
    endings = set(re.findall(r"\.[a-z.]*[a-z]", OUTPUT))
    assert endings <= set(WRITERS)
    assert {e for e in WRITERS if "sketch" not in e and "21" not in e} - endings == {".xliff"}  # as .xlf
    assert set(re.findall(r"\.[a-z]+", option("check", "--output").help)) == set(FINDINGS)
    assert set(re.findall(r"\.[a-z0-9]+", option("terms", "--output").help)) == set(TERMS)


def test_readme_lists_the_options_of_a_run() -> None:
    table = README.partition("| option | what it does |")[2].partition("\n\n")[0]
    listed = re.findall("`(--[a-z-]+)", table)
    assert set(listed) == {p.opts[0] for c, p in OPTIONS if c == "run"} - {"--output"}
