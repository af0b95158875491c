"""The peers that answer for one person: each is given the rules once, and then a flat row at a time.

A peer says which rules hold certainly, and which only because of an answer that is not known. One that can tell what a
rule stood on is asked to: `traces` says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from peer_rules import Both, Either, Expression, Flag, FlatRule, Number, Row, Within

Fired = set[tuple[str, bool]]
Peer = Callable[[Row], Fired]


def _paired(certain: Iterable[str], possible: Iterable[str]) -> Fired:
    sure = set(certain)
    return {(rule, True) for rule in sure} | {(rule, False) for rule in possible if rule not in sure}


# -------------------------------------------------------------------------------------------------- hand-written Python


def python_source(rules: list[FlatRule]) -> str:
    """A plain function of the rules, as somebody would write it who knows them all."""
    lines = ["def fired(a):", "    found = set()"]
    for rule in rules:
        lines += [f"    if {_python(rule.certain)}:", f"        found.add(({rule.id!r}, True))"]
        lines += [f"    elif {_python(rule.possible)}:", f"        found.add(({rule.id!r}, False))"]
    return "\n".join([*lines, "    return found"])


def _python(what: Expression) -> str:
    match what:
        case Within(column, words):
            return f"a[{column!r}] == {words[0]!r}" if len(words) == 1 else f"a[{column!r}] in {words!r}"
        case Flag(column):
            return f"a[{column!r}]"
        case Number(column, least, below):
            return f"{least or 0} <= a[{column!r}]" + (f" < {below}" if below is not None else "")
        case Both(parts):
            return f"({' and '.join(map(_python, parts))})"
        case Either(parts):
            return f"({' or '.join(map(_python, parts))})"


def hand_written(rules: list[FlatRule]) -> Peer:
    names: dict[str, Any] = {}
    exec(python_source(rules), names)
    return names["fired"]


# ----------------------------------------------------------------------------------------------------------- zen-engine


def zen_text(what: Expression) -> str:
    match what:
        case Within(column, words):
            return f"{column} in {json.dumps(list(words))}"
        case Flag(column):
            return column
        case Number(column, least, below):
            return f"{column} >= {least or 0}" + (f" and {column} < {below}" if below is not None else "")
        case Both(parts):
            return " and ".join(f"({zen_text(part)})" for part in parts)
        case Either(parts):
            return " or ".join(f"({zen_text(part)})" for part in parts)


def zen_graph(rules: list[FlatRule]) -> str:
    """A decision of one node with two expressions for each rule."""
    rows = [
        {"id": f"{reading}{number}", "key": f"{reading}{number}", "value": zen_text(what)}
        for number, rule in enumerate(rules)
        for reading, what in (("c", rule.certain), ("p", rule.possible))
    ]
    kinds = (("in", "inputNode", {}), ("rules", "expressionNode", {"expressions": rows}), ("out", "outputNode", {}))
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": name, "name": name, "type": kind, "position": place, "content": content} for name, kind, content in kinds
    ]
    edges = [
        {"id": f"{start}-{end}", "type": "edge", "sourceId": start, "targetId": end}
        for start, end in (("in", "rules"), ("rules", "out"))
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def zen_engine(rules: list[FlatRule], trace: bool = True) -> Peer:
    import zen

    decision = zen.ZenEngine().create_decision(zen_graph(rules))
    options = {"trace": trace}
    ids = [(f"c{number}", f"p{number}", rule.id) for number, rule in enumerate(rules)]

    def fired(row: Row) -> Fired:
        result = decision.evaluate(row, options)["result"]
        return {(rule, result[certain]) for certain, possible, rule in ids if result[possible]}

    return fired


# ---------------------------------------------------------------------------------------------------------------- CLIPS


def clips_text(what: Expression, serial: list[int]) -> str:
    match what:
        case Within(column, words):
            return f"(word (of {column}) (is {'|'.join(words)}))"
        case Flag(column):
            return f"(word (of {column}) (is true))"
        case Number(column, least, below):
            serial[0] += 1
            bound = f"?n{serial[0]}&:(>= ?n{serial[0]} {least or 0})"
            return f"(number (of {column}) (is {bound}{f'&:(< ?n{serial[0]} {below})' if below is not None else ''}))"
        case Both(parts):
            return f"(and {' '.join(clips_text(part, serial) for part in parts)})"
        case Either(parts):
            return f"(or {' '.join(clips_text(part, serial) for part in parts)})"


def clips(rules: list[FlatRule]) -> Peer:
    """Facts for what is true; a rule fires once for each way in which it holds, and the trace names the facts."""
    import clips as clipspy

    class Heard(clipspy.Router):
        """Keeps what CLIPS says of each firing."""

        def __init__(self) -> None:
            super().__init__("heard", 40)
            self.text: list[str] = []

        def query(self, name: str) -> bool:
            return name == "stdout"

        def write(self, _name: str, message: str) -> None:
            self.text.append(message)

    environment = clipspy.Environment()
    environment.build("(deftemplate word (slot of) (slot is))")
    environment.build("(deftemplate number (slot of) (slot is))")
    environment.build("(deftemplate holds (slot rule) (slot how))")
    for rule in rules:
        for how, what in (("certain", rule.certain), ("possible", rule.possible)):
            text = clips_text(what, [0])
            environment.build(f"(defrule {how}_{rule.id} {text} => (assert (holds (rule {rule.id}) (how {how}))))")
    for each in environment.rules():
        each.watch_firings = True
    heard = Heard()
    environment.add_router(heard)
    words, numbers = (environment.find_template(name) for name in ("word", "number"))
    symbol = clipspy.Symbol
    kept: dict[str, Any] = {}

    def sym(text: str) -> Any:
        return kept.setdefault(text, symbol(text))

    def fired(row: Row) -> Fired:
        environment.reset()
        heard.text.clear()
        for column, value in row.items():
            if value is True:
                words.assert_fact(of=sym(column), **{"is": sym("true")})
            elif isinstance(value, str):
                words.assert_fact(of=sym(column), **{"is": sym(value)})
            elif value is not False and value >= 0:
                numbers.assert_fact(of=sym(column), **{"is": value})
        environment.run()
        held = [(str(fact["rule"]), str(fact["how"])) for fact in environment.find_template("holds").facts()]
        said = "".join(heard.text)
        if len(held) > said.count("FIRE"):
            raise RuntimeError("the trace of CLIPS is not whole")
        return _paired((n for n, how in held if how == "certain"), (n for n, how in held if how == "possible"))

    return fired


# ----------------------------------------------------------------------------------------------------------- JSON logic


def json_logic_tree(what: Expression) -> Any:
    match what:
        case Within(column, words):
            return {"in": [{"var": column}, list(words)]}
        case Flag(column):
            return {"==": [{"var": column}, True]}
        case Number(column, least, below):
            tests = [{">=": [{"var": column}, least or 0]}]
            return {"and": tests + ([{"<": [{"var": column}, below]}] if below is not None else [])}
        case Both(parts):
            return {"and": [json_logic_tree(part) for part in parts]}
        case Either(parts):
            return {"or": [json_logic_tree(part) for part in parts]}


def json_logic_python(rules: list[FlatRule]) -> Peer:
    from json_logic import jsonLogic

    trees = [(rule.id, json_logic_tree(rule.certain), json_logic_tree(rule.possible)) for rule in rules]

    def fired(row: Row) -> Fired:
        return {
            (rule, is_sure)
            for rule, certain, possible in trees
            if (is_sure := bool(jsonLogic(certain, row))) or jsonLogic(possible, row)
        }

    return fired


def json_logic_rust(rules: list[FlatRule]) -> Peer:
    from datalogic_py import DataHandle, Engine

    engine = Engine()
    compiled = [
        (rule.id, *(engine.compile(json.dumps(json_logic_tree(what))) for what in (rule.certain, rule.possible)))
        for rule in rules
    ]

    def fired(row: Row) -> Fired:
        data = DataHandle(json.dumps(row))
        found = set()
        for rule, certain, possible in compiled:
            if certain.evaluate_data(data):
                found.add((rule, True))
            elif possible.evaluate_data(data):
                found.add((rule, False))
        return found

    return fired


# ------------------------------------------------------------------------------------------------- other rule languages


def rule_engine(rules: list[FlatRule]) -> Peer:
    import rule_engine as library

    compiled = [
        (rule.id, library.Rule(zen_text(rule.certain)), library.Rule(zen_text(rule.possible))) for rule in rules
    ]

    def fired(row: Row) -> Fired:
        return {
            (rule, is_sure)
            for rule, certain, possible in compiled
            if (is_sure := certain.matches(row)) or possible.matches(row)
        }

    return fired


def _business(what: Expression) -> dict[str, Any]:
    def one(column: str, operator: str, value: Any) -> dict[str, Any]:
        return {"name": column, "operator": operator, "value": value}

    match what:
        case Within(column, words):
            return {"any": [one(column, "equal_to", word) for word in words]}
        case Flag(column):
            return one(column, "is_true", True)
        case Number(column, least, below):
            upper = [one(column, "less_than", below)] if below is not None else []
            return {"all": [one(column, "greater_than_or_equal_to", least or 0), *upper]}
        case Both(parts):
            return {"all": [_business(part) for part in parts]}
        case Either(parts):
            return {"any": [_business(part) for part in parts]}


def business_rules(rules: list[FlatRule], sample: Row) -> Peer:
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_TEXT
    from business_rules.variables import (
        BaseVariables,
        boolean_rule_variable,
        numeric_rule_variable,
        string_rule_variable,
    )

    def variable(column: str, value: Any) -> Any:
        def read(self: Any) -> Any:
            return self.row[column]

        read.__name__ = column
        kind = boolean_rule_variable if isinstance(value, bool) else numeric_rule_variable
        return (string_rule_variable if isinstance(value, str) else kind)(read)

    variables = type("Variables", (BaseVariables,), {name: variable(name, value) for name, value in sample.items()})

    class Actions(BaseActions):  # type: ignore[misc]  # untyped library
        def __init__(self) -> None:
            self.found: list[tuple[str, str]] = []

        @rule_action(params={"rule": FIELD_TEXT, "how": FIELD_TEXT})  # type: ignore[misc]  # untyped library
        def holds(self, rule: str, how: str) -> None:
            self.found.append((rule, how))

    written = [
        {"conditions": _business(what), "actions": [{"name": "holds", "params": {"rule": rule.id, "how": how}}]}
        for rule in rules
        for how, what in (("certain", rule.certain), ("possible", rule.possible))
    ]

    def fired(row: Row) -> Fired:
        given, actions = variables(), Actions()
        given.row = row
        run_all(written, given, actions)
        held = actions.found
        return _paired((n for n, how in held if how == "certain"), (n for n, how in held if how == "possible"))

    return fired


def experta(rules: list[FlatRule]) -> Peer:
    """It has not been kept up: it asks for names that Python 3.10 took away."""
    import collections

    for name in ("Mapping", "MutableMapping", "Sequence", "Iterable", "Callable"):
        setattr(collections, name, getattr(collections.abc, name))
    from experta import AND, OR, Fact, KnowledgeEngine, P
    from experta import Rule as ExpertaRule

    class Answer(Fact):  # type: ignore[misc]  # untyped library
        pass

    def pattern(what: Expression) -> Any:
        match what:
            case Within(column, words):
                return Answer(**{_single(column): P(lambda value, words=words: value in words)})
            case Flag(column):
                return Answer(**{_single(column): True})
            case Number(column, least, below):
                return Answer(**{_single(column): P(lambda n: n >= (least or 0) and (below is None or n < below))})
            case Both(parts):
                return AND(*map(pattern, parts))
            case Either(parts):
                return OR(*map(pattern, parts))

    def action(rule: str, how: str) -> Any:
        def fire(self: Any) -> None:
            self.held.add((rule, how))

        fire.__name__ = f"{how}_{rule}"
        return fire

    body = {
        f"{how}_{rule.id}": ExpertaRule(pattern(what))(action(rule.id, how))
        for rule in rules
        for how, what in (("certain", rule.certain), ("possible", rule.possible))
    }
    engine = type("Engine", (KnowledgeEngine,), body)()

    def fired(row: Row) -> Fired:
        engine.held = set()
        engine.reset()
        engine.declare(Answer(**{_single(column): value for column, value in row.items()}))
        engine.run()
        held = engine.held
        return _paired((n for n, how in held if how == "certain"), (n for n, how in held if how == "possible"))

    return fired


def _single(column: str) -> str:
    """It takes no name with two underscores together."""
    return column.replace("__", "_is_")
