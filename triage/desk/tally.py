"""Which rules staff do not believe: overrides counted by reason, danger sign and direction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from triage.desk.desk import Desk
from triage.desk.override import direction_of
from triage.desk.roles import Permission, require
from triage.store import desk_rows
from triage.store.models import User


@dataclass(frozen=True)
class Counted:
    """How often staff went one way, for one reason, while one danger sign stood; `rule` is empty where none did."""

    direction: str
    reason: str
    reason_label: str
    rule: str
    rule_label: str
    times: int


@dataclass(frozen=True)
class Tally:
    """The counts, the most frequent first. One override counts once for each danger sign that stood."""

    overrides: int
    up: int
    down: int
    lines: tuple[Counted, ...]


def tally(desk: Desk, user: User, since: datetime | None = None, until: datetime | None = None) -> Tally:
    """The overrides from a moment on and before another. Raises NotAllowed."""
    require(user, Permission.SEE_TALLY)
    with desk.database.reading() as session:
        found = desk_rows.overrides_between(session, since, until)
    ways = Counter(direction_of(one) for one in found)
    counts = Counter((direction_of(one), one.reason, rule) for one in found for rule in one.rules or ("",))
    say = desk.phrases()
    labels = {one.id: say.pack_text(one.label) for one in desk.pack.desk.reasons}
    signs = {name: say.pack_text(sign.label) for name, sign in desk.pack.danger_signs.items()}
    lines = [
        Counted(way, reason, labels.get(reason, reason), rule, signs.get(rule, rule), times)
        for (way, reason, rule), times in counts.items()
    ]
    lines.sort(key=lambda line: (-line.times, line.direction, line.reason, line.rule))
    return Tally(len(found), ways["up"], ways["down"], tuple(lines))
