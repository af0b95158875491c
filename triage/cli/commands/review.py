"""`triage review`: the book of rules for a clinician to read, and their sign-off of exactly that content."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from triage.cli import files, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.cli.languages import in_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from triage.pack.knowledge import SignOff
    from triage.pack.pack import Pack

HELP = Help(
    "what a clinician reads and signs, and who has signed",
    """
    Says who has signed off the content, writes it as a book to read and print, and records a sign-off.

    The book has every question and every rule in words, by topic, with its sources, the version of the pack and the
    hash of its content on every printed page, and room for remarks and a signature. With `--lang` it has the texts of
    a translation, which the hash covers too.

    A sign-off goes to knowledge/sign_offs.yaml, with the hash of the content. It counts for exactly this content: every
    result made with it says who has signed. After any change of a question, rule or text the content is not signed off
    again. With `--sha256`, the hash as it stands in the book, it is refused if the content has changed since the book
    was made.
    """,
    (
        ("triage review", "Whether this content is signed off, and by whom."),
        ("triage review --book book.html", "The book to read, print and sign."),
        (
            "triage review --name 'Ann Smith' --role 'consultant neurologist' --date 2026-03-14 --sha256 0123456789ab",
            "Record that she has signed the book with this hash.",
        ),
    ),
    exit_codes="""\
0    done
1    refused: the content is not what was reviewed, or is signed off already
2    wrong use, or input that cannot be read
70   a fault of the program itself
130  interrupted with Ctrl-C""",
)
SHOWN = 16


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--show", action="store_true", help="who has signed off this content, and what else was signed")
    parser.add_argument("--book", metavar="FILE", help="write the book of rules to FILE, as a page to print")
    parser.add_argument("--name", metavar="NAME", help="record a sign-off: who signs")
    parser.add_argument("--role", metavar="ROLE", help="as what: a profession, with a registration where there is one")
    parser.add_argument("--date", metavar="DATE", help="the day, such as 2026-03-14; without it, today")
    parser.add_argument("--statement", metavar="TEXT", help="the sentence that every result then says of it")
    parser.add_argument(
        "--sha256", metavar="HASH", help="the hash of what was reviewed, or its first 12 digits or more"
    )
    parser.add_argument("--json", action="store_true", help="who has signed as JSON, and nothing else")


def run(options: argparse.Namespace) -> int:
    from triage.pack.content import load_pack

    is_signing = _is_signing(options)
    pack = load_pack(options.pack)
    if options.book:
        from triage.review.page import to_page

        with files.output(options.book) as write:
            write(to_page(in_language(pack, options.lang)))
    if is_signing:
        return _sign(pack, options)
    if options.show or options.json or not options.book:
        _show(pack, options)
    return Exit.DONE


def _is_signing(options: argparse.Namespace) -> bool:
    """Raises WrongUse where only a part of a sign-off is given."""
    if options.name and options.role:
        return True
    if any((options.name, options.role, options.date, options.statement, options.sha256)):
        missing = " and ".join(f"--{part}" for part in ("name", "role") if not getattr(options, part))
        raise WrongUse(f"triage review: a sign-off needs {missing} too (all about it: triage review --help)")
    return False


def _sign(pack: Pack, options: argparse.Namespace) -> int:
    from triage.errors import SignOffRefused
    from triage.review.sign_off import Reviewer, record

    today = date.today().isoformat()  # noqa: DTZ011  # a day, where the reviewer is
    reviewer = Reviewer(options.name.strip(), options.role.strip(), options.date or today, options.statement or "")
    try:
        made = record(pack, reviewer, options.sha256 or "")
    except SignOffRefused as refusal:
        streams.say(f"not signed off: {streams.harmless(str(refusal))}")
        return Exit.PROBLEMS
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps(_one(made), ensure_ascii=False, indent=2) + "\n")
    else:
        streams.result(f"signed off: {made.statement}\n  {pack.about.id} {made.version} ({made.sha256})\n")
    return Exit.DONE


def _show(pack: Pack, options: argparse.Namespace) -> None:
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps(_as_data(pack), ensure_ascii=False, indent=2) + "\n")
        return
    streams.result("".join(f"{streams.harmless(line)}\n" for line in _in_words(pack)))


def _in_words(pack: Pack) -> Iterator[str]:
    about = pack.about
    state = "signed off" if pack.signed_by else "not signed off"
    yield f"{about.id} {about.version} ({pack.sha256[:SHOWN]}): {state}"
    yield f"  {pack.review.statement}"
    for one in _of_other_content(pack):
        yield f"of other content, version {one.version} ({one.sha256[:SHOWN]}): {one.name}, {one.role}, {one.date}"


def _of_other_content(pack: Pack) -> list[SignOff]:
    return [one for one in pack.sign_offs.values() if one not in pack.signed_by]


def _as_data(pack: Pack) -> dict[str, Any]:
    return {
        "schema": "triage.review/1",
        "pack": {"id": pack.about.id, "version": pack.about.version, "sha256": pack.sha256},
        "status": pack.review.status,
        "statement": pack.review.statement,
        "signed_by": [_one(one) for one in pack.signed_by],
        "of_other_content": [_one(one) for one in _of_other_content(pack)],
    }


def _one(sign_off: SignOff) -> dict[str, Any]:
    return {name: value for name, value in sign_off.to_dict().items() if name not in ("id", "where")}
