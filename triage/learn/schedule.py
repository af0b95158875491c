"""When to ask again about a rule: spaced repetition (FSRS) on the rules that a learner has missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from triage.learn.progress import Card, Progress
from triage.learn.record import Record
from triage.pack.pack import Pack

if TYPE_CHECKING:
    from fsrs import Scheduler


def is_available() -> bool:
    """Whether the library for this (the extra `learn`) is installed."""
    try:
        import fsrs  # noqa: F401
    except ImportError:
        return False
    return True


def reviewed(cards: Sequence[Card], rule: str, is_right: bool, now: datetime) -> tuple[Card, ...]:
    """The cards after an answer about a rule; a rule without a card gets one."""
    import fsrs

    known = {card.rule: card for card in cards}
    before = fsrs.Card.from_dict(cast(Any, known[rule].state)) if rule in known else fsrs.Card(card_id=0, due=now)
    rating = fsrs.Rating.Good if is_right else fsrs.Rating.Again
    after, _ = _scheduler().review_card(before, rating, now)
    return tuple({**known, rule: Card(rule=rule, state=dict(after.to_dict()))}.values())


def after_case(progress: Progress, record: Record, now: datetime) -> Progress:
    """The progress with one more case: what was missed comes up soon, what was seen again later.

    Only rules that were missed at some time have a card.
    """
    cards = progress.cards
    for rule in record.missed:
        cards = reviewed(cards, rule, False, now)
    if record.rule in {card.rule for card in cards} and record.rule not in record.missed:
        cards = reviewed(cards, record.rule, record.said is record.level, now)
    return replace(progress.done(record), cards=cards)


def due(pack: Pack, cards: Sequence[Card], now: datetime) -> tuple[str, ...]:
    """The rules to ask about now, the longest due first."""
    waiting = [(_due_at(card), card.rule) for card in cards if card.rule in {*pack.danger_signs, pack.base.id}]
    return tuple(rule for at, rule in sorted(waiting) if at <= now)


def next_due(cards: Sequence[Card]) -> datetime | None:
    """When the next rule comes up; None without any card."""
    return min(map(_due_at, cards), default=None)


def _due_at(card: Card) -> datetime:
    return datetime.fromisoformat(card.state["due"]).astimezone(UTC)


def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)
