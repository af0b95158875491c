"""What the catalogue says of one code, and the example that shows it: a small fault that a test plants."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 24


@dataclass(frozen=True)
class Edit:
    """A change of one file: `text` is put at its end, or in the place of `instead_of`; with neither, the file goes."""

    file: str
    text: str = ""
    instead_of: str = ""
    is_new: bool = False

    def __str__(self) -> str:
        if not self.text:
            return f"Delete `{self.file}`."
        lines = self.text.encode("utf-8", "backslashreplace").decode().strip("\n").split("\n")
        if len(lines) > LONGEST:
            lines = [*lines[: LONGEST // 2], "# ... and so on ...", *lines[-LONGEST // 2 :]]
        shown = "\n".join(lines)
        how = f"in the place of `{self.instead_of.strip()}`" if self.instead_of else "at the end"
        where = f"a new file, `{self.file}`" if self.is_new else f"`{self.file}`, {how}"
        return f"Write this into {where}:\n\n```yaml\n{shown}\n```"


@dataclass(frozen=True)
class PackExample:
    """A fault in a copy of the pack, reported in the file of the first edit at the last line that starts with `at`.

    An empty `at` means the file as a whole.
    """

    edits: tuple[Edit, ...]
    at: str = ""
    reported_in: str = ""

    @property
    def file(self) -> str:
        return self.reported_in or self.edits[0].file

    def __str__(self) -> str:
        line = f", at the line `{self.at.strip()}`" if self.at else ""
        return "\n\n".join(map(str, self.edits)) + f"\n\nReported in `{self.file}`{line}."


@dataclass(frozen=True)
class TextExample:
    """A fault in a text of its own: an answers document, a stream of them, or a file of vignettes."""

    kind: str
    text: str
    line: int
    described: str = ""

    def __str__(self) -> str:
        language = "yaml" if self.kind == "vignettes" else "json"
        shown = self.described or f"This text:\n\n```{language}\n{self.text.strip()}\n```"
        line = f"at line {self.line}" if self.line else "for the text as a whole"
        return f"{shown}\n\nReported {line}."


@dataclass(frozen=True)
class Code:
    """One kind of problem. Codes are never renamed or used again."""

    code: str
    title: str
    means: str
    todo: str
    example: PackExample | TextExample


def added(file: str, text: str, at: str) -> PackExample:
    """The example of an entry that is added to a file."""
    return PackExample((Edit(file, text),), at)


def sign(when: str, because: str = "This is an example.", more: str = "") -> str:
    """A danger sign for examples, with nothing wrong beside what is planted."""
    return f"""
- id: example_sign
  label: An example
  when:
{when}
  urgency: soon
  if_unsure: soon
  because: {because}
  see: [gp]
  outside_article: true
  sources: [NG127-LIMB]
{more}"""
