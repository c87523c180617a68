"""A maintainer's command: Leaflet's npm package → the two vendored files and their manifest.

``python -m geo.webmap.vendor PACKAGE_FOLDER``, where the folder holds ``dist/`` and ``LICENSE``.
The style sheet's images become data URIs, since a page must not load anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from pathlib import Path

__all__ = ["inline_images", "main"]

ASSETS = Path(__file__).parent / "assets"
SOURCE = "npm leaflet 1.9.4"


def inline_images(css: str, folder: Path) -> str:
    """Replace each ``url(images/x.png)`` of a style sheet by a data URI."""

    def data_uri(match: re.Match[str]) -> str:
        encoded = base64.b64encode((folder / match[1]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{encoded})"

    css = re.sub(r"url\((images/[\w.-]+\.png)\)", data_uri, css)
    # Old Internet Explorer's vector language: a reference that leads nowhere today.
    return re.sub(r"\s*behavior: url\(#default#VML\);", "", css)


def main(package: Path) -> None:
    """Write ``leaflet.js``, ``leaflet.css``, ``leaflet.LICENSE`` and ``manifest.json``."""
    dist = package / "dist"
    script = (dist / "leaflet.js").read_text("utf-8")
    files = {
        # The comment would have developer tools ask for a file that is not there.
        "leaflet.js": script.replace("//# sourceMappingURL=leaflet.js.map", "").rstrip() + "\n",
        "leaflet.css": inline_images((dist / "leaflet.css").read_text("utf-8"), dist),
        "leaflet.LICENSE": (package / "LICENSE").read_text("utf-8"),
    }
    manifest = {}
    for name, text in files.items():
        encoded = text.encode("utf-8")
        (ASSETS / name).write_bytes(encoded)
        manifest[name] = {"source": SOURCE, "sha256": hashlib.sha256(encoded).hexdigest()}
    (ASSETS / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
