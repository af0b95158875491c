"""`triage show`: anything in a pack, in words."""

from __future__ import annotations

import argparse

from triage.cli import streams
from triage.cli.documents import ready_pack
from triage.cli.exits import Exit
from triage.cli.help import Help

HELP = Help(
    "a question, rule, cause, exercise, source ... in words",
    """
    Says in words what an id stands for, with its file and line: a question with its answers and what it is asked for, a
    rule with its condition, reason and sources, a cause, a treatment, an exercise, a professional, a source.
    """,
    (
        ("triage show foot_drop", "A question, and which rules read it."),
        ("triage show RF01_fast_sign", "A rule."),
        ("triage show stroke calf_raises", "Several."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ids", metavar="ID", nargs="+", help="the id of anything in the knowledge or the rules")


def run(options: argparse.Namespace) -> int:
    from triage.pack.show import show
    from triage.pack.wording import wording_of

    pack = ready_pack(options)
    say = wording_of(pack, options.country)
    told = [show(pack, name, say) for name in options.ids]
    streams.result("\n".join(text.rstrip("\n") + "\n" for text in told))
    return Exit.DONE
