"""``python -m geo`` is ``mentionmap``."""

from geo.cli import main

raise SystemExit(main())
