"""How results, packs, rules and pictures look in a notebook, and the two notebooks of the documentation, run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from command import CASE, ROOT

from triage.pack.pack import Pack

NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))


def test_the_import_gives_the_displays_and_loads_no_jupyter() -> None:
    """`import triage.notebook` needs nothing of Jupyter, and `import triage` alone does not load it."""
    code = (
        "import sys, triage; assert 'triage.notebook' not in sys.modules;"
        "import triage.notebook; assert not {'IPython', 'z3', 'mermaidx', 'jupyter'} & set(sys.modules);"
        "from triage.assessment import Assessment; assert hasattr(Assessment, '_repr_html_')"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def shown(pack: Pack) -> list[Any]:
    import triage
    import triage.notebook
    from triage.learn.graph import flow_graph

    rules = [next(iter(group.values())) for group in (pack.patterns, pack.danger_signs, pack.evidence, pack.gates)]
    return [triage.assess(pack, CASE), pack, pack.base, *rules, *pack.causes.values(), flow_graph(pack)]


def test_everything_has_a_table_and_a_list(pack: Pack) -> None:
    """Each display is well-formed HTML without anything that runs, and Markdown that is not empty."""
    for one in shown(pack):
        html, markdown = one._repr_html_(), one._repr_markdown_()
        assert ET.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>") is not None
        assert "<script" not in html
        assert markdown.strip()


def test_a_result_tells_its_heart(pack: Pack) -> None:
    """The display of a result has its urgency, its danger signs and that nobody has signed it off."""
    result = shown(pack)[0]
    html = result._repr_html_()
    assert result.urgency in html
    assert all(sign.rule in html for sign in result.danger_signs)


def test_notebooks_are_kept_without_outputs() -> None:
    """No output and no count is stored: what a reader sees is what they ran."""
    assert len(NOTEBOOKS) == 2
    for file in NOTEBOOKS:
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            assert cell["cell_type"] != "code" or (cell["outputs"] == [] and cell["execution_count"] is None)


@pytest.mark.learn
@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_each_notebook_runs(file: Path) -> None:
    """Every cell runs, in a kernel of its own, and what it asserts holds."""
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    pytest.importorskip("z3")
    code = (
        "import nbformat, sys; from nbclient import NotebookClient;"
        "book = nbformat.read(sys.argv[1], 4);"
        "NotebookClient(book, timeout=120, resources={'metadata': {'path': sys.argv[2]}}).execute()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(file), str(ROOT)], capture_output=True, text=True, timeout=240, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
