"""`triage batch report`: from a file of results, and perhaps the table they come from, to one page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from triage.batch.answer_counts import count_answers
from triage.batch.answer_tables import answer_frames
from triage.batch.decoding import read_metadata, scan_results
from triage.batch.mapping import Renaming
from triage.batch.outputs import rejects_of
from triage.batch.plan import Means
from triage.batch.report_page import to_page
from triage.batch.report_tally import tally
from triage.errors import InputError
from triage.pack.pack import Pack


@dataclass(frozen=True)
class Sources:
    """What a page is made from: the results, the column of dates, and the table of answers they were made from."""

    results: Path
    date: str | None = None
    answers: str | None = None
    renaming: Renaming = field(default_factory=Renaming)


def page_of(pack: Pack, sources: Sources) -> str:
    """The page of a file of results. Raises InputError, in words, for anything that is none."""
    metadata = read_metadata(sources.results)
    if "only" in metadata:
        held = ", ".join(metadata["only"])
        raise InputError(f"{sources.results}: holds only {held}; a page needs a result that was made without --only")
    counts = None
    if sources.answers is not None:
        means: Means = "no" if metadata.get("unanswered") == "no" else "unsure"
        counts = count_answers(pack, answer_frames(pack, sources.answers, sources.renaming), means)
    frame = scan_results(sources.results)
    rejects = rejects_of(sources.results)
    return to_page(tally(pack, frame, metadata, sources.results.name, sources.date, rejects, counts))
