"""Six words in a row, as hashes: enough to notice a copied sentence without keeping the article that it came from.

python -m triage.pack.shingles ARTICLE.txt > knowledge/article_shingles.txt
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

LENGTH = 6
_HEADER = """\
# Every six words in a row of the source article, hashed and sorted: lint finds copied sentences with these.
# The article itself is not kept. Made with: python -m triage.pack.shingles ARTICLE.txt
"""


def shingles(text: str) -> Iterator[tuple[str, str]]:
    """Each six words in a row of a text, and their hash. Case, accents and punctuation do not count."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter != "'")
    words = re.findall(r"[a-z0-9]+", letters)
    for start in range(len(words) - LENGTH + 1):
        run = " ".join(words[start : start + LENGTH])
        yield run, hashlib.blake2b(run.encode(), digest_size=6).hexdigest()


def listing(text: str) -> str:
    """The file of hashes for an article."""
    return _HEADER + "".join(f"{each}\n" for each in sorted({hashed for _, hashed in shingles(text)}))


def main(arguments: Sequence[str]) -> int:
    """Prints the hashes of the article in the file that is named."""
    if len(arguments) != 1:
        print("usage: python -m triage.pack.shingles ARTICLE.txt", file=sys.stderr)
        return 2
    print(listing(Path(arguments[0]).read_text(encoding="utf-8")), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
