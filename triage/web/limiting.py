"""How often somebody may try what can be guessed, and ask for what costs."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


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


class Rate:
    """Requests of one kind, counted by where they come from, in the memory of this server."""

    def __init__(self, name: str, each_minute: int) -> None:
        self._name = name
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._each: RateLimitItem = RateLimitItemPerMinute(each_minute)

    def may(self, who: str) -> bool:
        """Counts one more; False when that is too many."""
        return self._limiter.hit(self._each, self._name, who)

    def seconds_to_wait(self, who: str) -> int:
        reset = self._limiter.get_window_stats(self._each, self._name, who).reset_time
        return max(1, math.ceil(reset - time.time()))


CODES = Tries("codes", each=10, all_=300, minutes=15)
