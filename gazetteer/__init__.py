"""Name to place: an offline gazetteer of the world.

The public names are loaded on first use (PEP 562), so that importing one module of this
package costs no more than that module.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing and importlib are not worth their milliseconds to a look-up
if TYPE_CHECKING:
    from typing import Any

    from gazetteer.frames import lookup_frame, place_frame, reverse_frame
    from gazetteer.geocoder import GazetteerGeocoder
    from gazetteer.place import (
        FeatureClass,
        GazetteerBuildError,
        GazetteerBusyError,
        GazetteerCorruptError,
        GazetteerError,
        GazetteerNotFoundError,
        GazetteerQueryError,
        GazetteerVersionError,
        Place,
    )
    from gazetteer.store import Gazetteer, open_gazetteer

__all__ = [
    "FeatureClass",
    "Gazetteer",
    "GazetteerBuildError",
    "GazetteerBusyError",
    "GazetteerCorruptError",
    "GazetteerError",
    "GazetteerGeocoder",
    "GazetteerNotFoundError",
    "GazetteerQueryError",
    "GazetteerVersionError",
    "Place",
    "lookup_frame",
    "open_gazetteer",
    "place_frame",
    "reverse_frame",
]

_HOME = dict.fromkeys(__all__, "place") | {
    "Gazetteer": "store",
    "GazetteerGeocoder": "geocoder",
    "lookup_frame": "frames",
    "open_gazetteer": "store",
    "place_frame": "frames",
    "reverse_frame": "frames",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    public = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = public
    return public


def __dir__() -> list[str]:
    return sorted(__all__)
