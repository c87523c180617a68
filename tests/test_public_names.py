"""The public names are exactly ``__all__``, and cost nothing until used."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

PACKAGES = ("gazetteer", "geo")
# What a look-up, to the thousandth of a second, does without.
SLOW = (
    "dataclasses",
    "inspect",
    "typing",
    "pathlib",
    "importlib.metadata",
    "hashlib",
    "unicodedata",
)
HEAVY = ("numpy", "pandas", "shapely", "folium", "geopandas", "geo.parse", "geo.webmap")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_can_be_imported(package: str) -> None:
    module = importlib.import_module(package)
    for name in module.__all__:
        assert getattr(module, name).__name__ == name


@pytest.mark.parametrize("package", PACKAGES)
def test_dir_lists_the_public_names(package: str) -> None:
    module = importlib.import_module(package)
    assert dir(module) == sorted(module.__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_an_unknown_name_is_an_attribute_error(package: str) -> None:
    with pytest.raises(AttributeError, match="no attribute 'nowhere'"):
        importlib.import_module(package).nowhere  # noqa: B018


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_says_what_it_is(package: str) -> None:
    module = importlib.import_module(package)
    assert all(getattr(module, name).__doc__ for name in module.__all__)


@pytest.mark.parametrize(
    "code",
    [
        "import gazetteer, geo",
        "from geo.cli import main; main(['lookup', 'Kherson'])",
    ],
)
def test_heavy_packages_are_not_imported_by(code: str) -> None:
    report = f"{code}\nimport sys\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_a_look_up_imports_only_what_it_needs() -> None:
    before = "import sys; at_start = set(sys.modules)\n"
    report = f"print([m for m in {SLOW!r} if m in sys.modules and m not in at_start])"
    code = f"{before}from geo.cli import main; main(['lookup', 'Kherson'])\n{report}"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path = {sys.path!r}\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"
