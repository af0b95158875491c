"""`python -m triage.pack.catalogue > docs/errors.md` writes the page of all codes."""

from __future__ import annotations

from collections.abc import Iterator

from triage.pack.catalogue import SECTIONS, Code

_OPENING = """\
# Problem codes

Every problem is shown as `path:line: CODE message`, with what to do on the line below. The codes never change. Those
that begin with C or R stop a pack from being used; `triage lint` finds these and those that begin with L. A is for
answers documents, V for vignettes and labelled cases. Each example is a small fault; a test plants it and expects the
code at the place that is named.

This page is made by `python -m triage.pack.catalogue`."""


def page() -> str:
    """The page of all codes, as Markdown."""
    return "\n\n".join(_blocks()) + "\n"


def _blocks() -> Iterator[str]:
    yield _OPENING
    yield "\n".join(
        f"- {title}: {', '.join(f'[{code.code}](#{_anchor(code)})' for code in codes)}"
        for title, codes in SECTIONS.items()
    )
    for title, codes in SECTIONS.items():
        yield f"## {title}"
        for code in codes:
            yield f"### {_heading(code)}"
            yield f"{code.means}\n\n**What to do:** {code.todo}"
            yield f"**Example.** {code.example}"


def _heading(code: Code) -> str:
    return f"{code.code}: {code.title}"


def _anchor(code: Code) -> str:
    """The anchor that GitHub gives the heading of a code."""
    kept = (letter for letter in _heading(code).lower() if letter.isalnum() or letter in " -_")
    return "".join(kept).replace(" ", "-")


if __name__ == "__main__":
    print(page(), end="")
