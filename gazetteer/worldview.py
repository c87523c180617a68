"""Whose view of disputed territory is shown: which country each disputed place is then in.

The views are ISO 3166-2 (the default, which follows the United Nations), control on the ground,
and those of the countries that Natural Earth has points of view of. What a view sees otherwise than
ISO 3166 stands in ``facts/worldviews.csv``, place by place; how it draws a border, in the
``boundaries`` of the GeoPackage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gazetteer.frozen import dataclass
from gazetteer.place import GazetteerQueryError

__all__ = ["ISO", "NATURAL_EARTH_CODES", "WORLDVIEWS", "Worldview", "worldview_code"]

ISO, DE_FACTO = "iso", "de-facto"
_COUNTRIES = (
    "AR BD BR CN DE EG ES FR GB GR ID IL IN IT JP KR MA NL NP PK PL PS PT RU SA SE TR TW UA US VN"
)
WORLDVIEWS = (ISO, DE_FACTO, *_COUNTRIES.split())
NATURAL_EARTH_CODES = {"KO": "KR"}  # where its columns are not named by ISO 3166-1


def worldview_code(view: str) -> str:
    """Return a view as it is listed in ``WORLDVIEWS``, whatever its case.

    Raises
    ------
    GazetteerQueryError
        Where there is no such view.
    """
    for known in WORLDVIEWS:
        if known.casefold() == view.casefold():
            return known
    raise GazetteerQueryError(f"no worldview {view!r}: choose from {', '.join(WORLDVIEWS)}")


_NOTHING: Mapping[int, tuple[int, str]] = {}


@dataclass(frozen=True, slots=True)
class Worldview:
    """What one view sees otherwise than ISO 3166.

    Attributes
    ----------
    code
        One of ``WORLDVIEWS``.
    seen
        By fid of a place, unit or country: fid and code of the country it is in; 0 and ``""`` where
        that has no code.
    """

    code: str = ISO
    seen: Mapping[int, tuple[int, str]] = _NOTHING

    def country_of(self, fids: Iterable[int]) -> tuple[int, str] | None:
        """Return the country of a place and the units around it; ``None`` where ISO's is it."""
        for fid in fids:
            if fid in self.seen:
                return self.seen[fid]
        return None
