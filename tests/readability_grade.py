"""The reading grade of a text (Flesch-Kincaid, by the library `readability`), as several tests measure it."""

from __future__ import annotations

import re
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the library's word lists for other languages have odd escapes
    import readability


def grade(text: str) -> float:
    """The school grade that a text asks for; it is split into sentences and words, as the library wants them."""
    sentences = re.split(r"(?<=[.!?:])\s+", text.strip())
    lines = [" ".join(re.findall(r"[\w'-]+", sentence)) + " ." for sentence in sentences if re.search(r"\w", sentence)]
    return float(readability.getmeasures(lines, lang="en")["readability grades"]["Kincaid"])
