"""Checks of the sources: what was read can be looked up, and a statement names each of its sources once."""

from __future__ import annotations

from collections.abc import Iterator

from triage.errors import Problem
from triage.pack.knowledge import sources_of
from triage.pack.pack import Pack


def sources_without_address(pack: Pack) -> Iterator[Problem]:
    """L301: a source that was read says where, unless it is the article that the pack is about."""
    for source in pack.sources.values():
        if source.read == "mirror" and not source.url:
            message = f"source '{source.id}' was read on a mirror, but has no address"
            yield Problem(source.where, "L301", message, "Add its 'url', or say 'read: general_knowledge'.")
        elif source.url and not source.url.startswith(("https://", "http://")):
            yield Problem(
                source.where, "L301", f"source '{source.id}' has no web address as its 'url'", "Write https://..."
            )


def sources_named_twice(pack: Pack) -> Iterator[Problem]:
    """L302: no statement names a source twice."""
    for entry in pack.entries():
        for names in sources_of(entry):
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield Problem(entry.where, "L302", f"'{entry.id}' names the source '{name}' twice", "Name it once.")
