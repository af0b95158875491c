"""Rules as pictures: true to the rules, the same in words, readable without colour, and unharmed by any label."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from command import CASE, CASE_TEXT, triage

from triage.errors import UnknownId
from triage.explain.case import Case, case_of
from triage.learn.graph import (
    Graph,
    case_graph,
    cause_graph,
    flow_graph,
    rule_graph,
    to_dot,
    to_mermaid,
    to_svg,
    to_text,
    topics_of,
)
from triage.learn.graph.layout import SIZE, laid_out
from triage.learn.graph.look import GROUP_BORDER, LINE, PAPER, STATE_COLOURS
from triage.learn.graph.model import MARKS, Sheet
from triage.learn.graph.rule import rules_drawn
from triage.learn.graph.strings import STATES
from triage.pack.conditions import AnswerIs, NumberIs, leaves
from triage.pack.pack import Pack

needs_png = pytest.mark.skipif(find_spec("mermaidx") is None, reason="needs the extra `learn`")
HOSTILE = (
    '"] --> evil["x',
    '"; evil -> x; "',
    "</text><script>alert(1)</script>",
    "%%{init: {'theme': 'dark'}}%%",
    "`**bold**` $$x^2$$ #35; #quot; &lt; &amp;",
    "back\\slash \\N \\n end\nsubgraph evil",
    "1. a list",
    "style x:#fff; classDef y:#000;",
    "end",
    "\u202eright to left\u0000\x1b[31m",
    "日本語 العربية ñ ł",
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def case(pack: Pack) -> Case:
    """A case with things that hold, that are not sure, and that do not hold."""
    answers = {"unanswered": "no", "answers": {**CASE["answers"], "walking_ability": "unsure", "falls": 2}}
    return case_of(pack, answers)


@pytest.fixture(scope="module")
def graphs(pack: Pack, case: Case) -> dict[str, Graph]:
    """A picture of every sort, plain and coloured."""
    return {
        "sign": rule_graph(pack, "RF02_sudden_one_sided"),
        "sign, coloured": rule_graph(pack, "RF64_start_unknown", case),
        "pattern": rule_graph(pack, "alarming_company", case),
        "gate": rule_graph(pack, "withhold_at_urgent_levels", case),
        "base": rule_graph(pack, "base"),
        "cause": cause_graph(pack, "stroke", case),
        "flow": flow_graph(pack),
        "topic": flow_graph(pack, case, "stroke"),
        "case": case_graph(case),
        "case, whole": case_graph(case, whole=True),
    }


def hostile_graph(label: str) -> Graph:
    sheet = Sheet()
    one, two = sheet.node(("a",), label, "answer", "holds"), sheet.node(("b",), label, "urgency")
    sheet.edge(one, two, label)
    sheet.group(label, [one])
    return sheet.graph(label, label)


def contrast(some: str, other: str) -> float:
    """The contrast of two colours by WCAG."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(some), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_rule_and_cause_has_a_picture(pack: Pack) -> None:
    """Every rule, cause and topic can be drawn, with boxes that all hang together with an arrow."""
    drawn = [rule_graph(pack, name) for name in rules_drawn(pack)]
    drawn += [cause_graph(pack, name) for name in pack.causes]
    drawn += [flow_graph(pack, None, topic) for topic in topics_of(pack)]
    for graph in drawn:
        ends = {name for edge in graph.edges for name in (edge.start, edge.end)}
        assert {node.id for node in graph.nodes} == ends, graph.title


def test_a_rule_shows_each_answer_that_it_reads(pack: Pack) -> None:
    """A whole picture has a box for each test of the rule, also of those inside its patterns."""
    for name, sign in pack.danger_signs.items():
        graph = rule_graph(pack, name, whole=True)
        answers = sum(node.kind == "answer" for node in graph.nodes)
        direct = {leaf for leaf in leaves(sign.when) if isinstance(leaf, AnswerIs | NumberIs)}
        assert answers >= max(len(direct), 1)
        levels = {node.label.rpartition("(")[2].rstrip(")") for node in graph.nodes if node.kind == "urgency"}
        assert levels == {sign.urgency, sign.if_unsure}


def test_colours_tell_what_became_of_the_case(case: Case, graphs: dict[str, Graph]) -> None:
    """A coloured box holds, is not sure or does not hold as the case's own firings say."""
    graph = graphs["topic"]
    for node in graph.nodes:
        if node.kind == "danger_sign":
            rule = re.findall(r"\((\w+)\)$", node.label)[0]
            certain = case.certain.get(rule)
            assert node.state == ("no" if certain is None else "holds" if certain else "unsure")
    assert {node.state for node in graphs["sign, coloured"].nodes} >= {"holds", "no"}
    assert not {node.state for node in graphs["sign"].nodes} - {""}


def test_a_case_is_derived_from_what_fired(case: Case, graphs: dict[str, Graph]) -> None:
    """The whole derivation has every danger sign that fired; the short one counts those that it leaves out."""
    fired = {one.rule for one in case.firings if one.rule in case.pack.danger_signs}
    whole = {node.label for node in graphs["case, whole"].nodes if node.kind == "danger_sign"}
    assert {re.findall(r"\((\w+)\)$", label)[0] for label in whole} == fired
    short = sum(node.kind == "danger_sign" for node in graphs["case"].nodes)
    told = [int(node.label.split()[1]) for node in graphs["case"].nodes if "danger signs that" in node.label]
    assert short + sum(told) == len(fired)


def test_the_words_say_what_the_picture_shows(graphs: dict[str, Graph]) -> None:
    """The text has every box with its state, every arrow's words, every group, and as many steps as arrows."""
    for name, graph in graphs.items():
        text = to_text(graph)
        for node in graph.nodes:
            told = [line for line in text.splitlines() if node.label in line]
            assert told, (name, node)
            assert not node.state or any(STATES[node.state] in line for line in told), (name, node)
        for edge in graph.edges:
            assert f"({edge.label}) " in text or not edge.label
        outline = text.split("\n\n")[1] if graph.groups else text.partition("\n\n")[2]
        steps = sum(line.startswith("  ") for line in outline.splitlines())
        assert steps == len(graph.edges), name
        assert all(f"{group.label}:" in text for group in graph.groups)


def test_one_thing_left_out_is_told_as_one(pack: Pack, graphs: dict[str, Graph]) -> None:
    """What is left out is counted in words that fit the count."""
    told = to_text(graphs["case"]) + to_text(case_graph(case_of(pack, CASE)))
    counted = re.findall(r"and (\d+) more (\w+)(?: (signs?))?", told)
    assert counted
    assert [found for found in counted if (found[0] == "1") == (found[2] or found[1]).endswith("s")] == []


def test_an_svg_carries_its_words(graphs: dict[str, Graph]) -> None:
    """An SVG is well formed, names its title and description, and the description is the text alternative."""
    for graph in graphs.values():
        root = ET.fromstring(to_svg(graph))
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert desc is not None
        assert (title.text, desc.text) == (graph.title, to_text(graph))
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        drawn = "".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
        assert all(line in drawn for node in graph.nodes for line in node.lines)


def test_boxes_do_not_cover_each_other(graphs: dict[str, Graph]) -> None:
    """No two boxes of a picture overlap, every box is inside of the sheet, and its words fit into it."""
    for name, graph in graphs.items():
        layout = laid_out(graph)
        boxes = [box for box in layout.boxes if box.node is not None]
        for number, one in enumerate(boxes):
            assert one.x >= 0
            assert one.y >= 0
            assert one.x + one.width <= layout.width
            assert one.y + one.height <= layout.height
            for other in boxes[number + 1 :]:
                apart = one.x + one.width <= other.x or other.x + other.width <= one.x
                apart = apart or one.y + one.height <= other.y or other.y + other.height <= one.y
                assert apart, (name, one.node, other.node)


def test_pictures_can_be_read_on_a4(graphs: dict[str, Graph]) -> None:
    """On a sheet of A4, turned as it fits best, letters are at least 4.5 points high in the usual pictures."""
    usual = [graphs[name] for name in ("sign", "sign, coloured", "cause", "flow", "topic", "case")]
    for graph in usual:
        layout = laid_out(graph)
        fits = max(min(wide / layout.width, high / layout.height) for wide, high in ((190, 277), (277, 190)))
        points = SIZE * fits * 72 / 25.4
        assert points >= 4.5, (graph.title, points)


def test_colour_is_never_the_only_sign() -> None:
    """Each state has a mark and a border of its own, and all contrasts are those of WCAG."""
    assert len(set(MARKS.values())) == len(MARKS)
    assert len({(look.width, look.dash) for look in STATE_COLOURS.values()}) == len(STATE_COLOURS)
    for look in STATE_COLOURS.values():
        assert contrast(look.text, look.fill) >= 7
        assert contrast(look.border, PAPER) >= 3
    assert contrast(LINE, PAPER) >= 3
    assert contrast(GROUP_BORDER, PAPER) >= 3


@pytest.mark.parametrize("label", HOSTILE)
def test_no_label_is_read_as_anything_else(label: str) -> None:
    """Whatever a label says, DOT, Mermaid and SVG have the same boxes and arrows, and the label as plain text."""
    graph = hostile_graph(label)
    mermaid, dot = to_mermaid(graph), to_dot(graph)
    bare = re.sub(r'"[^"]*"', '""', mermaid)
    assert bare == re.sub(r'"[^"]*"', '""', to_mermaid(hostile_graph("plain")))
    inside = "".join(re.findall(r'"([^"]*)"', mermaid))
    assert not re.search(r"[%{}`$<>&\\\[\]|]", inside.replace("<br/>", ""))
    strings = re.compile(r'"(?:[^"\\]|\\.)*"')
    assert strings.sub('""', dot) == strings.sub('""', to_dot(hostile_graph("plain")))
    root = ET.fromstring(to_svg(graph))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "rect", "path", "text", "circle"
    }  # fmt: skip


def test_labels_in_a_pack_go_through(pack: Pack) -> None:
    """A hostile label of a danger sign comes through all formats as text."""
    sign = pack.danger_signs["RF02_sudden_one_sided"]
    changed = replace(pack, danger_signs={**pack.danger_signs, sign.id: replace(sign, label='A "] --> <b>\n%%{init')})
    graph = rule_graph(changed, sign.id)
    assert 'A "] --> <b>' in to_text(graph)
    assert "--> <b>" not in to_mermaid(graph)
    ET.fromstring(to_svg(graph))


def test_what_is_not_there_has_no_picture(pack: Pack) -> None:
    """An unknown rule, cause or topic is refused, with the nearest known one."""
    with pytest.raises(UnknownId, match="RF02_sudden_one_sided"):
        rule_graph(pack, "RF02_sudden_one_side")
    with pytest.raises(UnknownId, match="stroke"):
        cause_graph(pack, "strok")
    with pytest.raises(UnknownId, match="stroke"):
        flow_graph(pack, None, "stroek")


def test_the_command_draws_and_tells(tmp_path: Path) -> None:
    """`triage learn graph` writes each format by the name of the file, and the words with --text."""
    case = tmp_path / "case.json"
    case.write_text(CASE_TEXT, encoding="utf-8")
    for name, begins in (("a.svg", "<svg"), ("a.dot", "digraph"), ("a.mmd", "flowchart")):
        ended = triage("learn", "graph", "case", case, "--out", tmp_path / name)
        assert (ended.code, ended.out) == (0, ""), ended.err
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    told = triage("learn", "graph", "flow", "--topic", "stroke", "--case", case, "--text")
    assert told.out.startswith("The danger signs of the topic stroke\n")
    assert triage("learn", "graph", "rule", "base").out.startswith("flowchart LR\n")
    assert triage("learn", "graph", "cause", "stroke", "--format", "dot").out.startswith("digraph")


def test_wrong_use_of_the_command_is_told_in_a_line() -> None:
    """A missing name, a name too many, an unknown id, a PNG without a file and a PDF end with 2 and one line."""
    pdf = ("flow", "--out", "flow.pdf")
    for words in (("rule",), ("flow", "stroke"), ("rule", "nothing"), ("flow", "--format", "png"), pdf):
        ended = triage("learn", "graph", *words)
        assert (ended.code, ended.out, len(ended.lines)) == (2, "", 1), ended


@pytest.mark.learn
@needs_png
def test_a_png_is_drawn_offline(tmp_path: Path) -> None:
    """A PNG has the size of the drawing times two."""
    out = tmp_path / "rule.png"
    assert triage("learn", "graph", "rule", "RF02_sudden_one_sided", "--out", out).code == 0
    raw = out.read_bytes()
    assert raw.startswith(b"\x89PNG")
    assert int.from_bytes(raw[16:20], "big") > 1000
