"""`triage audit`: whether anything was changed in the audit log, and what is in it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from triage.cli import stores, streams
from triage.cli.exits import Exit, WrongUse
from triage.cli.help import Help

if TYPE_CHECKING:
    from triage.store.audit import Head
    from triage.store.models import AuditEntry

HELP = Help(
    "whether the audit log is as it was written",
    """
    Everything that staff do is an entry of the audit log. Each is sealed with a key and names the one before it, so
    that `verify` finds any that was edited, removed or put elsewhere. That the newest were cut off shows only with a
    head that was kept elsewhere, such as on a printed day sheet.

    actions:
      verify  name every fault; exit code 1 when there is any
      show    the entries, the newest last
    """,
    (
        ("triage audit verify", "Say every fault, or that there is none, and the head."),
        ("triage audit verify --head 812:3fa9...", "The same, and whether the log still goes that far."),
        ("triage audit show --last 20", "The last twenty entries."),
    ),
)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", metavar="ACTION", choices=("verify", "show"), help="verify or show")
    parser.add_argument(
        "--head", metavar="SEQ:HASH", help="with verify: a head that was kept, as printed on day sheets"
    )
    parser.add_argument("--last", metavar="N", type=int, help="with show: only the last N entries")
    parser.add_argument("--json", action="store_true", help="as JSON on standard output, nothing else")
    stores.add_database_option(parser)


def run(options: argparse.Namespace) -> int:
    if options.last is not None and options.last < 1:
        raise WrongUse(f"--last: {options.last} is not 1 or more")
    return _verify(options) if options.action == "verify" else _show(options)


def _verify(options: argparse.Namespace) -> int:
    with stores.opened("audit", options) as database, database.reading() as session:
        from triage.store import audit
        from triage.store.audit_faults import verify

        faults = verify(session, stores.audit_key(database), _head(options.head))
        head = audit.head(session)
    if options.json:
        told = [{"seq": fault.seq, "kind": fault.kind, "says": fault.says} for fault in faults]
        streams.use_utf8()
        streams.result(json.dumps({"entries": head.seq, "head": str(head), "faults": told}, indent=2) + "\n")
    elif faults:
        streams.result("".join(f"{fault}\n" for fault in faults))
    else:
        streams.result(f"{head.seq} entries, as they were written. Head: {head}\n")
    return Exit.PROBLEMS if faults else Exit.DONE


def _head(written: str | None) -> Head | None:
    from triage.store.audit import Head

    try:
        return None if written is None else Head.read(written)
    except ValueError as error:
        raise WrongUse(f"--head: {error}") from None


def _show(options: argparse.Namespace) -> int:
    with stores.opened("audit", options) as database, database.reading() as session:
        from triage.store import audit

        for entry in audit.entries(session, options.last):
            streams.result((_as_json if options.json else _in_words)(entry))
    return Exit.DONE


def _in_words(entry: AuditEntry) -> str:
    values = "  values erased" if entry.salt is None else _change(entry)
    line = f"{entry.seq}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.who}  {entry.what}  {entry.object}{values}"
    return f"{streams.harmless(line)}\n"


def _change(entry: AuditEntry) -> str:
    told = [json.dumps(values, ensure_ascii=False) for values in (entry.before, entry.after) if values is not None]
    return f"  {' -> '.join(told)}" if told else ""


def _as_json(entry: AuditEntry) -> str:
    names = ("seq", "who", "what", "object", "before", "after", "hash")
    told = {"at": entry.at.isoformat(), **{name: getattr(entry, name) for name in names}, "erased": entry.salt is None}
    return json.dumps(told) + "\n"
