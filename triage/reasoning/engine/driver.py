"""durable_rules, driven directly: the only importer of `durable_rules_engine`.

Only the part of it is used that was measured to be dependable: conjunctions of literal tests, facts that are never
retracted, one session at a time, deleted only after a rule has fired in it. There is no Host and there are no threads.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, cast

from triage.errors import EngineFault, EngineUnavailable
from triage.reasoning.engine.encoding import SESSION, START, Encoding, start_message
from triage.reasoning.engine.productions import Fact, Production


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
        self.numbers: Mapping[Fact, int] = encoding.numbers
        self._start, self._sheets = start_message(), encoding.sheets
        self._conclusions = {
            one.name: text for one in productions if (text := encoding.conclusion(one.concludes)) is not None
        }
        self._lock = threading.Lock()
        self._fault: str | None = None
        try:
            self._ruleset = self._extension.create_ruleset("triage", encoding.ruleset())
        except Exception as error:
            raise EngineFault(f"durable_rules refused the rules: {error}") from error
        self._release = weakref.finalize(self, self._extension.delete_ruleset, self._ruleset)
        self._release.atexit = False  # the end of the process frees it quicker

    def run(self, facts: int) -> tuple[str, ...]:
        """The names of the productions that fire, in order; of each fact that is so, the bit of its number is set."""
        sheets = self._sheets(facts)
        if not sheets:
            return ()
        with self._lock:
            if self._fault is not None:
                raise EngineFault(self._fault)
            try:
                return self._evaluate(f"[{','.join((self._start, *sheets))}]")
            except BaseException as error:
                # Ctrl-C counts too: the session is still there, and the next evaluation would see its facts.
                self._fault = f"durable_rules failed and is not used again: {str(error) or type(error).__name__}"
                self._release.detach()
                if isinstance(error, Exception):
                    raise EngineFault(self._fault) from error
                raise

    def _evaluate(self, messages: str) -> tuple[str, ...]:
        session = self._assert(self._extension.assert_facts, messages)
        fired = list(self._fire(session))
        # A session in which no rule has fired cannot be deleted: hence the sentinel, which comes first.
        if fired[:1] != [START]:
            raise EngineFault("the sentinel did not fire")
        self._extension.delete_state(self._ruleset, SESSION)
        return tuple(fired[1:])

    def _fire(self, session: int) -> Iterator[str]:
        """Lets everything fire that can, each production once; what several conclude is asserted once."""
        done: set[str] = set()
        started = self._extension.start_action_for_state(self._ruleset, session)
        message = None if started is None else started[1]
        while message is not None:
            name = message[2 : message.index('"', 2)]  # {"name": ...
            if name in done:
                raise EngineFault(f"'{name}' fired twice")
            done.add(name)
            yield name
            conclusion = self._conclusions.get(name)
            if conclusion is not None and conclusion not in done:
                done.add(conclusion)
                self._assert(self._extension.assert_fact, conclusion)
            message = self._extension.complete_and_start_action(self._ruleset, session)

    def _assert(self, call: Callable[[int, str], tuple[int, int]], text: str) -> int:
        code, session = call(self._ruleset, text)
        if code != 0:
            raise EngineFault(f"a fact was refused with code {code}")
        return session
