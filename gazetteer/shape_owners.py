"""Which place a shape of a user's file belongs to: by id, by Wikidata item, or name and point."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from gazetteer.folder import fid_of
from gazetteer.generic_terms import split_generic
from gazetteer.geometry import point_of, wkb_of
from gazetteer.index import NameIndex
from gazetteer.names import NameKind, fold
from gazetteer.postings import KINDS, Postings
from gazetteer.sources.polygons import Shape

__all__ = ["ShapeOwners"]

_CLASSES = {"A": 0, "L": 1, "T": 1, "H": 1, "P": 2}
_LINE_CLASSES = {"H": 0, "R": 1, "T": 2, "L": 3}
_MOST = 5000  # namesakes
_MARGIN = 0.1  # degrees that a unit's point may lie outside its polygon
_ALIKE = 0.5  # of two polygons' union that both cover


class ShapeOwners:
    """Finds places in a folder that is being built, once its name index is there."""

    def __init__(
        self, database: sqlite3.Connection, folder: Path, place_ids: Mapping[str, str]
    ) -> None:
        self._database, self._place_ids = database, place_ids
        self._index = NameIndex(str(folder / "names.marisa"))
        self._postings = Postings(str(folder))

    @cached_property
    def _by_wikidata(self) -> dict[str, int]:
        query = "SELECT wikidata, fid FROM places WHERE wikidata IS NOT NULL ORDER BY fid DESC"
        return dict(self._database.execute(query))

    def owner(self, shape: Shape) -> tuple[int, str] | None:
        """Return the fid of a shape's place and what it was found by; ``None`` where there is none.

        Of namesakes it is the one whose point the shape holds: of the class that the generic term
        asks for, then the one whose present polygon is much the same, then units before towns.
        """
        if shape.place_id:
            place_id = self._place_ids.get(shape.place_id, shape.place_id)
            if (fid := fid_of(self._database, place_id)) is not None:
                return fid, "id"
        if shape.wikidata and (fid := self._by_wikidata.get(shape.wikidata)) is not None:
            return fid, "Wikidata item"
        for name in shape.names:
            if (fid := self._by_name(name, shape.geometry)) is not None:
                return fid, "name"
        return None

    def _by_name(self, name: str, geometry: Any) -> int | None:
        import shapely

        key = fold(name)
        split = split_generic(key)
        keys = [(key, None), *([split] if split else [])]
        around = geometry.buffer(_MARGIN)
        shapely.prepare(around)
        order = _CLASSES if geometry.geom_type.endswith("Polygon") else _LINE_CLASSES
        found = []
        for text, term in keys:
            key_id = self._index.get(text)
            fids, forms = self._postings.of(key_id) if key_id is not None else ((), ())
            for fid, form in zip(fids[:_MOST], forms, strict=False):
                if (kind := form & KINDS) >= NameKind.SHORT:
                    continue
                blob, feature_class, code = self._database.execute(
                    "SELECT geom, feature_class, feature_code FROM places WHERE fid = ?", (fid,)
                ).fetchone()
                agrees = term is None or code.startswith(term.codes)
                if (
                    agrees
                    and feature_class in order
                    and around.covers(shapely.Point(point_of(blob)))
                ):
                    alike = self._is_alike(fid, geometry)
                    found.append((not alike, order[feature_class], kind, code, fid))
        return min(found)[-1] if found else None

    def _is_alike(self, fid: int, geometry: Any) -> bool:
        import shapely

        row = self._database.execute("SELECT geom FROM polygons WHERE fid = ?", (fid,)).fetchone()
        if row is None or not geometry.geom_type.endswith("Polygon"):
            return False
        present = shapely.from_wkb(wkb_of(row[0]))
        both = shapely.intersection(present, geometry).area
        return bool(both > _ALIKE * (present.area + geometry.area - both))
