"""Teaching in another language: the same cases, all of it within a translator's reach, and no English in Spanish."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import pytest
from command import ROOT, triage
from pseudo_language import known_ids, pseudo_pack, shown, words_outside
from test_spanish import ENGLISH_WORDS

from triage.cli.learn.profile_words import sections
from triage.errors import AnswersError
from triage.evaluation import read_vignettes, run
from triage.explain.case import case_of, says
from triage.learn import Consultation, Decision, make_case, mark
from triage.learn.choices import sign_choices
from triage.learn.graph import Graph, case_graph, cause_graph, flow_graph, rule_graph, to_svg, to_text
from triage.learn.profile import profile_of
from triage.learn.quiz import make_question
from triage.learn.record import Record, record_of
from triage.learn.telling import leaks, opening, wording
from triage.locale import locale as locales
from triage.locale import locale_named
from triage.pack.pack import Pack
from triage.pack.scales import Urgency
from triage.proof.properties import Property
from triage.reasoning.documents import parse_answers, read_answers

SEEDS = range(5)
YAML_WORDS = {"all", "any", "yes", "no", "unsure", "when", "unless", "urgency", "none"}
CASE = ("learn", "case", "--seed", "10", "--kind", "one_away", "--about", "RF02_sudden_one_sided")
CALM = ("learn", "case", "--seed", "3", "--about", "base")
LINES = b"2\n1 2 3\nxyzzy\n99\n1\n1 2\n\nd\n9\n%d\n2\n1 2 3\n1 3\n1 2\n"
ANSWERS = {"side": "one_leg", "onset_tempo": "sudden", "age": 70, "saddle_numbness": "unsure", "cord_signs": "none"}
DOCUMENTS: dict[str, object] = {
    "A201": {"answers": {"sied": "one_leg"}},
    "A202": {"answers": {"side": "one_legg"}, "unanswered": "perhaps", "for": 3},
    "A203": {"answers": {"side": 3, "age": "old", "cord_signs": [3], "onset_tempo": None}, "id": 4},
    "A204": {"answers": {"age": 200, "falls_last_year": 1.5}},
    "A205": {"answers": {"cord_signs": ["none", "legs_stiff"]}},
    "A206": {"answers": {}, "colour": "red"},
    "A207": {"id": "a case"},
    "A209": ["side"],
}
TEXTS = {
    "A212": '{"answers": {"side": one_leg}}',
    "A210": '{"answers": {"side": "x", "side": "y"}}',
    "A211": " " * 2**20,
}


@pytest.fixture
def unreal(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pack]:
    """The pack in the pseudo-language."""
    yield pseudo_pack(pack, monkeypatch, "ltr")
    locales.locale_named.cache_clear()


@pytest.fixture
def practise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What a part of `triage learn` says with a pack, and a folder of the learner's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))

    def told(pack: Pack, *words: str, stdin: bytes = b"") -> str:
        for part in ("case", "quiz", "profile", "graph"):
            monkeypatch.setattr(f"triage.cli.learn.{part}.ready_pack", lambda _: pack)
        ended = triage(*words, stdin=stdin)
        assert ended.code == 0, ended.err
        return f"{ended.err}\n{ended.out}"

    return told


def _walk(practise: Callable[..., str], pack: Pack) -> Iterator[str]:
    """All that the terminal says in practice: cases decided too low and too high, a case left, a quiz, a profile."""
    yield practise(pack, *CASE, stdin=LINES % 1)
    yield practise(pack, *CALM, stdin=LINES % 5)
    yield practise(pack, *CASE, stdin=b"1\n1\nq\n")
    yield practise(pack, "learn", "case", stdin=b"q\n")
    yield practise(pack, *CASE, "--solution")
    if find_spec("fsrs"):
        yield practise(pack, "learn", "quiz", "--seed", "3", "--count", "3", stdin=b"1\n2\n3\n")
        yield practise(pack, "learn", "quiz", stdin=b"")
    if find_spec("scipy"):
        yield practise(pack, "learn", "profile")
    yield practise(pack, "learn", "profile", "--forget")
    yield practise(pack, "learn", "profile", "--forget")


LOWERED = """
- id: RF17_saddle
  label: xyzzy
  when: {saddle_numbness: yes}
  urgency: soon
  if_unsure: soon
  because: xyzzy xyzzy.
  see: [gp]
  outside_article: true
  sources: [NG128]
"""
BROKEN = LOWERED.replace("saddle_numbness: yes", "nowhere: yes")


@pytest.fixture
def try_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Pack], Iterator[str]]:
    """All that `triage learn rule` and `triage learn repair` say with a pack, but for the slowest proofs."""
    pytest.importorskip("z3")
    from triage.learn import sandbox_effects
    from triage.proof.verify import verify_one

    def some(after: Pack) -> Iterator[Property]:
        yield verify_one(after, "INV-09")

    def walk(pack: Pack) -> Iterator[str]:
        for part in ("rule", "repair"):
            monkeypatch.setattr(f"triage.cli.learn.{part}.ready_pack", lambda _: pack)
            monkeypatch.setattr(f"triage.cli.learn.{part}.as_spoken", lambda one, tag: _reworded(pack, one, tag))
        all_moves = sandbox_effects.moves
        cases = ROOT / "tests/vignettes/cauda_equina.yaml"
        monkeypatch.setattr("triage.evaluation.vignette_files", lambda _: [cases])
        monkeypatch.setattr(sandbox_effects, "invariants", some)
        monkeypatch.setattr(sandbox_effects, "moves", lambda *packs: islice(all_moves(*packs), 2))
        for text, code in ((LOWERED, 1), (BROKEN, 1)):
            (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
            yield _said("learn", "rule", tmp_path / "mine.yaml", code=code)
        yield _said("learn", "rule", code=2)
        yield _said("learn", "rule", "--remove", "RF17_sadle", code=2)
        yield _said("learn", "repair")
        yield _said("learn", "repair", "13", code=2)
        work = tmp_path / f"work-{pack.language}"
        yield _said("learn", "repair", "1", "--work", work)
        yield _said("learn", "repair", "2", "--work", work, code=2)
        yield _said("learn", "repair", "1", "--check", work, code=2)
        yield _said("learn", "repair", "--check", tmp_path, code=2)
        (work / "exercise.json").write_text('{"exercise": 1, "tries": 3}', encoding="utf-8")
        yield _said("learn", "repair", "--check", work, code=1)
        rules = work / "rules/danger_signs/cauda_equina.yaml"
        rules.write_bytes((ROOT / "rules/danger_signs/cauda_equina.yaml").read_bytes())
        yield _said("learn", "repair", "--check", work)

    return walk


def _reworded(pack: Pack, one: Pack, tag: str) -> Pack:
    """A pack that was read anew, in the language of another: the pseudo-language stands in no folder."""
    assert pack.original is not None
    assert pack.original.translated is not None
    return one.in_language(tag) if tag in one.languages else pack.original.translated(one, tag)


def _said(*words: str | Path, code: int = 0) -> str:
    ended = triage(*words)
    assert ended.code == code, ended
    return f"{ended.err}\n{ended.out}"


def _without_rule_authors_words(told: str) -> str:
    """What lint finds, by its code, and the titles of vignettes are for those who write rules, and stay English."""
    told = re.sub(r"(?m)^\S*mine\.yaml:\d+: [A-Z]\d{3} .*\n(?: {4}.*\n)*", "", told)
    return re.sub(r"(?m)^  \w+\.yaml:\d+: .*$", "", told)


def _graphs(pack: Pack) -> Iterator[Graph]:
    case = case_of(pack, read_answers(pack, ANSWERS))
    for rule in ("RF02_sudden_one_sided", pack.base.id, next(iter(pack.gates)), next(iter(pack.evidence))):
        yield rule_graph(pack, rule, case)
    yield rule_graph(pack, next(iter(pack.patterns)))
    yield cause_graph(pack, "stroke", case)
    yield flow_graph(pack, case)
    yield flow_graph(pack, None, "stroke")
    yield case_graph(case)
    yield case_graph(case, whole=True)
    yield case_graph(case_of(pack, read_answers(pack, {"unanswered": "no", "answers": {}})))


def _english_in(text: str) -> list[str]:
    """The lines of a text with English words in them; ids, commands and paths are nobody's language."""
    bare = re.sub(r"\S*_\S*|triage learn \w+|\S*/\S*", "", text)
    return [line for line in bare.splitlines() if ENGLISH_WORDS & set(re.findall(r"[a-z]+", line.lower()))]


# ------------------------------------------------------------------------------------------------------------ the same


def test_a_seed_is_the_same_case_in_every_language(pack: Pack) -> None:
    """The same patient, told the same at first, with the same danger signs to choose from, and marked the same."""
    spanish = pack.in_language("es")
    for seed in SEEDS:
        here, there = make_case(pack, seed), make_case(spanish, seed)
        assert here == there
        assert opening(pack, here) == opening(spanish, there)
        assert sign_choices(pack, here) == sign_choices(spanish, there)
        decision = Decision(urgency=Urgency.SOON, signs=sign_choices(pack, here)[:4], causes=("stroke",))
        marked = [mark(Consultation(one, here).ask("age"), decision) for one in (pack, spanish)]
        records = [record_of(Consultation(pack, here), decision, one) for one in marked]
        assert records[0] == records[1]


def test_a_quiz_question_is_the_same_in_every_language(pack: Pack) -> None:
    """The same seed asks the same, with the same answers in the same order; only the words are others."""
    spanish = pack.in_language("es")
    for seed in SEEDS[:3]:
        here, there = make_question(pack, seed), make_question(spanish, seed)
        assert [(one.question, one.answer, one.level, one.is_right) for one in here.options] == [
            (one.question, one.answer, one.level, one.is_right) for one in there.options
        ]
        assert (here.id, here.rule, here.changed) == (there.id, there.rule, there.changed)
        assert here.ask != there.ask


def test_what_is_told_first_names_no_conclusion_in_any_language(pack: Pack) -> None:
    """What would give the label away in one language is told first in none."""
    spanish = pack.in_language("es")
    wound = says(spanish, "foot_wound", ("yes",), wording(spanish))
    assert leaks(spanish, wound)
    assert not leaks(pack, says(pack, "foot_wound", ("yes",), wording(pack)))
    for seed in range(15):
        case = make_case(pack, seed)
        assert "foot_wound" not in opening(pack, case)


# ---------------------------------------------------------------------------------------------- a translator's reach


def test_every_sentence_of_practice_can_be_translated(unreal: Pack, practise: Callable[..., str]) -> None:
    """Cases, quiz and profile at the terminal: whatever is shown stands between brackets."""
    known = known_ids(unreal) | {"xyzzy", "x", "Intro"}
    for told in _walk(practise, unreal):
        assert {*words_outside(told)} - known == set()


@pytest.mark.proof
def test_every_sentence_on_rules_can_be_translated(
    unreal: Pack, try_rules: Callable[[Pack], Iterator[str]], tmp_path: Path
) -> None:
    """Rules tried out and packs mended: all but ids, paths, YAML and commands stands between brackets."""
    known = known_ids(unreal) | {"xyzzy"}
    for told in try_rules(unreal):
        bare = _without_rule_authors_words(told).replace(str(tmp_path), "")
        values = {word for word in words_outside(bare) if word in YAML_WORDS or re.search(r"_|\.yaml$|^RF\d", word)}
        assert {*words_outside(bare)} - known - values == set(), told


def test_what_a_vignette_gets_wrong_can_be_translated(unreal: Pack) -> None:
    """Every sort of wrong expectation is told between brackets, beside ids."""
    text = (
        "- title: xyzzy\n  answers: {age: 70, side: one_leg, onset_tempo: sudden, time_since_start: lt_24h}\n  expect: "
        "{urgency: soon, first_cause: injuries, causes: [injuries], strengths: {stroke: weak, injuries: weak}, "
        "conditions: [], professionals: [podiatrist], fires: [RF01_fast_sign, RF55_falls], fires_if_unsure: "
        "[RF02_sudden_one_sided, RF30_cold_leg], does_not_fire: [RF02_sudden_one_sided], exercises: [leg_raises], "
        "withheld: []}\n- title: xyzzy\n  answers: {age: 40, side: one_leg, onset_tempo: hours_days}\n"
        "  expect: {urgency: emergency_now}\n"
    )
    vignettes, problems = read_vignettes(unreal, text, "v.yaml")
    assert problems == []
    failures = [failure for vignette in vignettes for failure in run(unreal, vignette, "logic").failures]
    assert {one.kind for one in failures} == {
        "over-triage",
        "under-triage",
        "cause",
        "professional",
        "rule",
        "exercise",
    }
    ids = known_ids(unreal) | {option.value for each in unreal.questions.values() for option in each.options}
    for failure in failures:
        outside = {word for word in words_outside(str(failure)) if "_" not in word}
        assert outside - ids - {"strong", "moderate", "weak"} == set(), failure


def test_every_word_of_a_picture_can_be_translated(unreal: Pack) -> None:
    """Titles, boxes, arrows and the same in words stand between brackets, beside the ids."""
    known = known_ids(unreal) | {unreal.about.version}
    for graph in _graphs(unreal):
        assert {*words_outside(to_text(graph))} - known == set(), graph.title
        assert f'lang="{unreal.language}"' in to_svg(graph)[:200]


@pytest.mark.statistics
def test_a_profile_can_be_translated(unreal: Pack) -> None:
    """Also the name of a misreading, and what is said against it."""
    pytest.importorskip("scipy")
    told = profile_of(unreal, _records(unreal))
    assert [one.id for one in told.misconceptions] == ["one_side_is_stroke"]
    texts = list(shown(sections(told, locale_named(unreal.language))))
    assert [text for text in texts if words_outside(text)] == []


def _records(pack: Pack) -> list[Record]:
    """The cases of somebody who calls every weak leg a stroke."""
    from learners import record

    from triage.learn.misconceptions import MISCONCEPTIONS

    one = next(one for one in MISCONCEPTIONS if one.id == "one_side_is_stroke")
    cases = [make_case(pack, seed) for seed in range(18)]
    return [record(pack, case, one.level(pack, case), 85) for case in cases]


def _problems(pack: Pack) -> Iterator[tuple[str, str]]:
    """The problems of documents that cannot be used, each by its code."""
    read: list[Callable[[], object]] = [lambda raw=raw: read_answers(pack, raw) for raw in DOCUMENTS.values()]  # type: ignore[misc]
    read += [lambda text=text: parse_answers(pack, text, "case.json") for text in TEXTS.values()]  # type: ignore[misc]
    for attempt in read:
        with pytest.raises(AnswersError) as caught:
            attempt()
        for problem in caught.value.problems:
            yield problem.code, f"{problem.message.partition(': ')[2] or problem.message} {problem.hint}"


def test_problems_with_answers_can_be_translated(unreal: Pack) -> None:
    """What is wrong with answers, and what to do, stands between brackets; each sort of problem is among them."""
    problems = dict(_problems(unreal))
    assert set(problems) >= {*DOCUMENTS, *TEXTS, "A208"}
    assert [text for _, text in _problems(unreal) if words_outside(text)] == []


# ------------------------------------------------------------------------------------------------------------- Spanish


def test_practice_is_spanish(pack: Pack, practise: Callable[..., str]) -> None:
    """Cases, quiz and profile at the terminal, with every kind of wrong line: no English is left."""
    told = "\n".join(_walk(practise, pack.in_language("es")))
    assert "Infratriaje" in told
    assert "Sobretriaje" in told
    assert re.findall(r"\d\.\d", told) == []
    assert _english_in(told) == []


@pytest.mark.statistics
def test_decimals_of_a_profile_have_the_comma(pack: Pack) -> None:
    """People read the sign of their language; what machines read keeps the point in every language."""
    pytest.importorskip("scipy")
    one = pack.in_language("es")
    told = replace(profile_of(one, _records(one)), asked=12.5, shortest_safe=7.5)
    for tag, written in (("en", r"12\.5\b.* 7\.5"), ("es", r"12,5\b.* 7,5")):
        texts = [text for section in sections(told, locale_named(tag)) for text in section.texts]
        assert [text for text in texts if re.search(written, text)]
        assert bool([text for text in texts if re.search(r"\d\.\d", text)]) is (tag == "en")
    assert '"asked": 12.5' in json.dumps(told.to_dict())


@pytest.mark.proof
def test_rules_tried_out_and_packs_to_mend_are_spanish(pack: Pack, try_rules: Callable[[Pack], Iterator[str]]) -> None:
    """Effects, fallen invariants, tasks, grades and hints: no English is left but what is for rule authors."""
    told = "\n".join(try_rules(pack.in_language("es")))
    for part in ("cambiadas: RF17_saddle", "la urgencia baja de", "FALLA  INV-09", "infratriaje", "Reparación 1"):
        assert part in told
    for part in ("Todavía no.", "Pista: La regla, tal como está aquí", "Resuelto", "se dice en inglés"):
        assert part in told
    assert _english_in(_without_rule_authors_words(told)) == []


def test_every_fault_of_an_exercise_has_words(pack: Pack) -> None:
    """Kind and place of each planted fault are among the sentences that can be translated, and hints name both."""
    from triage.learn.repair import exercises, place_in_words

    say = locale_named("es")
    for exercise in exercises(pack):
        assert place_in_words(exercise.mutant.what) == exercise.mutant.what
        assert place_in_words(exercise.mutant.what, say) != exercise.mutant.what
        assert _english_in(re.sub(r"`[^`]*`|«\w+»|when:", "", " ".join(exercise.hints(say)))) == []


def test_pictures_are_spanish(pack: Pack) -> None:
    """The same of pictures, in words."""
    told = "\n".join(map(to_text, _graphs(pack.in_language("es"))))
    assert "señal de peligro" in told
    assert _english_in(told) == []


def test_a_word_is_found_without_its_accent(pack: Pack, practise: Callable[..., str]) -> None:
    """Who looks for a question need not type what a keyboard may not have."""
    told = practise(pack.in_language("es"), *CASE, "--forget", stdin=b"operacion\n\nq\n")
    assert "operación" in told
    assert "operacion»" not in told


def test_problems_with_answers_are_told_in_spanish(pack: Pack, tmp_path: Path) -> None:
    """`triage assess --lang es` says what is wrong with a file, and what to do, in Spanish."""
    file = tmp_path / "caso.json"
    file.write_text(json.dumps({"answers": {"side": "one_legg", "age": "vieja", "sied": "x"}}), encoding="utf-8")
    ended = triage("assess", file, "--lang", "es")
    assert ended.code == 2
    assert "A202 answers.side: «one_legg» no es una respuesta a esta pregunta. ¿Quería decir «one_leg»?" in ended.err
    assert "Puede ser un número entero de 0 a" in ended.err
    spanish = pack.in_language("es")
    assert [text for _, text in _problems(spanish) if _english_in(text.replace("for, ", ""))] == []
