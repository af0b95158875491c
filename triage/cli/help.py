"""Parsers and help texts: `--help` reads like a manual page, and fits terminals down to 30 columns."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from triage.cli import streams, strings
from triage.cli.exits import EXIT_CODES, WrongUse
from triage.cli.languages import spoken
from triage.records import Record

WIDEST = 100


class Help(Record):
    """All that `--help` says of a command beside its options. `examples` are pairs of a command and what it does."""

    summary: str
    about: str
    examples: tuple[tuple[str, str], ...]
    exit_codes: str = EXIT_CODES

    def description(self) -> str:
        import textwrap

        return textwrap.dedent(self.about).strip()

    def epilog(self) -> str:
        shown = "\n".join(f"  $ {command}\n      {what}" for command, what in self.examples)
        codes = "\n".join(f"  {line}" for line in self.exit_codes.splitlines())
        return f"examples:\n{shown}\n\nexit codes:\n{codes}"


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises WrongUse instead of leaving, and knows the nearest option to a wrong one."""

    def __init__(self, **settings: Any) -> None:
        if sys.version_info >= (3, 14):
            settings.setdefault("color", False)
        super().__init__(formatter_class=Formatter, allow_abbrev=False, add_help=False, **settings)

    def parse(self, arguments: list[str]) -> argparse.Namespace:
        """The options. Raises WrongUse, in one line."""
        options, unknown = self.parse_known_args(arguments)
        if unknown:
            wrong = unknown[0].partition("=")[0]
            say = spoken(arguments)
            hint = say.did_you_mean(wrong, self._option_string_actions)
            sentence = say(strings.NO_OPTION if wrong.startswith("-") else strings.NO_SECOND)
            raise WrongUse(sentence % {"program": self.prog, "word": wrong, "hint": hint})
        return options

    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{self.prog}: {message} (all about it: {self.prog} --help)")


class Formatter(argparse.HelpFormatter):
    """Wraps paragraphs, keeps indented lines, and breaks example commands so that they can still be run."""

    def __init__(self, prog: str, **settings: Any) -> None:
        super().__init__(prog, width=min(streams.width() - 2, WIDEST), **settings)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(_wrapped(line, max(width, 11), indent) for line in _joined(text))

    def _format_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None
    ) -> str:
        width, self._width = self._width, 10_000
        line = super()._format_usage(usage, actions, groups, prefix)
        self._width = width
        whole = re.findall(r"\[[^\]]*\]|\([^)]*\)|\S+", " ".join(line.split()))
        parts = [part for group in whole for part in ([group] if len(group) < width - 4 else group.split())]
        return _lines(parts, width, "    ") + "\n\n"


def _joined(text: str) -> Iterable[str]:
    """Lines as they are to be wrapped: those of a paragraph become one, indented ones stay by themselves."""
    paragraph: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith(" "):
            paragraph.append(line)
            continue
        if paragraph:
            yield " ".join(paragraph)
            paragraph = []
        yield line
    if paragraph:
        yield " ".join(paragraph)


def _wrapped(line: str, width: int, indent: str) -> str:
    start = indent + line[: len(line) - len(line.lstrip())]
    words = line.strip()
    if words.startswith("$ "):
        return _lines(words.split(), width - 2, f"{start}    ", start, " \\")
    import textwrap  # only `--help` is wrapped

    column = re.match(r"\S+ {2,}", words)
    hanging = start + (" " * len(column.group()) if column else "  " if start in ("  ", "    ") else "")
    wrapper = textwrap.TextWrapper(width, start, hanging, break_on_hyphens=False, break_long_words=False)
    return wrapper.fill(words)


def _lines(parts: Iterable[str], width: int, later: str, first: str = "", end: str = "") -> str:
    lines, line = [], first
    for part in parts:
        longer = f"{line} {part}" if line.strip() else line + part
        if line.strip() and len(longer) > width:
            lines.append(line + end)
            longer = later + part
        line = longer
    return "\n".join([*lines, line])


def add_global_options(parser: argparse.ArgumentParser) -> None:
    """The options that every command takes."""
    group = parser.add_argument_group("options of every command")
    group.add_argument(
        "--pack", metavar="DIR", help="use the knowledge and rules in this folder, not the built-in ones"
    )
    group.add_argument(
        "--country", metavar="ID", help="whose emergency number and services to name, such as GB, EU or US"
    )
    group.add_argument("--lang", metavar="LANG", help="the language of what a person reads, such as en or es")
    group.add_argument("--version", action="store_true", help="say which version this is, and nothing else")
    group.add_argument("--help", "-h", action="store_true", help="show this text")
