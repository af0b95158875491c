"""What to ask next: open questions are put on screens, and the screen that promises most comes first.

A screen's promise is computed from the rules. Every undecided rule lends its weight to the questions that it waits
for: more for a more urgent level, less the more questions it still waits for. Questions that are asked alike and stand
on one tick list add up, since the list costs the person one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from triage.interview.relevance import Need, Outlook
from triage.pack.knowledge import Question
from triage.pack.pack import Pack
from triage.pack.scales import QuestionType, Urgency
from triage.pack.wording import Wording
from triage.records import Record

LONGEST_LIST = 6
_WEIGHT = {
    Urgency.ROUTINE: 1.0,
    Urgency.SOON: 1.0,
    Urgency.URGENT_SAME_DAY: 2.0,
    Urgency.EMERGENCY_DEPARTMENT: 8.0,
    Urgency.EMERGENCY_NOW: 64.0,
}


class Line(Record):
    """One line of the second look: `says` are its parts, one for each of `questions`, after their `lead`."""

    id: str
    lead: str
    says: tuple[str, ...]
    questions: tuple[str, ...]

    def words(self, say: Wording) -> str:
        return f"{say(self.lead)}: {say.either([say(part) for part in self.says])}"


class Screen(Record):
    """What is shown together: one question, or one list of things to tick.

    `id` is the tick list's or the question's id; `title` and `intro` head the subject that it belongs to. The second
    look is a list of `lines`, each for several questions that are answered already, and says `why` it asks.
    """

    id: str
    title: str
    intro: str | None
    ask: str
    is_list: bool
    questions: tuple[Question, ...]
    lines: tuple[Line, ...] = ()
    why: str = ""

    @property
    def question_count(self) -> int:
        """How many things a person has to answer: a choice, a number, or a tick list of at most six."""
        if self.is_list:
            return 1
        return sum(
            -(-len(question.options) // LONGEST_LIST) if _is_ticked(question) else 1 for question in self.questions
        )

    @property
    def item_count(self) -> int:
        """Every single thing asked about."""
        if self.lines:
            return len(self.lines)
        return sum(len(question.options) if _is_ticked(question) else 1 for question in self.questions)


def _is_ticked(question: Question) -> bool:
    return question.type is QuestionType.ANY_OF


def promises(needs: Iterable[Need]) -> dict[str, float]:
    """What each open question promises to decide, by its id."""
    worth: dict[str, float] = {}
    for need in needs:
        share = _WEIGHT[need.level] / max(1, len(need.questions))
        for question in need.questions:
            worth[question] = worth.get(question, 0.0) + share
    return worth


def next_screen(
    pack: Pack, outlook: Outlook, in_full: Iterable[str], singly: frozenset[str], can_ask: frozenset[str] = frozenset()
) -> Screen | None:
    """The screen to show next, or None when nothing is left to ask.

    `in_full` are questions that were ticked on a list and are now asked in full, before anything else; questions in
    `singly` are not put on lists. A list that is worth showing is shown with all its questions that can be asked: a
    line more costs less than the same list once more.
    """
    ticked = next(iter(in_full), None)
    if ticked is not None:
        return single(pack, ticked)
    worth = promises(outlook.needs)
    if not worth:
        return None
    screens = arrange(pack, worth, singly)
    best = max(screens, key=lambda screen: sum(worth[question.id] for question in screen.questions))
    if not best.is_list:
        return best
    mates = next(tick_list.questions for tick_list in pack.lists if tick_list.id == best.id)
    return arrange(pack, can_ask.union(worth).intersection(mates), singly)[0]


def arrange(pack: Pack, wanted: Mapping[str, object] | frozenset[str], singly: frozenset[str]) -> list[Screen]:
    """These questions on as few screens as their lists allow, in the order of the pack."""
    screens = []
    listed: set[str] = set()
    for tick_list in pack.lists:
        names = [name for name in tick_list.questions if name in wanted and name not in singly]
        if len(names) > 1:
            listed.update(names)
            subject = pack.screen_of[names[0]]
            questions = tuple(pack.questions[name] for name in names)
            screens.append(Screen(tick_list.id, subject.title, subject.intro, tick_list.ask, True, questions))
    singles = [single(pack, name) for name in pack.questions if name in wanted and name not in listed]
    position = _positions(pack)
    return sorted([*screens, *singles], key=lambda screen: position[screen.questions[0].id])


@lru_cache(maxsize=16)
def _positions(pack: Pack) -> dict[str, int]:
    return {name: number for number, name in enumerate(pack.questions)}


def single(pack: Pack, name: str) -> Screen:
    """One question on a screen of its own."""
    question, subject = pack.questions[name], pack.screen_of[name]
    return Screen(name, subject.title, subject.intro, question.ask, False, (question,))
