"""The questionnaire at its edges: which screen comes next and why, what a step keeps, and what a replay counts."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from random_answers import random_answers
from small_packs import PLACE, question

from triage.interview.interview import Interview
from triage.interview.order import LONGEST_LIST, Screen, arrange, next_screen, promises, single
from triage.interview.relevance import Need, Outlook, Stage
from triage.interview.replay import replay, respond
from triage.interview.second_look import second_look
from triage.pack import knowledge
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Urgency
from triage.reasoning.answers import NOT_SURE, Answers, Value, clear_negative
from triage.reasoning.documents import read_answers

CALM: dict[str, object] = {
    "age": 62,
    "side": "both_legs",
    "onset_tempo": "months_years",
    "time_since_start": "gt_3m",
    "course": "same",
}


def ids(screen: Screen | None) -> list[str]:
    assert screen is not None
    return [one.id for one in screen.questions]


# ------------------------------------------------------------------------------------------------------- what is next


@pytest.fixture(scope="module")
def listed(pack: Pack) -> Pack:
    """Two subjects with two questions each around a list of three."""
    kinds = {"first": QuestionType.YES_NO, "second": QuestionType.YES_NO, "last": QuestionType.ONE_OF}
    alone = {name: question(name, kind, negative="no") for name, kind in kinds.items()}
    on_list = tuple(question(name, QuestionType.YES_NO, negative="no") for name in ("pale", "cold", "blue"))
    signs = knowledge.TickList(id="signs", where=PLACE, ask="Any of these?", questions=("pale", "cold", "blue"))
    one = knowledge.Screen(
        id="one",
        where=PLACE,
        title="One",
        intro="About one.",
        questions=(alone["first"], *on_list, alone["second"]),
        lists=(signs,),
    )
    two = knowledge.Screen(id="two", where=PLACE, title="Two", questions=(alone["last"],))
    return replace(pack, screens=(one, two))


def ahead(*needs: tuple[Iterable[str], Urgency]) -> Outlook:
    return Outlook(Stage.URGENCY, Urgency.ROUTINE, tuple(Need(frozenset(names), level) for names, level in needs))


def test_a_more_urgent_level_promises_more() -> None:
    """What could call an ambulance promises most, then the emergency department, the same day, and all below alike."""
    worth = [
        promises(ahead(([level.value], level)).needs)[level.value]
        for level in sorted(Urgency, key=lambda one: one.rank)
    ]
    assert worth == sorted(worth)
    assert len(set(worth[1:])) == 4
    assert worth[0] == worth[1] > 0


def test_a_promise_is_shared_and_adds_up() -> None:
    """Questions that one rule waits for share its promise; a question that two rules wait for has both."""
    worth = promises(
        ahead((["a", "b"], Urgency.EMERGENCY_NOW), (["a"], Urgency.SOON), ([], Urgency.EMERGENCY_NOW)).needs
    )
    alone = promises(ahead((["a"], Urgency.EMERGENCY_NOW), (["b"], Urgency.SOON)).needs)
    assert worth == {"a": alone["a"] / 2 + alone["b"], "b": alone["a"] / 2}


@pytest.mark.parametrize(
    ("needs", "singly", "shown"),
    [
        ([(["second"], Urgency.EMERGENCY_NOW), (["first"], Urgency.SOON)], (), ["second"]),
        ([(["first"], Urgency.SOON), (["last"], Urgency.SOON)], (), ["first"]),
        ([(["last"], Urgency.SOON), (["cold"], Urgency.SOON), (["blue"], Urgency.SOON)], (), ["cold", "blue"]),
        ([(["last"], Urgency.EMERGENCY_NOW), (["cold"], Urgency.SOON), (["blue"], Urgency.SOON)], (), ["last"]),
        ([(["first"], Urgency.SOON), (["cold"], Urgency.SOON), (["blue"], Urgency.SOON)], ("blue",), ["first"]),
        ([(["cold", "blue"], Urgency.SOON), (["first"], Urgency.SOON)], (), ["first"]),
    ],
)
def test_the_screen_that_promises_most_comes_first(
    listed: Pack, needs: list[tuple[list[str], Urgency]], singly: tuple[str, ...], shown: list[str]
) -> None:
    """A list counts for all that stands on it, and of screens that promise as much the first in the pack comes."""
    assert ids(next_screen(listed, ahead(*needs), (), frozenset(singly))) == shown


def test_what_was_ticked_comes_before_all_else(listed: Pack) -> None:
    """A tick to be asked in full is next, in its order, whatever promises more; nothing left to ask is no screen."""
    most = ahead((["first"], Urgency.EMERGENCY_NOW))
    assert next_screen(listed, most, iter(["blue", "cold"]), frozenset()) == single(listed, "blue")
    assert next_screen(listed, ahead(), ["blue"], frozenset()) == single(listed, "blue")
    assert next_screen(listed, ahead(), (), frozenset()) is None


def test_questions_are_put_on_as_few_screens_as_can_be(listed: Pack) -> None:
    """Two or more of a list stand on it, where its first one would; the others stand alone, all in the pack's order."""
    every = arrange(listed, frozenset(listed.questions), frozenset())
    assert [(one.id, ids(one)) for one in every] == [
        ("first", ["first"]),
        ("signs", ["pale", "cold", "blue"]),
        ("second", ["second"]),
        ("last", ["last"]),
    ]
    assert [(one.title, one.intro, one.is_list) for one in every] == [
        ("One", "About one.", False),
        ("One", "About one.", True),
        ("One", "About one.", False),
        ("Two", None, False),
    ]
    assert (every[1].ask, every[0].ask) == ("Any of these?", "What of first?")
    one_left = arrange(listed, {"last": 1, "cold": 1}, frozenset())
    assert [(one.id, one.is_list) for one in one_left] == [("cold", False), ("last", False)]
    singly = arrange(listed, frozenset(listed.questions), frozenset({"pale", "first"}))
    assert [ids(one) for one in singly] == [["first"], ["pale"], ["cold", "blue"], ["second"], ["last"]]


@pytest.mark.parametrize(("options", "questions"), [(2, 1), (6, 1), (7, 2), (12, 2), (13, 3)])
def test_a_long_tick_list_counts_as_several_questions(options: int, questions: int) -> None:
    """Six things to tick are one question to answer, more are more; each of them is an item."""
    many = question("many", QuestionType.ANY_OF, " ".join(f"thing{number}" for number in range(options)), NONE)
    one = question("one", QuestionType.ONE_OF, "a b c d e f g h", "a")
    screen = Screen("many", "Many", None, "Which?", False, (many,))
    assert (screen.question_count, screen.item_count) == (questions, options)
    both = replace(screen, questions=(many, one))
    assert (both.question_count, both.item_count) == (questions + 1, options + 1)
    assert replace(both, is_list=True).question_count == 1
    assert LONGEST_LIST == 6


# ------------------------------------------------------------------------------------------------------------ its steps


def at_list(pack: Pack) -> Interview:
    interview = Interview(pack)
    assert interview.screen is not None
    assert interview.screen.is_list
    return interview


def test_a_tick_answers_what_it_can_and_asks_the_rest(pack: Pack) -> None:
    """A ticked yes-or-no is a yes, what is not ticked its clear negative, other ticks are asked next: all one step."""
    start = at_list(pack)
    questions = {one.id: one for one in start.screen.questions}  # type: ignore[union-attr]
    plain = next(name for name, one in questions.items() if one.type is QuestionType.YES_NO)
    rich = next(name for name, one in questions.items() if one.type is not QuestionType.YES_NO)
    after = start.tick([rich, plain])
    negatives = {name: clear_negative(one) for name, one in questions.items() if name not in (plain, rich)}
    assert after.given == {**negatives, plain: ("yes",)}
    assert after.in_full == (rich,)
    assert set(after.steps[-1]) == set(questions)
    assert after.steps[-1][-1] == rich
    assert after.before is start
    assert after.review() == tuple(name for name in after.steps[-1] if name != rich)


def test_the_list_taken_apart_is_asked_in_its_order(pack: Pack) -> None:
    """One by one the list's questions follow each other, alone on their screens, and answering one moves on."""
    start = at_list(pack)
    names = ids(start.screen)
    apart = start.one_by_one()
    assert apart.in_full == tuple(names)
    assert apart.singly == set(names)
    assert apart.given == start.given
    assert ids(apart.screen) == names[:1]
    after = apart.with_values({names[0]: clear_negative(pack.questions[names[0]])})
    assert after.in_full == tuple(names[1:])
    assert after.steps == ((names[0],),)
    assert apart.back().in_full == ()
    assert apart.back().screen == start.screen


def test_only_a_list_can_be_ticked(pack: Pack) -> None:
    """Ticking or taking apart what is no list, or answering when nothing is asked, is a mistake that is named."""
    alone = at_list(pack).one_by_one()
    done = Interview(pack).answer({"face_droop": "yes"})
    assert done.is_done
    for interview in (alone, done):
        with pytest.raises(
            ValueError, match=r"^only a list can be ticked or asked one by one, and none is on the screen$"
        ):
            interview.tick([])
        with pytest.raises(ValueError, match="none is on the screen"):
            interview.one_by_one()
    with pytest.raises(ValueError, match=r"^nothing is asked any more$"):
        done.not_sure()


def test_not_sure_answers_a_single_question_so(pack: Pack) -> None:
    """Not sure on a question of its own is its answer, and the list it came from goes on."""
    apart = at_list(pack).one_by_one()
    first, second, *_ = apart.in_full
    after = apart.not_sure()
    assert after.given == {first: NOT_SURE}
    assert ids(after.screen) == [second]


def test_going_back_keeps_what_was_said(pack: Pack) -> None:
    """What a step back takes away is kept as a suggestion, beside what was kept before; the rest stays answered."""
    interview = Interview(pack).answer({"age": 50}).answer({"course": "same"}).answer({"age": 60})
    back = interview.back()
    assert back.given == {"age": 50, "course": ("same",)}
    assert back.kept == {"age": 60}
    twice = back.back()
    assert twice.given == {"age": 50}
    assert twice.kept == {"age": 60, "course": ("same",)}


def test_going_back_after_coming_back_later(pack: Pack) -> None:
    """One that was resumed goes back step by step too, down to its beginning, and suggests what it takes back."""
    said = read_answers(pack, {"answers": {"age": 50, "course": "same"}})
    resumed = Interview.resume(pack, said)
    assert resumed.steps == (("age",), ("course",))
    back = resumed.back()
    assert (back.given, back.kept, back.steps) == ({"age": 50}, {"course": ("same",)}, (("age",),))
    start = back.back()
    assert (start.given, start.steps) == ({}, ())
    assert start.kept == {"age": 50, "course": ("same",)}
    assert start.back() is start
    assert start.screen == Interview(pack).screen


def test_one_that_is_resumed_goes_on_with_its_list(pack: Pack) -> None:
    """Answers to one list are one step, and what of the list is still open is asked next, one by one."""
    names = ids(at_list(pack).screen)
    values: dict[str, Value] = {name: clear_negative(pack.questions[name]) for name in names[:2]}
    resumed = Interview.resume(pack, Answers({"age": 50, **values}, person="other"), is_full=True)
    assert resumed.steps == (("age",), tuple(names[:2]))
    assert resumed.in_full == tuple(names[2:])
    assert ids(resumed.screen) == names[2:3]
    assert (resumed.person, resumed.is_full) == ("other", True)
    assert resumed.back().in_full == ()
    apart = Interview.resume(pack, Answers({names[0]: values[names[0]], "age": 50, names[1]: values[names[1]]}))
    assert apart.steps == ((names[0],), ("age",), (names[1],))
    assert apart.in_full == tuple(names[2:])
    assert Interview.resume(pack, Answers({"age": 50})).in_full == ()
    assert Interview.resume(pack, Answers({})).steps == ()


def test_an_edit_moves_the_question_to_the_end(pack: Pack) -> None:
    """A question that is edited is asked alone, suggests its answer, and stands last once it is answered again."""
    before = Interview(pack).answer({"age": 50, "course": "same"}).answer({"side": "both_legs"})
    editing = before.edit("age")
    assert editing.given == {"course": ("same",), "side": ("both_legs",)}
    assert editing.kept == {"age": 50}
    assert editing.steps == (("course",), ("side",))
    assert ids(editing.screen) == ["age"]
    after = editing.answer({"age": 51})
    assert after.review() == ("course", "side", "age")
    assert after.editing is None
    assert editing.back().given == before.given
    assert before.edit("side").steps == (("age", "course"),)
    untouched = before.edit("back_pain")
    assert untouched.kept == before.kept
    assert untouched.given == before.given


def test_the_review_has_what_was_given_and_is_used(pack: Pack) -> None:
    """Answers are reviewed in the order of asking, then those that came otherwise; hidden ones are not."""
    brought = Interview(pack, given={"course": ("same",)}).answer({"side": "both_legs"})
    assert brought.review() == ("side", "course")
    hidden = brought.answer({"recent_injury": ["none"], "injury_signs": ["open_wound"]})
    assert hidden.review() == ("side", "recent_injury", "course")
    assert hidden.set_aside == ("injury_signs",)


def test_what_is_open_is_blank_until_the_outcome_is_settled(pack: Pack) -> None:
    """Before that nothing counts as not asked; after it all that was not answered does. The person stays the same."""
    some = Interview(pack, person="other").answer({"age": 50})
    assert some.answers() == Answers({"age": 50}, "unsure", frozenset(), person="other")
    done = some.answer({"face_droop": "yes"})
    expected = frozenset(pack.questions) - {"age", "face_droop"}
    assert done.answers() == Answers({"age": 50, "face_droop": ("yes",)}, "unsure", expected, person="other")


# ----------------------------------------------------------------------------------------------------- the second look


def test_the_second_look_has_its_own_words(pack: Pack) -> None:
    """It is headed, asked and explained as the pack says; its questions are those of its lines, in their order."""
    run = replay(pack, read_answers(pack, {"unanswered": "no", "answers": CALM})).interview
    assert run.before is not None
    screen = second_look(pack, run.before.given, ())
    assert screen is not None
    assert screen == run.before.screen
    look = pack.second_look
    assert (screen.id, screen.title, screen.intro, screen.ask) == (look.id, look.title, None, look.ask)
    assert (screen.is_list, screen.why) == (True, look.why)
    assert ids(screen) == [name for line in screen.lines for name in line.questions]
    words = {sign.question: sign.says for line in look.lines for sign in line.signs}
    for line in screen.lines:
        assert line.says == tuple(words[name] for name in line.questions)
        assert line.lead == next(one.lead for one in look.lines if one.id == line.id)


def test_what_was_confirmed_is_not_looked_at_again(pack: Pack) -> None:
    """Confirmed answers leave their line; a line without any leaves too; when all are confirmed there is no screen."""
    run = replay(pack, read_answers(pack, {"unanswered": "no", "answers": CALM})).interview
    assert run.before is not None
    whole = second_look(pack, run.before.given, ())
    assert whole is not None
    first, *others = whole.lines
    left = second_look(pack, run.before.given, first.questions[1:])
    assert left is not None
    assert [line.questions for line in left.lines] == [first.questions[:1], *(line.questions for line in others)]
    fewer = second_look(pack, run.before.given, first.questions)
    assert fewer is not None
    assert list(fewer.lines) == others
    assert second_look(pack, run.before.given, ids(whole)) is None


def test_looking_again_takes_back_only_the_ticked_lines(pack: Pack) -> None:
    """The questions of a ticked line lose their answers and their place among the steps; all on the screen counts as
    looked at."""
    run = replay(pack, read_answers(pack, {"unanswered": "no", "answers": CALM})).interview
    before = run.before
    assert before is not None
    assert before.screen is not None
    line = before.screen.lines[1]
    after = before.tick([line.id])
    assert after.in_full == line.questions
    assert after.confirmed == set(ids(before.screen))
    assert after.given == {name: value for name, value in before.given.items() if name not in line.questions}
    assert {name: after.kept[name] for name in line.questions} == {name: before.given[name] for name in line.questions}
    assert [name for step in after.steps for name in step] == [
        name for step in before.steps for name in step if name not in line.questions
    ]
    assert all(after.steps)
    assert after.before is before
    everything = before.one_by_one()
    assert everything.in_full == tuple(ids(before.screen))


# ------------------------------------------------------------------------------------------------------------- replays


def test_a_replay_counts_what_it_showed(pack: Pack) -> None:
    """Screens, questions and single things are added up over all screens; what was asked stands in its order."""
    rng = random.Random(12)
    for is_full in (False, True):
        answers = replace(random_answers(pack, rng, complete=True), person="other")
        run = replay(pack, answers, is_full)
        interview, screens = Interview(pack, person="other", is_full=is_full), []
        while interview.screen is not None:
            screens.append(interview.screen)
            interview = respond(interview, interview.screen, answers)
        assert run.screens == len(screens)
        assert run.questions == sum(screen.question_count for screen in screens)
        assert run.items == sum(screen.item_count for screen in screens)
        asked = dict.fromkeys(name for screen in screens if not screen.lines for name in ids(screen))
        assert run.asked == tuple(asked)
        assert run.interview.given == interview.given
        assert (run.interview.person, run.interview.is_full) == ("other", is_full)


def test_a_replay_answers_what_the_document_leaves_out(pack: Pack) -> None:
    """A blank is answered not sure; what is not mentioned is the clear negative, if the document says so and there is
    one, and else not sure."""
    start = at_list(pack)
    assert start.screen is not None
    names = ids(start.screen)
    said: dict[str, Value] = {name: clear_negative(pack.questions[name]) for name in names}
    no = respond(start, start.screen, Answers({}, "no"))
    assert no.given == said
    doubtful = respond(start, start.screen, Answers({}, "unsure"))
    assert doubtful.in_full == tuple(names)
    for value in ((), NOT_SURE):
        apart = respond(start, start.screen, Answers({**said, names[1]: value}))
        assert apart.in_full == tuple(names)
        assert apart.given == {}
    age = Interview(pack, is_full=True).edit("age")
    assert age.screen is not None
    assert respond(age, age.screen, Answers({}, "no")).given == {"age": NOT_SURE}
    assert respond(age, age.screen, Answers({"age": 33}, "no")).given == {"age": 33}


def test_a_replay_ticks_what_is_not_a_clear_no(pack: Pack) -> None:
    """A list is ticked where the document says anything else than the clear negative, and nowhere else."""
    start = at_list(pack)
    assert start.screen is not None
    rich = next(one for one in start.screen.questions if one.type is QuestionType.ANY_OF)
    answers = Answers({rich.id: (rich.options[0].value,)}, "no")
    after = respond(start, start.screen, answers)
    assert after.in_full == (rich.id,)
    assert set(after.given) == set(ids(start.screen)) - {rich.id}
    assert UNSURE not in {word for value in after.given.values() if isinstance(value, tuple) for word in value}
