"""`triage diff OLD NEW`: what a change of rules changes, over all answer sets."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from triage.cli import streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.cli.revisions import pack_named

if TYPE_CHECKING:
    from triage.pack.pack import Pack
    from triage.proof.difference import Move, SideBySide

HELP = Help(
    "what a change of rules changes, over all answer sets",
    """
    Compares two packs on every possible answer set: between which levels answers move, which causes and exercises come
    or go, and the smallest answers that show each.

    OLD and NEW are folders of packs, or git revisions: REVISION, or REVISION:FOLDER for a pack in a folder. Without NEW
    the pack in use is taken.

    A move to a less urgent level needs a reason: an entry in knowledge/changes.yaml of NEW that OLD does not have, with
    `lowers: true`, and `about` the danger signs, patterns and questions that were changed. If answers move down further
    than by what the reasons name, the command ends with 1.

    An answer that only one of the packs knows, such as a new option, counts as not sure for the other.
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


@dataclass(frozen=True)
class _Found:
    """All that was found: `left` is a downward move that no reason names."""

    sides: SideBySide
    levels_only: bool
    moves: tuple[Move, ...]
    named: tuple[str, ...]
    left: Move | None


def run(options: argparse.Namespace) -> int:
    if find_spec("z3") is None:
        raise WrongUse("triage diff needs one more package: pip install 'leg-weakness-triage[proof]'")
    with ExitStack() as folders:
        old = pack_named(options.old, "OLD", folders)
        new = pack_named(options.new or options.pack, "NEW", folders)
        found = _compared(old, new, options)
    if options.json:
        streams.use_utf8()
        streams.result(json.dumps(_as_data(found), ensure_ascii=False, indent=2) + "\n")
    else:
        streams.result("".join(f"{line}\n" for line in _ending(found)))
    return Exit.PROBLEMS if found.left else Exit.DONE


def _compared(old: Pack, new: Pack, options: argparse.Namespace) -> _Found:
    """All that can be found; told move by move, as it comes, where words are asked for."""
    from triage.proof.difference import SideBySide
    from triage.proof.reasons import reasons, unexplained

    sides, moves = SideBySide(old, new), []
    for move in sides.level_moves() if options.levels else sides.moves():
        moves.append(move)
        if not options.json:
            streams.result("".join(f"{line}\n" for line in _told(sides, move)))
    left = unexplained(old, new) if any(move.direction == "down" for move in moves) else None
    named = tuple(change.id for change in reasons(old, new))
    return _Found(sides, options.levels, tuple(moves), named, left)


# --------------------------------------------------------------------------------------------------------- in words


def _told(sides: SideBySide, move: Move) -> Iterator[str]:
    if move.about == "urgency":
        yield f"{move.direction.upper()}  {move.before} -> {move.after}"
    else:
        yield f"{move.about}: {move.what} {move.direction}"
    yield "    the smallest example:" if move.is_smallest else "    an example of which no part can be left out:"
    yield from (f"      - {line}" for line in _example(sides, move))
    if move.about != "urgency" and move.before != move.after:
        yield f"    its urgency goes from {move.before} to {move.after}"
    yield from (f"    {line}" for line in _rules(move))


def _example(sides: SideBySide, move: Move) -> list[str]:
    return list(sides.in_words(move.example)) or ["no answer but those that silence means"]


def _rules(move: Move) -> Iterator[str]:
    for label, signs in (
        ("no longer fires", move.gone),
        ("fires at a lower level", move.lower),
        ("fires at a higher level", move.higher),
        ("fires now", move.new),
    ):
        if signs:
            yield f"{label}: {', '.join(signs)}"


def _ending(found: _Found) -> Iterator[str]:
    yield _counted(found)
    if known_to_one := found.sides.known_to_one():
        answers = "; ".join(f"{name} ({', '.join(options)})" for name, options in known_to_one.items())
        yield f"Answers that only one of the packs knows, not sure to the other: {answers}."
    if not any(move.direction == "down" for move in found.moves):
        return
    if found.named:
        yield f"Reasons for lower levels in knowledge/changes.yaml: {', '.join(found.named)}."
    if found.left is None:
        yield "Every move down has a named reason."
        return
    yield f"NOT EXPLAINED: {found.left.before} -> {found.left.after}, by what no reason names:"
    yield from (f"  - {line}" for line in _example(found.sides, found.left))
    yield from (f"  {line}" for line in _rules(found.left))
    yield "Name the reason in knowledge/changes.yaml, with lowers: true; or change the rule."


def _counted(found: _Found) -> str:
    down, up = (sum(move.direction == word for move in found.moves) for word in ("down", "up"))
    others = len(found.moves) - down - up
    if not found.moves:
        return f"No answers get another level{'' if found.levels_only else ', cause or exercise'}."
    levels = f"{down} {'kind of move' if down == 1 else 'kinds of moves'} down, {up} up"
    return f"{levels}." if found.levels_only else f"{levels}, {others} of causes and exercises."


# ----------------------------------------------------------------------------------------------------- for programs


def _as_data(found: _Found) -> dict[str, Any]:
    old, new = found.sides.old, found.sides.new
    return {
        "schema": "triage.difference/1",
        "old": {"id": old.about.id, "version": old.about.version, "sha256": old.sha256},
        "new": {"id": new.about.id, "version": new.about.version, "sha256": new.sha256},
        "levels_only": found.levels_only,
        "moves": [_move_as_data(found.sides, move) for move in found.moves],
        "known_to_one": {name: list(options) for name, options in found.sides.known_to_one().items()},
        "reasons": list(found.named),
        "unexplained": _move_as_data(found.sides, found.left) if found.left else None,
    }


def _move_as_data(sides: SideBySide, move: Move) -> dict[str, Any]:
    return {
        "about": move.about,
        "what": move.what,
        "direction": move.direction,
        "before": move.before,
        "after": move.after,
        "example": {"unanswered": "no", "answers": sides.mentioned(move.example)},
        "is_smallest": move.is_smallest,
        "no_longer_fires": list(move.gone),
        "fires_lower": list(move.lower),
        "fires_higher": list(move.higher),
        "fires_now": list(move.new),
    }
