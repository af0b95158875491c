"""From the words of the command line to a command, and from how that ends to an exit code; never a traceback."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import ModuleType

from triage import __version__
from triage.cli import streams, strings
from triage.cli.exits import Exit, OutputFault, WrongUse, told
from triage.cli.help import Help, Parser, add_global_options
from triage.cli.languages import spoken
from triage.errors import AnswersError, PackError, TriageError
from triage.locale import Locale

COMMANDS = (
    "ask",
    "assess",
    "replay",
    "explain",
    "check",
    "lint",
    "translate",
    "test",
    "evaluate",
    "batch",
    "simulate",
    "show",
    "verify",
    "diff",
    "mutate",
    "review",
    "schema",
    "learn",
    "serve",
    "users",
    "audit",
    "backup",
    "retention",
    "database",
    "completion",
)
_TAKES_VALUE = ("--pack", "--country", "--lang")
_NAME = "triage"

HELP = Help(
    "weakness in a leg or foot: how soon to be seen, by whom, and why",
    """
    Asks about weakness in a leg or foot and says how soon to be seen, by whom, and why. Without a command it starts the
    questionnaire. It is not a diagnosis; if you feel very unwell, call your emergency number now.

    commands:
    {commands}

    Each has its own help: triage COMMAND --help. Results go to standard output, everything else to standard error.
    """,
    (
        ("triage", "Start the questionnaire."),
        ("triage assess case.json", "Assess answers from a file."),
        ("triage assess cases.jsonl > results.jsonl", "Assess many, one a line."),
    ),
)
ENVIRONMENT = """\
environment:
  NO_COLOR         no colour
  TRIAGE_COUNTRY   the country, where --country is not given
  TRIAGE_LANG      the language, where --lang is not given
  TRIAGE_NO_CACHE  read the knowledge and rules anew each time
  TRIAGE_DEBUG     after a fault, show where in the program it happened"""


def run(arguments: list[str]) -> int:
    """Run one command line. Returns the exit code; every way to end is a line on standard error at most."""
    streams.prepare()
    streams.termination.install()
    try:
        code = _dispatch(arguments)
        streams.result("")
    except SystemExit as ended:
        return _code(ended)
    except KeyboardInterrupt:
        streams.say(spoken(arguments)(strings.STOPPED))
        return Exit.INTERRUPTED
    except BrokenPipeError:
        streams.let_go_of_output()
        return Exit.CLOSED_PIPE
    except OutputFault as fault:
        streams.let_go_of_output()
        streams.say(told(fault, spoken(arguments)))
        return Exit.WRONG_USE
    except (PackError, AnswersError) as error:
        streams.say_problems(error.problems, spoken(arguments))
        return Exit.WRONG_USE
    except (TriageError, WrongUse) as error:
        streams.say(" ".join(told(error, spoken(arguments)).split()))
        return Exit.WRONG_USE
    except Exception:  # noqa: BLE001  # the last resort: whoever is at the terminal gets a sentence, not a traceback
        return _fault(arguments)
    return code


def _code(ended: SystemExit) -> int:
    return ended.code if isinstance(ended.code, int) else Exit.WRONG_USE if ended.code else Exit.DONE


def _fault(arguments: list[str]) -> int:
    if os.environ.get("TRIAGE_DEBUG"):
        import traceback

        streams.say(traceback.format_exc())
    say = spoken(arguments)
    streams.say(say(strings.FAULT) % {"number": _emergency_number(say)})
    return Exit.FAULT


def _emergency_number(say: Locale) -> str:
    try:
        from triage.pack.content import load_pack

        pack = load_pack()
        spoken_pack = pack.in_language(say.tag) if say.tag in pack.languages else pack
        return spoken_pack.countries[pack.about.default_country].emergency_number
    except Exception:  # noqa: BLE001  # the fault may be in here as well; the sentence still has to be said
        return say(strings.YOUR_NUMBER)


def _dispatch(arguments: list[str]) -> int:
    name, rest = _command_in(arguments)
    if name is None:
        if "--version" in rest:
            streams.result(f"triage {__version__}\n")
            return Exit.DONE
        if "--help" in rest or "-h" in rest:
            streams.result(_overview())
            return Exit.DONE
        name = "ask"
    elif name not in COMMANDS:
        say = spoken(arguments)
        hint = say.did_you_mean(name, COMMANDS)
        if os.path.exists(name):  # noqa: PTH110
            hint += " " + say(strings.IS_A_FILE) % {"name": name}
        raise WrongUse(say(strings.NO_COMMAND) % {"name": name, "hint": hint})
    return _run_command(name, rest)


def _command_in(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The command's name, and the other words in their order; options that every command takes may stand before it."""
    skip = False
    for place, word in enumerate(arguments):
        if skip:
            skip = False
        elif word in _TAKES_VALUE:
            skip = True
        elif not word.startswith("-"):
            return word, [*arguments[:place], *arguments[place + 1 :]]
    return None, arguments


def _run_command(name: str, rest: list[str]) -> int:
    command = _module(name)
    if (parts := _parts(command)) is not None:
        part, others = _command_in(rest)
        if part is not None and part not in parts:
            say = spoken(rest)
            values = {"command": name, "name": part, "hint": say.did_you_mean(part, parts)}
            raise WrongUse(say(strings.NO_PART) % values)
        if part is not None:
            name, rest, command = f"{name} {part}", others, parts[part]()
    if "--help" in rest or "-h" in rest:
        streams.result(_with_help(name, command).format_help())
        return Exit.DONE
    options = _parser(name, command).parse(rest)
    if options.version:
        streams.result(f"triage {__version__}\n")
        return Exit.DONE
    return int(command.run(options))


def _module(name: str) -> ModuleType:
    return import_module(f"triage.cli.commands.{name}")


def _parts(command: ModuleType) -> dict[str, Callable[[], ModuleType]] | None:
    """The parts of a command that has any, by name, each loaded when it is called for."""
    names = getattr(command, "PARTS", None)
    return None if names is None else {name: partial(import_module, f"{command.PARTS_IN}.{name}") for name in names}


def _parser(name: str, command: ModuleType) -> Parser:
    parser = Parser(prog=f"{_NAME} {name}")
    command.configure(parser)
    add_global_options(parser)
    return parser


def _with_help(name: str, command: ModuleType) -> Parser:
    """The parser of a command, with what its help says before and after the options."""
    parser, about = _parser(name, command), command.HELP
    parser.description, parser.epilog = about.description(), about.epilog()
    if (parts := _parts(command)) is not None:
        parser.description = parser.description.format(parts=_listed({part: load() for part, load in parts.items()}))
    return parser


def _overview() -> str:
    about = HELP.description().format(commands=_listed({name: _module(name) for name in COMMANDS}))
    parser = Parser(
        prog=_NAME, usage="triage [COMMAND] [OPTIONS]", description=about, epilog=f"{HELP.epilog()}\n\n{ENVIRONMENT}"
    )
    add_global_options(parser)
    return parser.format_help()


def _listed(commands: Mapping[str, ModuleType]) -> str:
    longest = max(map(len, commands), default=0)
    return "\n".join(f"  {name:{longest}}  {command.HELP.summary}" for name, command in commands.items())


def whole_parser() -> argparse.ArgumentParser:
    """One parser with all commands in it: what shell completion is made from."""
    parser = argparse.ArgumentParser(prog=_NAME, description=HELP.summary, add_help=False)
    add_global_options(parser)
    _add_commands(parser, "command", {name: _module(name) for name in COMMANDS})
    return parser


def _add_commands(parser: argparse.ArgumentParser, kind: str, modules: Mapping[str, ModuleType]) -> None:
    commands = parser.add_subparsers(dest=kind, metavar=kind.upper())
    for name, module in modules.items():
        inner = commands.add_parser(name, help=module.HELP.summary, add_help=False)
        if (parts := _parts(module)) is not None:
            _add_commands(inner, "part", {part: load() for part, load in parts.items()})
        else:
            module.configure(inner)
        add_global_options(inner)
