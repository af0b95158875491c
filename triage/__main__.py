"""`triage` and `python -m triage`. Answers `--version` before anything is loaded; all else is `triage.cli.main`."""

import gc
import sys

# A start makes many objects and drops next to none: looking for garbage as often as usual is work for nothing.
_OBJECTS_BETWEEN_LOOKS = 50_000


def main() -> int:
    """Run the command line. Returns the exit code."""
    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS, 10, 10)
    if sys.argv[1:] in (["--version"], ["-V"]) and _tells_version():
        return 0
    try:
        from triage.cli.main import run
    except KeyboardInterrupt:
        return 130
    code = run(sys.argv[1:])
    gc.freeze()  # all that is left goes with the process: Python need not look for garbage in it on the way out
    return code


def _tells_version() -> bool:
    """Whether the version could be written; if not, the whole command line says why."""
    from triage import __version__

    try:
        print(f"triage {__version__}", flush=True)
    except OSError:
        return False
    return sys.stdout is not None


if __name__ == "__main__":
    sys.exit(main())
