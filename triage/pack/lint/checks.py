"""The table of checks, and the run over all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib.resources.abc import Traversable

from triage.errors import Location, Problem
from triage.pack.content import read_pack
from triage.pack.lint import changes, coverage, firing, languages, sign_offs, sources, words
from triage.pack.pack import Pack

Check = Callable[[Pack], Iterable[Problem]]

# These look at single texts and entries, so they work on a pack whose parts do not know each other yet.
TEXT_CHECKS: tuple[Check, ...] = (
    words.copied_sentences,
    words.hard_words,
    words.unknown_places,
    words.broken_braces,
    words.services_by_name,
    words.long_texts,
    words.one_person_only,
    sources.sources_without_address,
    sources.sources_named_twice,
    languages.languages_are_in_order,
    languages.translations_are_of_texts,
    languages.translations_say_the_same,
)
RULE_CHECKS: tuple[Check, ...] = (
    firing.never_holds,
    firing.swallowed_signs,
    firing.swallowed_gates,
    firing.same_twice,
    firing.useless_exceptions,
    coverage.unused_questions,
    coverage.unused_patterns,
    coverage.unused_sources,
    coverage.unused_professionals,
    coverage.article_is_covered,
    coverage.only_the_article,
    coverage.causes_without_evidence,
    coverage.new_signs_are_worded,
    coverage.second_look_is_whole,
    changes.changes_name_what_there_is,
    changes.retired_ids_are_not_used_again,
    changes.changes_are_in_order,
    changes.lowering_changes_name_a_rule,
    sign_offs.signed_versions_are_not_changed,
)


def lint(pack: Pack, extra: Iterable[Check] = ()) -> list[Problem]:
    """Every problem of a pack that can be used, in the order of its files; `extra` checks know more than it."""
    return _problems(pack, (*TEXT_CHECKS, *RULE_CHECKS, *extra))


def lint_folder(root: Traversable, extra: Iterable[Check] = ()) -> list[Problem]:
    """Every problem of the pack in a folder, also of one that cannot be used. See `find_content` for the folder."""
    return lint_read(*read_pack(root), extra)


def lint_read(pack: Pack | None, problems: list[Problem], extra: Iterable[Check] = ()) -> list[Problem]:
    """The same of a pack that `read_pack` gave, with the problems that it found."""
    if pack is None:
        return sorted(problems)
    if problems:
        return sorted({*problems, *_problems(pack, TEXT_CHECKS)})
    return lint(pack, extra)


def beyond_the_engine(limits: Callable[[Pack], Iterable[str]]) -> Check:
    """L501: a check made of an engine's own words on what it cannot hold. The engine is above this room: pass it in."""

    def check(pack: Pack) -> Iterator[Problem]:
        places = {entry.id: entry.where for entry in pack.entries()}
        for message in limits(pack):
            named = [name.split("#")[0] for name in re.findall(r"'([^']+)'", message)]
            where = next((places[name] for name in named if name in places), Location("rules"))
            hint = "Split the rule, or move a part of its condition to a pattern."
            yield Problem(where, "L501", f"durable_rules cannot hold this: {message}", hint)

    return check


def _problems(pack: Pack, checks: Iterable[Check]) -> list[Problem]:
    return sorted({problem for check in checks for problem in check(pack)})
