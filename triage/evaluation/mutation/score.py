"""How many mutants were noticed: the score, by kind of change and by file, as figures and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from triage.evaluation.mutation.judge import Fate, Verdict
from triage.evaluation.mutation.mutant import KINDS
from triage.pack.pack import Pack

MOST_ANSWERS = 6


@dataclass(frozen=True)
class Score:
    """What became of some mutants. Equivalent ones do not count."""

    killed: int
    survived: int
    equivalent: int

    @property
    def value(self) -> float:
        """The share of mutants killed among those that change something; 1 where none does."""
        counted = self.killed + self.survived
        return self.killed / counted if counted else 1.0


def score(verdicts: Iterable[Verdict]) -> Score:
    """The score of these verdicts."""
    found = Counter(verdict.fate for verdict in verdicts)
    return Score(found[Fate.KILLED], found[Fate.SURVIVED], found[Fate.EQUIVALENT])


def by(verdicts: Sequence[Verdict], key: Callable[[Verdict], str]) -> dict[str, Score]:
    """The score of each group, in the order of their names."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(key(verdict), []).append(verdict)
    return {name: score(groups[name]) for name in sorted(groups)}


def kind_of(verdict: Verdict) -> str:
    return verdict.mutant.kind


def file_of(verdict: Verdict) -> str:
    return verdict.mutant.where.path


def survivors(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The mutants that nothing noticed, in the order of files and lines."""
    alive = (verdict for verdict in verdicts if verdict.fate is Fate.SURVIVED)
    return sorted(alive, key=lambda verdict: (verdict.mutant.where, verdict.mutant.id))


def lines(pack: Pack, verdicts: Sequence[Verdict], with_proof: bool) -> Iterator[str]:
    """The survivors, the tables, and the score at the end."""
    for verdict in survivors(verdicts):
        yield f"survived  {verdict.mutant}"
        if verdict.answers is not None:
            yield f"          told apart by {_answers(pack, verdict)}"
    for heading, key in (("kind of change", kind_of), ("file", file_of)):
        yield ""
        yield from _table(heading, by(verdicts, key))
    yield ""
    yield _summary(score(verdicts), with_proof)


def _answers(pack: Pack, verdict: Verdict) -> str:
    assert verdict.answers is not None
    said = verdict.answers.document(pack)["answers"]
    words = [
        f"{name}: {' '.join(map(str, value)) if isinstance(value, list) else value}" for name, value in said.items()
    ]
    more = [f"and {len(words) - MOST_ANSWERS} more answers"] if len(words) > MOST_ANSWERS else []
    return ", ".join([*words[:MOST_ANSWERS], *more]) or "no answer at all"


def _table(heading: str, scores: dict[str, Score]) -> Iterator[str]:
    names = {name: f"{name}  ({KINDS[name]})" if name in KINDS else name for name in scores}
    longest = max((len(name) for name in (heading, *names.values())), default=0)
    yield f"{heading:{longest}}  killed  survived  equivalent  score"
    for name, one in scores.items():
        yield f"{names[name]:{longest}}  {one.killed:6}  {one.survived:8}  {one.equivalent:10}  {one.value:5.2f}"


def _summary(total: Score, with_proof: bool) -> str:
    count = total.killed + total.survived + total.equivalent
    same = f"{total.equivalent} proved to change nothing" if with_proof else "which change nothing was not proved"
    return f"{count} mutants: {total.killed} killed, {total.survived} survived, {same}. Score {total.value:.3f}."


def to_data(pack: Pack, verdicts: Sequence[Verdict], with_proof: bool) -> dict[str, Any]:
    """All of it as plain data."""
    return {
        "schema": "triage.mutation/1",
        "pack": {"id": pack.about.id, "version": pack.about.version, "sha256": pack.sha256},
        "proof": with_proof,
        **_figures(score(verdicts)),
        "kinds": {name: _figures(one) for name, one in by(verdicts, kind_of).items()},
        "files": {name: _figures(one) for name, one in by(verdicts, file_of).items()},
        "survivors": [_survivor(pack, verdict) for verdict in survivors(verdicts)],
    }


def _figures(one: Score) -> dict[str, Any]:
    figures = {"killed": one.killed, "survived": one.survived, "equivalent": one.equivalent}
    return {**figures, "score": round(one.value, 4)}


def _survivor(pack: Pack, verdict: Verdict) -> dict[str, Any]:
    mutant = verdict.mutant
    told = None if verdict.answers is None else verdict.answers.document(pack)["answers"]
    place = {"path": mutant.where.path, "line": mutant.where.line}
    return {"id": mutant.id, "kind": mutant.kind, **place, "entry": mutant.entry, "what": mutant.what, "answers": told}
