"""A GeoDataFrame of an article's mentions that can be shown without running what it holds."""

from __future__ import annotations

from typing import Any

import geopandas

__all__ = ["MentionFrame"]


class MentionFrame(geopandas.GeoDataFrame):  # type: ignore[misc]
    """A :class:`geopandas.GeoDataFrame` whose ``explore`` shows texts as they are.

    folium compiles the values of a frame as templates, and Leaflet's tooltips take them as HTML;
    the text of an article must be neither. What is selected of it is such a frame again.
    """

    def explore(self, *args: Any, **options: Any) -> Any:
        """Show the frame on a folium map; as for :meth:`geopandas.GeoDataFrame.explore`."""
        from geo.webmap.prose import safe

        plain = geopandas.GeoDataFrame(self.copy())
        for name in plain.columns:
            if name != plain.geometry.name and not plain[name].map(_is_number).all():
                shown = [value if _is_number(value) else safe(value) for value in plain[name]]
                plain[name] = shown
        return plain.explore(*args, **options)

    @property
    def _constructor(self) -> Any:
        inherited = super()._constructor

        def construct(*args: Any, **options: Any) -> Any:
            return _as_mentions(inherited(*args, **options))

        construct._from_mgr = inherited._from_mgr  # type: ignore[attr-defined]
        return construct

    def _constructor_from_mgr(self, mgr: Any, axes: Any) -> Any:
        return _as_mentions(super()._constructor_from_mgr(mgr, axes))


def _as_mentions(frame: Any) -> Any:
    if type(frame) is geopandas.GeoDataFrame:
        frame.__class__ = MentionFrame
    return frame


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, int | float) or value != value
