"""A check of the sign-offs: a number that was signed must not go on with other content."""

from __future__ import annotations

from collections.abc import Iterator

from triage.errors import Problem
from triage.pack.pack import Pack


def signed_versions_are_not_changed(pack: Pack) -> Iterator[Problem]:
    """L801: what was changed since a sign-off has a version of its own. Sign-offs of older versions may stay."""
    for one in pack.sign_offs.values():
        if one.version == pack.about.version and one.sha256 != pack.sha256:
            message = f"version {one.version} was signed off by {one.name}, and its content has changed since"
            hint = "Raise 'version' in knowledge/pack.yaml: results of the two must be told apart."
            yield Problem(one.where, "L801", message, hint)
