"""`triage translate`: what a language of a pack still lacks, and taking translations in."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from triage.cli import files, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from triage.pack.pack import Pack

HELP = Help(
    "the texts of a pack in another language",
    """
    Lists the texts of a pack that a language lacks, or that were translated from another English than that of now; or
    takes translations in. Both are JSON: an object of key and text. The key of a text never changes.

    A language is a folder, knowledge/languages/LANG, with about.yaml in it: who translates, and whether a translator
    has reviewed it. What is taken in gets a mark of the English that it was made from. `triage lint` then checks it.
    """,
    (
        ("triage translate es", "How many texts are missing, and which."),
        ("triage translate es --json > to-do.json", "The same with the English, to be translated."),
        ("triage translate es --take done.json", "Take these translations into the pack."),
    ),
)
_MOST = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("language", metavar="LANG", help="the language's tag, such as es")
    parser.add_argument("--take", metavar="FILE", help="take in the texts of this JSON file")
    parser.add_argument("--json", action="store_true", help="what is to be translated as JSON, and nothing else")


def run(options: argparse.Namespace) -> int:
    from triage.pack.content import load_pack

    pack = load_pack(options.pack)
    tag = options.language
    if tag not in pack.languages:
        known = tuple(pack.languages)
        raise WrongUse(
            f"triage translate: there is no language '{tag[:60]}'.{did_you_mean(tag, known)} A new one begins with "
            "knowledge/languages/LANG/about.yaml"
        )
    if options.take is not None:
        return _take(pack, tag, options.take)
    return _list(pack, tag, is_json=options.json)


def _list(pack: Pack, tag: str, is_json: bool) -> int:
    from triage.pack.translating import to_translate

    missing = to_translate(pack, tag)
    if is_json:
        streams.use_utf8()
        streams.result(json.dumps(missing, ensure_ascii=False, indent=1) + "\n")
    else:
        more = [f"and {len(missing) - _MOST:,} more"] if len(missing) > _MOST else []
        streams.result("".join(f"{line}\n" for line in [*list(missing)[:_MOST], *more]))
        streams.say(f"{len(missing):,} texts to translate" if missing else "every text is translated")
    return Exit.PROBLEMS if missing else Exit.DONE


def _take(pack: Pack, tag: str, file: str) -> int:
    from triage.pack.content import find_content
    from triage.pack.translating import taken_in, unknown_keys

    new = _read(file)
    strangers = list(unknown_keys(pack, new))
    if strangers:
        raise InputError(f"{files.name_of(file)}: no text has the key '{strangers[0][:100]}' ({len(strangers)} such)")
    root = find_content(pack.root)
    if not isinstance(root, Path):
        raise WrongUse("triage translate: this pack cannot be written to; name a folder with --pack DIR")
    for path, text in taken_in(pack, tag, new).items():
        with files.output(str(root / path)) as write:
            write(text)
    streams.say(f"{len(new):,} texts taken in")
    return Exit.DONE


def _read(file: str) -> dict[str, str]:
    try:
        new = json.loads(files.read_text(file))
    except ValueError as error:
        raise InputError(f"{files.name_of(file)}: not JSON: {error}") from None
    if not isinstance(new, dict) or not all(isinstance(text, str) and text.strip() for text in new.values()):
        raise InputError(f"{files.name_of(file)}: an object of key and text is needed here")
    return new
