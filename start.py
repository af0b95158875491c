"""Start the questionnaire from a fresh checkout: `python3 start.py`. Only Python 3.11 or newer is needed.

The first run installs what is needed into `.venv`, beside this file; later runs go straight to the questionnaire.
Words after `start.py` are passed on: `python3 start.py --help`.
"""

import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
LOG = VENV / "set-up.log"
OLDEST = (3, 11)
ENGINE = "durable-rules"
WITHOUT_ENGINE = """\
durable_rules could not be built here, so triage works on its own evaluator alone and says so with every result.
To have both: install a C compiler and Python's header files (Debian and Ubuntu: apt install gcc python3-dev;
macOS: xcode-select --install), delete the folder .venv, and start again. What went wrong is in .venv/set-up.log.
"""


def set_up(tools: bool = False) -> None:
    """Make `.venv` ready, with the tools of the tests if asked; returns at once if it is ready already."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"This needs Python 3.11 or newer; this is Python {platform.python_version()}. Try: python3.12 start.py"
        )
    state = digest()
    if not _is_ready("triage", state):
        _say("Setting up in .venv: this is done once and takes about a minute ...")
        _make_venv()
        _install_triage()
        _mark_ready("triage", state)
    if tools and not _is_ready("tools", state):
        _say("Installing the tools of the tests ...")
        _install("the tools of the tests", *_project()["dependency-groups"]["dev"])
        _mark_ready("tools", state)


def digest() -> str:
    """A digest of all that decides what `.venv` holds."""
    project = _project()
    asked = [project["build-system"], project["project"], project["dependency-groups"], project["tool"]["hatch"]]
    files = [(ROOT / name).read_text(encoding="utf-8") for name in ("start.py", "constraints.txt")]
    return hashlib.sha256(repr([asked, files, sys.version, str(ROOT)]).encode()).hexdigest()


def _is_ready(part: str, state: str) -> bool:
    mark = VENV / (part + ".ready")
    return PYTHON.exists() and mark.exists() and mark.read_text(encoding="ascii") == state


def _mark_ready(part: str, state: str) -> None:
    (VENV / (part + ".ready")).write_text(state, encoding="ascii")


def _make_venv() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        sys.exit("Python could not make .venv (Debian and Ubuntu: apt install python3-venv, then start again).")


def _install_triage() -> None:
    """Everything but the engine has to install; the engine needs a compiler, and the product works without it."""
    project = _project()
    needed = [each for each in project["project"]["dependencies"] if not each.startswith(ENGINE)]
    engine = [each for each in project["project"]["dependencies"] if each.startswith(ENGINE)]
    _install("what triage needs", *needed)
    _install("triage", "--no-deps", "--editable", str(ROOT))
    defines = project["tool"]["uv"]["extra-build-variables"][ENGINE] if sys.version_info >= (3, 13) else {}
    # pip's cache may hold a build from before the define was set: it would install and then not load.
    if not (_pip("--no-cache-dir", *engine, env={**os.environ, **defines}) and _engine_loads()):
        _say(WITHOUT_ENGINE)


def _engine_loads() -> bool:
    tried = subprocess.run([str(PYTHON), "-c", "import durable_rules_engine"], capture_output=True, check=False)
    return tried.returncode == 0


def _project() -> "dict[str, Any]":
    import tomllib  # here, so that an older Python gets as far as the message about its age

    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _install(what: str, *arguments: str) -> None:
    if not _pip(*arguments):
        tail = LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        sys.exit("\n".join([*tail, "", f"Could not install {what}: is there a network? All of pip's words: {LOG}"]))


def _pip(*arguments: str, env: "dict[str, str] | None" = None) -> bool:
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "-c", str(ROOT / "constraints.txt")]
    with LOG.open("a", encoding="utf-8") as log:
        done = subprocess.run([*command, *arguments], env=env, stdout=log, stderr=subprocess.STDOUT, check=False)
    return done.returncode == 0


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _start(arguments: "list[str]") -> None:
    command = [str(SCRIPTS / "triage"), *arguments]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    set_up()
    _start(sys.argv[1:])
