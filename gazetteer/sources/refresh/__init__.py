"""A maintainer's command: pinned packages → the vendored tables of ``gazetteer/data``."""
