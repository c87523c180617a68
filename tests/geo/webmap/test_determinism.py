from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import hashlib
from geo.parse import parse_article
from geo.webmap import render_page
text = "Families fled Kherson and Mykolaiv for Odesa, in southern Ukraine.\\n"
print(hashlib.sha256(render_page(parse_article(text)).encode()).hexdigest())
"""


def page_hash(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_page_does_not_hang_on_hash_seed_time_zone_or_locale():
    assert page_hash(PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C") == page_hash(
        PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C.UTF-8"
    )
