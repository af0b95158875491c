"""A difference between two packs in words for learners: what comes out otherwise, and for which answers."""

from __future__ import annotations

from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.proof.difference import Move, SideBySide

NOTHING = "no answer but the clear no to everything"


def move_in_words(sides: SideBySide, move: Move) -> str:
    """What changes from the old pack to the new one, in one sentence without its end."""
    thing = thing_in_words(sides.new if move.what in {**sides.new.causes, **sides.new.exercises} else sides.old, move)
    match move.about:
        case "urgency":
            return f"the urgency goes {move.direction} from {move.before} to {move.after}"
        case "cause":
            return f"{thing} {'is a possible cause now' if move.direction == 'comes' else 'is no possible cause now'}"
        case "first cause":
            return f"{thing} {'stands first now' if move.direction == 'comes' else 'does not stand first now'}"
        case _:
            return f"the exercise '{thing}' {'is shown now' if move.direction == 'comes' else 'is withheld now'}"


def thing_in_words(pack: Pack, move: Move) -> str:
    """The level, cause or exercise that a move is about, by the pack's own words."""
    say = Wording(pack.countries[pack.about.default_country], "other")
    if move.about == "urgency":
        return say(pack.levels[Urgency(move.what)].label)
    entries = pack.exercises if move.about == "exercise" else pack.causes
    return say(entries[move.what].label)


def example_lines(sides: SideBySide, move: Move) -> list[str]:
    """The answers that show a move, each as a statement."""
    return list(sides.in_words(move.example)) or [NOTHING]
