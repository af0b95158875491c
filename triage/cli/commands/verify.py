"""`triage verify`: proves the safety properties of a pack for every possible answer set."""

from __future__ import annotations

import argparse
import json
import os
import time
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING

from triage import __version__
from triage.cli import files, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help
from triage.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from triage.pack.pack import Pack
    from triage.proof.properties import Counterexample, Property

HELP = Help(
    "prove the safety properties for every possible answer set",
    """
    Proves every invariant of the pack (rules/invariants.yaml), and what any pack must have, for all answer sets:
    nothing is sampled. Where a property does not hold, it shows the smallest answers that break it, in words, with the
    danger signs that fire.

    Properties of any pack: a finding more never lowers the urgency; every rule can fire and decides something; every
    level, cause, exercise and professional is reached; nobody is left without somebody to see; the questionnaire never
    stops too early; no hidden question hides an emergency.
    """,
    (
        ("triage verify", "Every property."),
        ("triage verify INV-07 stopping_is_safe", "Some of them."),
        ("triage verify --certificate certificate.json --html proof.html", "With a record, and a page to sign off."),
        ("triage verify --pack my-pack --write broken.yaml", "What breaks a pack of your own, as vignettes."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("properties", metavar="PROPERTY", nargs="*", help="ids of properties; without any, all of them")
    parser.add_argument("--json", action="store_true", help="the certificate as JSON on standard output, nothing else")
    parser.add_argument("--certificate", metavar="FILE", help="write the certificate to FILE")
    parser.add_argument("--html", metavar="FILE", help="write a page for a safety officer to FILE")
    parser.add_argument("--write", metavar="FILE", help="write what breaks a property to FILE, as vignettes")
    parser.add_argument("--quiet", "-q", action="store_true", help="say nothing of what holds")


def run(options: argparse.Namespace) -> int:
    if find_spec("z3") is None:
        raise WrongUse("triage verify needs one more package: pip install 'leg-weakness-triage[proof]'")
    from triage.pack.content import load_pack
    from triage.proof.certificate import certificate
    from triage.proof.verify import verify

    pack = load_pack(options.pack)
    _refuse_unknown(pack, options.properties)
    started, found = time.perf_counter(), []
    for prop in verify(pack, options.properties, processes=min(os.cpu_count() or 1, 4)):
        found.append(prop)
        if not options.json:
            streams.result("".join(f"{line}\n" for line in _told(pack, prop, options.quiet)))
    today = date.today().isoformat()  # noqa: DTZ011  # a day
    data = certificate(pack, found, __version__, today, time.perf_counter() - started)
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if options.json:
        streams.use_utf8()
        streams.result(text)
    else:
        streams.result(_summary(found, data["answer_sets"], data["seconds"]))
    _write(options, pack, found, text)
    return Exit.DONE if data["holds"] else Exit.PROBLEMS


def _refuse_unknown(pack: Pack, wanted: list[str]) -> None:
    from triage.proof.verify import names

    for name in wanted:
        if name not in names(pack):
            raise WrongUse(f"'{name}' is no property.{did_you_mean(name, names(pack))}")


def _write(options: argparse.Namespace, pack: Pack, found: list[Property], certificate: str) -> None:
    from triage.proof.cases import vignettes
    from triage.proof.page import to_page

    if options.certificate:
        with files.output(options.certificate) as write:
            write(certificate)
    if options.html:
        with files.output(options.html) as write:
            write(to_page(json.loads(certificate)))
    if options.write:
        with files.output(options.write) as write:
            write(vignettes(pack, found))


def _told(pack: Pack, prop: Property, is_quiet: bool) -> Iterator[str]:
    if prop.holds:
        if not is_quiet:
            how = "by construction" if prop.by_construction else f"{prop.claims} claims, {prop.seconds:.1f} s"
            yield f"holds   {prop.id}  ({how})"
        return
    yield f"BROKEN  {prop.id}: {prop.says}"
    if prop.missing:
        yield f"    no answers lead to: {', '.join(prop.missing)}"
    for one in prop.counterexamples:
        yield from (f"    {line}" for line in _counterexample(pack, one))


def _counterexample(pack: Pack, found: Counterexample) -> Iterator[str]:
    from triage.proof.cases import in_words

    yield f"{found.because}, for the smallest of the answers that break it:"
    yield from (f"  - {line}" for line in in_words(pack, found.answers))
    if found.rules:
        yield f"danger signs that fire: {', '.join(found.rules)}"


def _summary(found: list[Property], answer_sets: str, seconds: float) -> str:
    broken = sum(not prop.holds for prop in found)
    says = f"{broken} of {len(found)} properties are broken" if broken else f"All {len(found)} properties hold"
    return f"{says}, for each of {answer_sets} answer sets ({seconds:.0f} s)\n"
