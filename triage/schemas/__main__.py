"""`python -m triage.schemas docs/schemas` writes all schemas into a folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from triage.pack.content import load_pack
from triage.schemas import DOCUMENTS, schema


def texts() -> dict[str, str]:
    """The file of each schema, and its text."""
    pack = load_pack()
    return {f"{name}.json": json.dumps(schema(name, pack), ensure_ascii=False, indent=2) + "\n" for name in DOCUMENTS}


if __name__ == "__main__":
    for name, text in texts().items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
