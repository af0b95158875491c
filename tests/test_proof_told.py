"""What a proof says of itself: the answers of an example, the certificate, and the page to sign."""

from __future__ import annotations

import base64
import hashlib
import random
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import chain, combinations, product

import pytest

pytest.importorskip("z3", reason="needs the solver (extra `proof`)")

import z3
from small_packs import PLACE, VALUES, question, small_pack

from triage.evaluation.vignettes import read_vignettes
from triage.pack.knowledge import Question, Screen
from triage.pack.pack import Pack
from triage.pack.scales import NONE, UNSURE, QuestionType, Urgency
from triage.proof.cases import in_words, mentioned, vignettes
from triage.proof.certificate import answer_sets, certificate
from triage.proof.page import to_page
from triage.proof.properties import Counterexample, Property
from triage.reasoning.answers import NOT_SURE, Answers, Value

pytestmark = pytest.mark.proof

GIVEN: dict[str, Value] = {"first": ("yes",), "choice": ("b",), "ticks": ("p", "q"), "number": 7, "last": NOT_SURE}
SILENT: dict[str, Value] = {"first": ("no",), "choice": ("a",), "ticks": (NONE,), "number": 0, "last": ("no",)}


@pytest.fixture(scope="module")
def small(pack: Pack) -> Pack:
    return small_pack(pack, random.Random(1))


NOT_MEDICINE = (
    "These are properties of the rules, not of medicine: whether the rules are clinically right is for a clinician to "
    "judge and sign. This page is made from the certificate and says nothing that is not in it."
)


def example(given: dict[str, Value], **more: object) -> Counterexample:
    found = Counterexample(
        Answers({**SILENT, **given}),
        "it falls <to> soon",
        ("sign_1", "sign_2"),
        Urgency.SOON,
        Urgency.EMERGENCY_NOW,
    )
    return replace(found, **more)  # type: ignore[arg-type]  # fields by name


# ------------------------------------------------------------------------------------------------------ the answers


def test_only_what_silence_does_not_mean_is_mentioned(small: Pack) -> None:
    """The clear negative is left out; everything else is told as in an answers document, a blank as not sure."""
    assert mentioned(small, Answers({**SILENT, **GIVEN})) == {
        "first": "yes",
        "choice": "b",
        "ticks": ["p", "q"],
        "number": 7,
        "last": "unsure",
    }
    assert mentioned(small, Answers(SILENT)) == {}
    assert mentioned(small, Answers({**SILENT, "ticks": (), "number": NOT_SURE})) == {
        "ticks": ["unsure"],
        "number": "unsure",
    }


def test_a_question_without_a_negative_is_not_sure_in_silence(small: Pack) -> None:
    """Where silence means not sure, not sure need not be mentioned, and any other answer has to be."""
    other = question("other", QuestionType.ONE_OF, "a b")
    asked = replace(small, screens=(Screen(id="made", where=PLACE, title="Made", questions=(other,)),))
    assert mentioned(asked, Answers({"other": NOT_SURE})) == {}
    assert mentioned(asked, Answers({"other": ("a",)})) == {"other": "a"}


def test_every_answer_is_a_statement(small: Pack) -> None:
    """Each word of an answer is a line of its own, a number stands after what it counts, and a blank is not sure."""
    lines = list(in_words(small, Answers({**SILENT, **GIVEN})))
    assert lines == ["The first", "The choice: B", "P", "Q", "The number: 7", "The last: not sure"]
    blank = list(in_words(small, Answers({**SILENT, "ticks": ()})))
    assert blank == list(in_words(small, Answers({**SILENT, "ticks": NOT_SURE})))
    assert len(blank) == 1
    assert not list(in_words(small, Answers(SILENT)))


def test_an_example_speaks_of_somebody_else(pack: Pack) -> None:
    """The words are those for another person: who reads a proof is not the one who is ill."""
    answers = Answers({**dict.fromkeys(pack.questions, NOT_SURE), "saddle_numbness": ("yes",)})
    text = " ".join(in_words(pack, answers))
    assert not re.search(r"\b[Yy]our?\b|[{}]", text)


# ------------------------------------------------------------------------------------------------------ vignettes


def test_what_breaks_a_property_is_written_up(pack: Pack) -> None:
    """Each example that is about an urgency or an exercise is a vignette; what no vignette can say is a comment."""
    negative = Answers({"face_droop": ("yes",), "age": 40})
    first = Counterexample(negative, "it is soon", (), Urgency.SOON, Urgency.EMERGENCY_NOW)
    second = replace(first, expected=Urgency.SOON, withheld=("ankle_circles",))
    nobody = replace(first, expected=Urgency.SOON, because="nobody is named")
    unasked = replace(first, answers=replace(negative, not_asked=frozenset({"age"})), because="it is hidden")
    prop = Property("INV-99", "It holds.", "invariant", 4, (first, second, nobody, unasked), ("RF_X", "RF_Y"))
    text = vignettes(pack, [replace(prop, counterexamples=(), missing=(), id="INV-98"), prop])
    assert "INV-98" not in text
    assert "# INV-99: nobody is named.\n" in text
    assert "# INV-99: it is hidden.\n" in text
    assert text.endswith("# INV-99: no answers lead to RF_X, RF_Y.\n")
    exercise = next(iter(pack.exercises))
    found, problems = read_vignettes(pack, text.replace("ankle_circles", exercise), "kept.yaml")
    assert not problems
    assert [one.id for one in found] == ["INV-99-1", "INV-99-2"]
    assert [one.title for one in found] == ["Breaks INV-99", "Breaks INV-99"]
    assert found[0].expect.urgency is Urgency.EMERGENCY_NOW
    assert found[0].answers.given["face_droop"] == ("yes",)
    assert not found[0].expect.withheld
    assert tuple(found[1].expect.withheld or ()) == (exercise,)
    assert text.count('note: "It holds. Found by triage verify: it is soon"') == 2


# ---------------------------------------------------------------------------------------------------- the certificate


def all_answers(one: Question) -> int:
    """Every answer to a question, counted by listing them."""
    match one.type:
        case QuestionType.NUMBER:
            return len([*range(one.minimum, one.maximum + 1), UNSURE, ""])
        case QuestionType.ANY_OF:
            words = [option.value for option in one.options]
            ticked = list(chain.from_iterable(combinations(words, size) for size in range(len(words) + 1)))
            sets = {frozenset((*some, *unsure)) for some, unsure in product(ticked, ((), (UNSURE,)))}
            return len(sets - {frozenset()}) + len([NONE, ""])
        case QuestionType.YES_NO:
            return len(["yes", "no", UNSURE, ""])
        case QuestionType.ONE_OF:
            return len([*one.options, UNSURE, ""])


def test_how_many_answer_sets_there_are(small: Pack) -> None:
    """For each kind of question all its answers, not sure and blank among them; for a pack, all combinations."""
    expected = 1
    for one in small.questions.values():
        alone = replace(small, screens=(Screen(id="one", where=PLACE, title="One", questions=(one,)),))
        assert answer_sets(alone) == all_answers(one)
        expected *= all_answers(one)
    assert answer_sets(small) == expected
    assert set(VALUES) == set(small.questions)


def test_a_certificate_says_what_was_proved_of_what(small: Pack) -> None:
    """It names the pack, its hash, the versions of software and solver, the day, and what became of each property."""
    held = Property("INV-01", "It holds.", "invariant", 3, by_construction="Because.", seconds=1.237)
    whole = certificate(small, [held], "1.2.3", "2025-01-31", 12.345)
    properties = whole.pop("properties")
    assert whole == {
        "schema": "triage.certificate/1",
        "pack": {"id": small.about.id, "version": small.about.version, "sha256": small.sha256},
        "software": {"name": "triage", "version": "1.2.3"},
        "solver": {"name": "z3", "version": z3.get_version_string()},
        "made": "2025-01-31",
        "seconds": 12.3,
        "answer_sets": f"{answer_sets(small):.1e}",
        "holds": True,
    }
    assert properties == [
        {
            "id": "INV-01",
            "says": "It holds.",
            "group": "invariant",
            "holds": True,
            "claims": 3,
            "by_construction": "Because.",
            "seconds": 1.24,
            "missing": [],
            "counterexamples": [],
        }
    ]


def test_a_certificate_shows_what_breaks(small: Pack) -> None:
    """One broken property breaks the whole; its example has the answers in both forms, and what it is compared with."""
    broken = Property("two", "It holds.", "structure", 1, (example(GIVEN),), seconds=0.0)
    pair = replace(broken, counterexamples=(example({}, instead=Answers({**SILENT, "number": 3})),))
    gone = replace(broken, counterexamples=(), missing=("sign_3",))
    held = replace(broken, counterexamples=())
    whole = certificate(small, [held, broken, pair, gone], "1", "2025-01-31", 1.0)
    assert whole["holds"] is False
    assert [one["holds"] for one in whole["properties"]] == [True, False, False, False]
    assert [one["by_construction"] for one in whole["properties"]] == [None] * 4
    assert whole["properties"][3]["missing"] == ["sign_3"]
    [found] = whole["properties"][1]["counterexamples"]
    assert found == {
        "because": "it falls <to> soon",
        "unanswered": "no",
        "answers": {"first": "yes", "choice": "b", "ticks": ["p", "q"], "number": 7, "last": "unsure"},
        "in_words": list(in_words(small, Answers({**SILENT, **GIVEN}))),
        "rules": ["sign_1", "sign_2"],
        "urgency": Urgency.SOON,
        "expected": Urgency.EMERGENCY_NOW,
        "compared_with": None,
    }
    assert whole["properties"][2]["counterexamples"][0]["compared_with"] == {"number": 3}
    assert certificate(small, [held, held], "1", "2025-01-31", 1.0)["holds"] is True


# ----------------------------------------------------------------------------------------------------------- the page


class Text(HTMLParser):
    """The text of a page, a line for each block; its style and its attributes aside."""

    BLOCKS = ("p", "h1", "h2", "li", "dt", "dd", "th", "td", "tr", "title", "footer")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.open: list[str] = []
        self.classes: list[str] = []
        self.feed(page)
        assert not self.open, f"never closed: {self.open}"
        self.lines = [" ".join(line.split()) for line in "".join(self.parts).split("\n\n") if line.strip()]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.classes += [str(value) for name, value in attributes if name == "class"]
        if tag in self.BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in self.BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.parts.append(data.replace("\n\n", "\n"))


def page_of(small: Pack, *properties: Property) -> Text:
    return Text(to_page(certificate(small, properties, "1.2.3", "2025-01-31", 12.34)))


def test_a_page_of_what_holds(small: Pack) -> None:
    """A safety officer reads what was proved, of what, by what and when, what each property says, and where to sign."""
    one = Property("INV-01", "A < B.", "invariant", 3)
    two = Property("known", "It is so.", "structure", 0, by_construction="No rule can.")
    text = page_of(small, one, two)
    name = f"{small.about.id} {small.about.version}"
    sets = f"{answer_sets(small):.1e}: every combination of answers, not sure and blanks included"
    solver = f"triage 1.2.3, solver z3 {z3.get_version_string()}"
    assert text.lines == [
        f"Safety properties of {name}",
        f"Safety properties of {name}",
        "All 2 properties hold for every answer set.",
        *("Pack", name, "Hash of the pack", small.sha256, "Answer sets", sets),
        *("Made", "2025-01-31, in 12.3 s", "Made by", solver),
        "The pack's own invariants",
        *("Property", "What it says", "Result"),
        *("INV-01", "A < B.", "proved (3 claims)"),
        "What any pack must have",
        *("Property", "What it says", "Result"),
        *("known", "It is so.", "holds by construction. No rule can."),
        NOT_MEDICINE,
        "Reviewed by: Role: Date:",
    ]
    assert "broken" not in text.classes


def test_a_page_of_what_does_not_hold(small: Pack) -> None:
    """What is broken is said first, by name; each property has its examples, their signs, and what is missing."""
    held = Property("INV-01", "A.", "invariant", 1)
    broken = replace(held, id="INV-02", counterexamples=(example({"number": 7, "first": ("yes",)}),))
    quiet = replace(held, id="INV-03", counterexamples=(example({"number": 7}, rules=()),))
    gone = replace(held, id="INV-04", missing=("sign_3", "sign_4"))
    text = page_of(small, held, broken, quiet, gone)
    first_says, second_says = in_words(small, Answers({**SILENT, "first": ("yes",), "number": 7}))
    begin = text.lines.index("INV-01")
    assert text.lines[2] == "3 of 4 properties do not hold: INV-02, INV-03, INV-04."
    assert "What any pack must have" not in text.lines
    breaks = "it falls <to> soon, for the smallest of the answers that break it:"
    assert text.lines[begin:-2] == [
        *("INV-01", "A.", "proved (1 claims)"),
        *("INV-02", "A.", breaks, first_says, second_says, "Danger signs that fire: sign_1, sign_2."),
        "does not hold",
        *("INV-03", "A.", breaks, second_says, "does not hold"),
        *("INV-04", "A.", "No answers lead to: sign_3, sign_4.", "does not hold"),
    ]
    assert text.classes.count("broken") == 3
    assert "verdict broken" in text.classes


def test_a_page_asks_for_nothing(small: Pack) -> None:
    """It has no script and no address, and a policy that allows only its own style, by its hash."""
    page = to_page(certificate(small, [], "1", "2025-01-31", 1.0))
    assert "<script" not in page
    assert "http:" not in page
    assert "https:" not in page
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert policy
    assert style
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert policy.group(1) == f"default-src 'none'; style-src 'sha256-{digest}'"
