"""durable_rules, driven directly: the only importer of `durable_rules_engine`.

Only the part of it is used that was measured to be dependable: conjunctions of literal tests, facts that are never
retracted, one session at a time, deleted only after a rule has fired in it. There is no Host and there are no threads.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, cast

from triage.errors import EngineFault, EngineUnavailable
from triage.reasoning.engine.encoding import SESSION, START, Encoding, fact_text
from triage.reasoning.engine.productions import Fact, Holds, Is, Number, Production


class Extension(Protocol):
    """The part of the C extension that is used. Rules and facts are JSON; asserting answers (0 if well, session)."""

    def create_ruleset(self, name: str, rules: str, /) -> int: ...
    def delete_ruleset(self, ruleset: int, /) -> None: ...
    def assert_fact(self, ruleset: int, fact: str, /) -> tuple[int, int]: ...
    def assert_facts(self, ruleset: int, facts: str, /) -> tuple[int, int]: ...
    def start_action_for_state(self, ruleset: int, session: int, /) -> tuple[str, str] | None: ...
    def complete_and_start_action(self, ruleset: int, session: int, /) -> str | None: ...
    def delete_state(self, ruleset: int, session: str, /) -> None: ...


def load_extension() -> Extension:
    """The C extension. Raises EngineUnavailable, saying what is missing and how to get it."""
    try:
        import durable_rules_engine
    except ImportError as error:
        raise EngineUnavailable(
            f"durable_rules cannot be loaded ({error}): install a C compiler and Python's header files, then run "
            "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject "
            "pip install --force-reinstall --no-cache-dir durable-rules==2.0.28"
        ) from error
    return cast(Extension, durable_rules_engine)


class Driver:
    """Productions held by durable_rules. One evaluation at a time; after the first failure there are no more."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self._extension = load_extension()
        encoding = Encoding(productions)
        problems = list(encoding.limits())
        if problems:
            raise EngineFault(f"durable_rules cannot hold these rules: {'; '.join(problems)}")
        self._texts = {test: fact_text(test) for test in encoding.uses if isinstance(test, Is)}
        self._ranges = encoding.ranges()
        self._conclusions = {
            one.name: fact_text(encoding.conclusion(one.concludes))
            for one in productions
            if one.concludes is not None and Holds(one.concludes) in encoding.uses
        }
        self._lock = threading.Lock()
        self._fault: str | None = None
        try:
            self._ruleset = self._extension.create_ruleset("triage", encoding.ruleset())
        except Exception as error:
            raise EngineFault(f"durable_rules refused the rules: {error}") from error
        self._release = weakref.finalize(self, self._extension.delete_ruleset, self._ruleset)
        self._release.atexit = False  # the end of the process frees it quicker

    def run(self, *batches: Iterable[Fact]) -> tuple[tuple[str, ...], ...]:
        """The names of the productions that fire, in order, after each batch of facts; earlier facts stay.

        Facts that no production tests are left out, because durable_rules refuses them.
        """
        texts = self._texts_of(batches)
        with self._lock:
            if self._fault is not None:
                raise EngineFault(self._fault)
            try:
                return self._evaluate(texts)
            except BaseException as error:
                # Ctrl-C counts too: the session is still there, and the next evaluation would see its facts.
                self._fault = f"durable_rules failed and is not used again: {str(error) or type(error).__name__}"
                self._release.detach()
                if isinstance(error, Exception):
                    raise EngineFault(self._fault) from error
                raise

    def _texts_of(self, batches: Iterable[Iterable[Fact]]) -> list[str]:
        """Each batch as a JSON list, sorted; a fact that was in an earlier batch is not repeated."""
        seen: set[Fact] = set()
        numbers: set[str] = set()
        result = []
        for batch in batches:
            texts = []
            for fact in batch:
                if fact in seen:
                    continue
                seen.add(fact)
                if isinstance(fact, Number):
                    if fact.about in numbers:
                        raise ValueError(f"there are two numbers for '{fact.about}'")
                    numbers.add(fact.about)
                text = self._text(fact)
                if text is not None:
                    texts.append(text)
            result.append(f"[{','.join(sorted(texts))}]" if texts else "")
        return result

    def _text(self, fact: Fact) -> str | None:
        """The fact in JSON, if any production tests it."""
        if isinstance(fact, Is):
            return self._texts.get(fact)
        is_tested = any(within.includes(fact.number) for within in self._ranges.get(fact.about, ()))
        return fact_text(fact) if is_tested else None

    def _evaluate(self, batches: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        done: set[str] = set()
        session = self._assert(self._extension.assert_fact, fact_text(START))
        # A session in which no rule has fired cannot be deleted: hence the sentinel, alone and first.
        if self._fire(session, done) != (START.about,):
            raise EngineFault("the sentinel did not fire")
        fired = []
        for batch in batches:
            if batch:
                self._assert(self._extension.assert_facts, batch)
            fired.append(self._fire(session, done) if batch else ())
        self._extension.delete_state(self._ruleset, SESSION)
        return tuple(fired)

    def _fire(self, session: int, done: set[str]) -> tuple[str, ...]:
        """Lets everything fire that can. What fires and what is concluded goes into `done`, so that neither repeats."""
        fired = []
        started = self._extension.start_action_for_state(self._ruleset, session)
        message = None if started is None else started[1]
        while message is not None:
            name = message[2 : message.index('"', 2)]  # {"name": ...
            if name in done:
                raise EngineFault(f"'{name}' fired twice")
            done.add(name)
            fired.append(name)
            conclusion = self._conclusions.get(name)
            if conclusion is not None and conclusion not in done:
                done.add(conclusion)
                self._assert(self._extension.assert_fact, conclusion)
            message = self._extension.complete_and_start_action(self._ruleset, session)
        return tuple(fired)

    def _assert(self, call: Callable[[int, str], tuple[int, int]], text: str) -> int:
        code, session = call(self._ruleset, text)
        if code != 0:
            raise EngineFault(f"a fact was refused with code {code}")
        return session
