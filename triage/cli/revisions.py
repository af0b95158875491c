"""Packs by name: a folder, or a git revision. Nothing is checked out."""

from __future__ import annotations

import subprocess
import tarfile
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from triage.cli import streams
from triage.cli.exits import WrongUse
from triage.errors import PackError

if TYPE_CHECKING:
    from triage.pack.pack import Pack


def pack_named(name: str | None, role: str, folders: ExitStack) -> Pack:
    """The pack in a folder or at a git revision; without a name the one in use. `role` tells it from others.

    Raises WrongUse where the name is neither, PackError (after a line that says which pack it is) where it is broken.
    """
    from triage.pack.content import load_pack

    folder = name if name is None or Path(name).is_dir() else _taken_out(name, folders)
    try:
        return load_pack(folder)
    except PackError:
        streams.say(f"{role} ({name or 'the pack in use'}) cannot be used:")
        raise


def _taken_out(name: str, folders: ExitStack) -> str:
    """A folder, there until the stack is closed, with the pack of a revision."""
    folder = folders.enter_context(TemporaryDirectory(prefix="triage-"))
    revision, _, inside = name.partition(":")
    try:
        with tarfile.open(fileobj=BytesIO(_archive(revision, inside.strip("/")))) as archive:
            archive.extractall(folder, filter="data")
    except tarfile.TarError as error:
        raise WrongUse(f"'{name}' cannot be taken out of git: {error}") from None
    return folder


def _archive(revision: str, inside: str) -> bytes:
    """The two folders of a pack at a revision, as a tar file."""
    if revision.startswith("-"):
        raise WrongUse(f"'{revision}' is neither a folder nor a git revision")
    try:
        top = _git("rev-parse", "--show-toplevel").decode().strip()
        return _git("-C", top, "archive", f"{revision}:{inside}", "knowledge", "rules")
    except FileNotFoundError:
        raise WrongUse(f"'{revision}' is no folder, and there is no git here to look for a revision") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines() or ["git does not say why"]
        raise WrongUse(
            f"'{revision}' is neither the folder of a pack nor a git revision with one ({said[0]})"
        ) from None


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], capture_output=True, check=True).stdout
