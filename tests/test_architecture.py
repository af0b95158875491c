"""The layout is a promise to the reader: layers that bite, modules and functions of a readable size."""

from __future__ import annotations

import ast
import importlib.metadata
import shutil
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "triage").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


def _functions(module: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the package and its contracts, to plant faults in."""
    shutil.copytree(ROOT / "triage", tmp_path / "triage", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _lint_imports(where: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)


def test_the_contracts_hold(checkout: Path) -> None:
    """The code as it stands keeps every contract, so that a planted fault is the only thing that breaks one."""
    done = _lint_imports(checkout)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("errors.py", "import triage.pack.scales", "The rooms, top to bottom"),
        ("pack/rules.py", "import triage.reasoning.logic", "The rooms, top to bottom"),
        ("reasoning/logic.py", "import triage.interview", "The rooms, top to bottom"),
        ("shortcut.py", "", "The rooms, top to bottom"),
        ("reasoning/shortcut.py", "", "Inside reasoning"),
        ("pack/knowledge.py", "import triage.pack.rules", "Inside pack"),
        ("check/truth.py", "import triage.reasoning.logic", "The checker shares nothing with what it checks"),
        ("reasoning/logic.py", "import durable_rules_engine", "durable_rules only in the engine"),
        ("reasoning/engine/__init__.py", "import durable.lang", "The Host of durable_rules nowhere"),
        ("pack/rules.py", "import yaml", "YAML only where content is read"),
        ("report/__init__.py", "import questionary", "The terminal only in the command line"),
        ("interview/replay.py", "import scipy.special", "The statistics library only in evaluation"),
        ("desk/queue.py", "import sqlalchemy", "The database only in the store"),
        ("desk/roles.py", "import fastapi", "The web framework only in the web"),
    ],
)
def test_a_planted_import_breaks_its_contract(checkout: Path, module: str, line: str, contract: str) -> None:
    """Each layer and each protected library is really guarded: one import in the wrong place is named."""
    planted = checkout / "triage" / module
    planted.write_text(f"{planted.read_text(encoding='utf-8') if planted.exists() else ''}\n{line}\n", encoding="utf-8")
    done = _lint_imports(checkout)
    assert done.returncode == 1, done.stdout + done.stderr
    assert contract in done.stdout.partition("Broken contracts")[2]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_and_its_functions_can_be_read_at_a_sitting(module: Path) -> None:
    """No module is over 400 lines and no function over 60."""
    assert module.read_text(encoding="utf-8").count("\n") <= 400
    assert [f"{each.name}: {_lines(each)} lines" for each in _functions(module) if _lines(each) > 60] == []


def test_the_usual_module_and_function_are_short() -> None:
    """Half the modules have at most 150 lines, and nine functions in ten at most 30."""
    modules = [module.read_text(encoding="utf-8").count("\n") for module in MODULES]
    functions = [_lines(function) for module in MODULES for function in _functions(module)]
    assert statistics.median(modules) <= 150
    assert statistics.quantiles(functions, n=10)[-1] <= 30


def test_the_package_has_few_public_names() -> None:
    """`triage` offers at most twelve names, all of which exist."""
    import triage

    assert len(triage.__all__) <= 12
    assert [name for name in triage.__all__ if not hasattr(triage, name)] == []


def test_what_is_imported_is_what_is_declared() -> None:
    """What the code imports is what it requires, itself or by an extra: none by way of another, none for nothing."""
    trees = [ast.walk(ast.parse(module.read_text(encoding="utf-8"))) for module in MODULES]
    nodes = [node for tree in trees for node in tree]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level}
    absent_without_a_compiler = {"durable_rules_engine": ["durable-rules"]}
    homes = absent_without_a_compiler | dict(importlib.metadata.packages_distributions())
    tops = {name.partition(".")[0] for name in imported} - sys.stdlib_module_names - {"triage"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = [project["dependencies"], *project["optional-dependencies"].values()]
    declared = {canonicalize_name(Requirement(each).name) for group in required for each in group}
    asked_for_by_starlette = {"itsdangerous", "python-multipart"}  # where forms and signed cookies are used
    assert {
        canonicalize_name(home) for top in tops for home in homes.get(top, [top])
    } == declared - asked_for_by_starlette


def test_importing_the_package_is_light() -> None:
    """`import triage` loads no third-party library: `triage --version` has to be quick."""
    heavy = ("pydantic", "yaml", "questionary", "prompt_toolkit", "rich", "durable_rules_engine")
    command = f"import sys, triage; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", TESTS, ids=lambda path: path.name)
def test_every_test_says_what_holds(module: Path) -> None:
    """Each test has a docstring of one sentence or more."""
    silent = [each.name for each in _functions(module) if each.name.startswith("test_") and not ast.get_docstring(each)]
    assert silent == []
