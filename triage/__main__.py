"""`triage` and `python -m triage`. Answers `--version` before anything is loaded; all else is `triage.cli.main`."""

import sys


def main() -> int:
    """Run the command line. Returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from triage import __version__

        print(f"triage {__version__}")
        return 0
    from triage.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
