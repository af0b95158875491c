"""How often somebody may try what can be guessed."""

from __future__ import annotations

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter


class Tries:
    """Failures counted by where they come from, and all together, in the memory of this server."""

    def __init__(self, name: str, each: int, all_: int, minutes: int) -> None:
        self.minutes = minutes
        self._name = name
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._each: RateLimitItem = RateLimitItemPerMinute(each, minutes)
        self._all: RateLimitItem = RateLimitItemPerMinute(all_, minutes)

    def may_try(self, who: str) -> bool:
        return self._limiter.test(self._each, self._name, who) and self._limiter.test(self._all, self._name)

    def failed(self, who: str) -> None:
        self._limiter.hit(self._each, self._name, who)
        self._limiter.hit(self._all, self._name)

    def forget(self) -> None:
        self._limiter.storage.reset()


CODES = Tries("codes", each=10, all_=300, minutes=15)
