"""A table of results as one HTML page with pictures: no script, nothing fetched, every picture with its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

from triage import __version__
from triage.batch import report_parts as parts
from triage.batch.compare_text import SHORT
from triage.batch.report_tally import Tally
from triage.pack.scales import Urgency
from triage.pack.wording import Wording
from triage.report.markup import Markup, document, join, paragraph, section, tag

STYLES = (("triage.report", "page.css"), ("triage.report", "figures.css"), ("triage.batch", "report.css"))


def to_page(tally: Tally) -> str:
    """One self-contained page."""
    style = "".join(files(package).joinpath(name).read_text(encoding="utf-8") for package, name in STYLES)
    return document(f"Results of {tally.name}", style, _main(tally), _footer(tally))


def _main(tally: Tally) -> Iterator[Markup]:
    yield _opening(tally)
    yield section("Urgency", "urgency", *parts.urgency(tally))
    if tally.periods is not None:
        yield section("Urgency over time", "time", *parts.over_time(tally.periods))
    yield section("Rules that fired", "rules", *parts.rules(tally))
    yield section("Possible causes", "causes", *parts.causes(tally))
    yield section("Urgent only because something is not known", "suspects", *parts.suspects(tally))
    yield section("Not sure, question by question", "unsure", *parts.not_sure(tally))
    yield section("How good the data are", "data", *parts.quality(tally))


def _opening(tally: Tally) -> Markup:
    suspects = tally.suspects.levels.total()
    shares = "; ".join(_levels(tally, parts.LEVELS))
    words = [
        tag("h1", f"What the rules say of {tally.name}"),
        paragraph(f"{tally.rows:,} rows were assessed and {tally.rejected:,} rejected. Of all assessed: {shares}."),
        paragraph(
            tag("strong", "Perhaps too urgent: "),
            f"{parts.of(suspects, tally.rows)} are urgent only because of answers that are not known.",
        ),
    ]
    return tag("div", join(words), class_="now")


def _levels(tally: Tally, levels: Sequence[Urgency]) -> Iterator[str]:
    for level in levels:
        yield f"{SHORT[level]} {parts.share(tally.levels[level], tally.rows)}"


def _footer(tally: Tally) -> Iterator[Markup]:
    pack, meant = tally.pack, tally.metadata.get("unanswered")
    say = Wording(pack.countries[pack.about.default_country])
    yield tag("h2", "About this page", id="about")
    yield paragraph(
        "It counts what the rules say of these rows. It says nothing of whether that was right, and the rows are not "
        "necessarily those of all people who were there."
    )
    silent = "was not there" if meant == "no" else "counts as not sure"
    yield paragraph(f"What a row did not mention {silent}, if the row itself did not say otherwise.")
    yield paragraph(say(pack.review.statement))
    yield paragraph(f"Rules {pack.about.id} {pack.about.version} ({pack.sha256[:12]}), program triage {__version__}.")
