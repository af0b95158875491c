"""`triage diff OLD NEW`: what a change of rules changes, over all answer sets."""

from __future__ import annotations

import argparse
import json
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from triage.cli import streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help

if TYPE_CHECKING:
    from triage.pack.pack import Pack
    from triage.proof.difference import Move

HELP = Help(
    "what a change of rules changes, over all answer sets",
    """
    Compares two packs on every possible answer set: between which levels answers move, which causes and exercises come
    or go, and the smallest answers that show each.

    OLD and NEW are folders of packs, or git revisions: REVISION, or REVISION:FOLDER for a pack in a folder. Without NEW
    the pack in use is taken.

    A move to a less urgent level needs a reason: an entry in knowledge/changes.yaml of NEW that OLD does not have, with
    `lowers: yes` and the rules, patterns or questions that it is `about`. If answers move down when all of these are
    put back as they were, the command ends with 1.
    """,
    (
        ("triage diff HEAD~1", "The last commit against the pack in use."),
        ("triage diff v1.0.0 v1.1.0", "Two tags."),
        ("triage diff old-pack new-pack --json", "Two folders, for programs."),
        ("triage diff main --levels", "Only the levels: the quickest."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="a folder, or a git revision")
    parser.add_argument("new", metavar="NEW", nargs="?", help="the same; left out: the pack in use")
    parser.add_argument("--levels", action="store_true", help="compare the levels only, not causes and exercises")
    parser.add_argument("--json", action="store_true", help="all of it as JSON, and nothing else")


def run(options: argparse.Namespace) -> int:
    if find_spec("z3") is None:
        raise WrongUse("triage diff needs one more package: pip install 'leg-weakness-triage[proof]'")
    from triage.proof.difference import SideBySide, reasons, unexplained

    with ExitStack() as folders:
        old = _pack(options.old, folders)
        new = _pack(options.new or options.pack, folders)
        sides = SideBySide(old, new)
        moves = []
        for move in sides.level_moves() if options.levels else sides.moves():
            moves.append(move)
            if not options.json:
                streams.result("".join(f"{line}\n" for line in _told(new, move)))
        left = unexplained(old, new) if any(move.direction == "down" for move in moves) else None
        if options.json:
            streams.use_utf8()
            streams.result(json.dumps(_as_data(old, new, moves, left), ensure_ascii=False, indent=2) + "\n")
        else:
            named = [change.id for change in reasons(old, new) if change.lowers]
            streams.result("".join(f"{line}\n" for line in _ending(new, moves, named, left)))
    return Exit.PROBLEMS if left else Exit.DONE


def _pack(name: str | None, folders: ExitStack) -> Pack:
    """A pack from a folder or a git revision. Raises WrongUse where it is neither."""
    from triage.pack.content import load_pack

    if name is None or Path(name).is_dir():
        return load_pack(name)
    folder = folders.enter_context(TemporaryDirectory(prefix="triage-diff-"))
    revision, _, inside = name.partition(":")
    with tarfile.open(fileobj=BytesIO(_archive(revision, inside))) as archive:
        archive.extractall(folder, filter="data")
    return load_pack(folder)


def _archive(revision: str, inside: str) -> bytes:
    """The two folders of a pack at a revision, as a tar file; nothing is checked out."""
    if revision.startswith("-"):
        raise WrongUse(f"'{revision}' is neither a folder nor a git revision")
    try:
        top = _git("rev-parse", "--show-toplevel").decode().strip()
        return _git("-C", top, "archive", f"{revision}:{inside}", "knowledge", "rules")
    except FileNotFoundError:
        raise WrongUse(f"{revision}: not a folder, and git is not there to look for a revision") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise WrongUse(
            f"'{revision}' is neither the folder of a pack nor a git revision with one ({said[0]})"
        ) from None


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], capture_output=True, check=True).stdout


# --------------------------------------------------------------------------------------------------------- in words


def _told(new: Pack, move: Move) -> Iterator[str]:
    from triage.proof.cases import in_words

    if move.about == "urgency":
        yield f"{move.direction.upper()}  {move.before} -> {move.after}"
    else:
        yield f"{move.about}: {move.what}"
    yield "    the smallest example:" if move.is_smallest else "    an example of which no part can be left out:"
    found = list(in_words(new, move.example))
    yield from (f"      - {line}" for line in found or ["no answer but those that silence means"])
    if move.about != "urgency" and move.before != move.after:
        yield f"    its urgency goes from {move.before} to {move.after}"
    for label, signs in (("no longer fires", move.gone), ("fires now", move.new)):
        if signs:
            yield f"    {label}: {', '.join(signs)}"


def _ending(new: Pack, moves: list[Move], named: list[str], left: Move | None) -> Iterator[str]:
    from triage.proof.cases import in_words

    if not moves:
        yield "No answers get another level, cause or exercise."
        return
    down = sum(move.direction == "down" for move in moves)
    up = sum(move.direction == "up" for move in moves)
    yield f"{down} kinds of moves down, {up} up, {len(moves) - down - up} of causes and exercises."
    if named:
        yield f"Reasons for lower levels in knowledge/changes.yaml: {', '.join(named)}."
    if left is not None:
        yield f"NOT EXPLAINED: with all that these name put back, {left.before} still falls to {left.after}:"
        yield from (f"  - {line}" for line in in_words(new, left.example))
        if left.gone:
            yield f"  no longer fires: {', '.join(left.gone)}"
        yield "Name the reason in knowledge/changes.yaml, with lowers: yes; or change the rule."
    elif down:
        yield "Every move down has a named reason."


def _as_data(old: Pack, new: Pack, moves: list[Move], left: Move | None) -> dict[str, Any]:
    from triage.proof.difference import reasons

    return {
        "schema": "triage.difference/1",
        "old": {"id": old.about.id, "version": old.about.version, "sha256": old.sha256},
        "new": {"id": new.about.id, "version": new.about.version, "sha256": new.sha256},
        "moves": [_move_as_data(new, move) for move in moves],
        "reasons": [change.id for change in reasons(old, new) if change.lowers],
        "unexplained": _move_as_data(new, left) if left else None,
    }


def _move_as_data(new: Pack, move: Move) -> dict[str, Any]:
    from triage.proof.cases import mentioned

    return {
        "about": move.about,
        "what": move.what,
        "direction": move.direction or None,
        "before": move.before,
        "after": move.after,
        "example": {"unanswered": "no", "answers": mentioned(new, move.example)},
        "is_smallest": move.is_smallest,
        "no_longer_fires": list(move.gone),
        "fires_now": list(move.new),
    }
