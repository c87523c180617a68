"""Data flows one way: a module imports only modules above it in the pipeline."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PIPELINES = {
    "gazetteer": [
        "place",
        "manifest",
        "names",
        "romanise",
        "index",
        "distance",
        "worldview",
        "folder",
        "by_name",
        "by_position",
        "basemap",
        "store",
        "frames",
        "geocoder",
        "build",
        "cli",
    ],
    "geo": [
        "model",
        "jsonld",
        "page",
        "article",
        "mentions",
        "surroundings",
        "candidates",
        "evidence",
        "context",
        "explain",
        "resolve",
        "areas",
        "movements",
        "routes",
        "parse",
        "record",
        "export",
        "webmap",
        "files",
        "mapfile",
        "batch",
        "article_commands",
        "corpus_commands",
        "cli",
    ],
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(p): p for package in PIPELINES for p in sorted((ROOT / package).rglob("*.py"))
}


class Imports(ast.NodeVisitor):
    """Collects what a module imports of ours; display methods and types do not count."""

    def __init__(self, module: str, path: Path) -> None:
        self.package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        self.found: set[str] = set()

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" in ast.unparse(node.test):
            for part in node.orelse:
                self.visit(part)
        else:
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if not node.name.startswith("_repr_") and node.name != "to_html":
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.found.update(alias.name for alias in node.names if alias.name in MODULES)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self.package.split(".")
        base = base[: len(base) - node.level + 1] if node.level else []
        module = ".".join([*base, *([node.module] if node.module else [])])
        for alias in node.names:
            # A public name of a package is looked up by its __init__, which imports on demand.
            inner = f"{module}.{alias.name}"
            if inner in MODULES:
                self.found.add(inner)
            elif module in MODULES:
                self.found.add(module)


def imports_of(module: str) -> set[str]:
    visitor = Imports(module, MODULES[module])
    visitor.visit(ast.parse(MODULES[module].read_text("utf-8")))
    return visitor.found - {module}


GRAPH = {module: imports_of(module) for module in MODULES}


def reached_from(module: str) -> set[str]:
    """Every module of ours that importing ``module`` may lead to."""
    reached: set[str] = set()
    waiting = [module]
    while waiting:
        for found in GRAPH[waiting.pop()] - reached:
            reached.add(found)
            waiting.append(found)
    return reached


def test_the_gazetteer_knows_nothing_of_texts_or_maps() -> None:
    assert not {
        m for m in MODULES if m.startswith("gazetteer") for t in GRAPH[m] if t.startswith("geo")
    }


@pytest.mark.parametrize("module", MODULES)
def test_no_module_leads_back_to_itself(module: str) -> None:
    assert module not in reached_from(module)


@pytest.mark.parametrize("package", PIPELINES)
def test_modules_import_only_what_is_above_them(package: str) -> None:
    steps = [f"{package}.{step}" for step in PIPELINES[package]]
    upward = {
        (step, below)
        for number, step in enumerate(steps)
        for below in steps[number + 1 :]
        if below in reached_from(step)
    }
    assert not upward


@pytest.mark.parametrize("package", PIPELINES)
def test_every_step_of_the_pipeline_exists(package: str) -> None:
    assert {f"{package}.{step}" for step in PIPELINES[package]} <= set(MODULES)


def test_a_look_up_leads_to_no_step_of_the_map() -> None:
    assert not {m for m in reached_from("gazetteer.store") if m.startswith("geo")}
