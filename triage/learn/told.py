"""A difference between two packs in words for learners: what comes out otherwise, and for which answers."""

from __future__ import annotations

from triage.learn import strings
from triage.learn.telling import wording
from triage.locale import locale_named
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.proof.difference import Move, SideBySide
from triage.questionnaire.strings import fill


def move_in_words(sides: SideBySide, move: Move) -> str:
    """What changes from the old pack to the new one, in one sentence without its end."""
    pack = sides.new if move.what in {**sides.new.causes, **sides.new.exercises} else sides.old
    sentence = locale_named(pack.language)(strings.MOVES[f"{move.about} {move.direction}"])
    return fill(sentence, thing=thing_in_words(pack, move), before=move.before, after=move.after)


def thing_in_words(pack: Pack, move: Move) -> str:
    """The level, cause or exercise that a move is about, by the pack's own words."""
    say = wording(pack)
    if move.about == "urgency":
        return say(pack.levels[Urgency(move.what)].label)
    entries = pack.exercises if move.about == "exercise" else pack.causes
    return say(entries[move.what].label)


def example_lines(sides: SideBySide, move: Move) -> list[str]:
    """The answers that show a move, each as a statement."""
    return list(sides.in_words(move.example)) or [locale_named(sides.new.language)(strings.NO_ANSWER)]
