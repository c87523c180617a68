"""A script of JSON-LD → what it says of the article: https://schema.org/Article."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Stated", "read_jsonld"]

_KINDS = ("Article", "Posting", "Report")  # NewsArticle, LiveBlogPosting …
_MOST_NODES = 5_000
_TAG = re.compile(r"<[^<>]*+>")


@dataclass(frozen=True, slots=True)
class Stated:
    """What is said of an article, as written; ``None`` where nothing is."""

    headline: str | None = None
    published: str | None = None
    body: str | None = None


def read_jsonld(script: str) -> Stated | None:
    """Return what a script says of the first article in it; ``None`` of anything else."""
    if '"@type"' not in script:
        return None
    try:
        data = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None
    for node in _nodes(data):
        kinds = node.get("@type")
        listed = kinds if isinstance(kinds, list) else [kinds]
        if any(str(kind).endswith(_KINDS) for kind in listed):
            return Stated(_text(node, "headline"), _text(node, "datePublished"), _body(node))
    return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Yield objects, outer ones first."""
    waiting = deque([data])
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        found = waiting.popleft()
        if isinstance(found, dict):
            yield found
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def _text(node: dict[str, Any], key: str) -> str | None:
    value = node.get(key)
    return " ".join(html.unescape(value).split()) or None if isinstance(value, str) else None


def _body(node: dict[str, Any]) -> str | None:
    value = node.get("articleBody")
    if not isinstance(value, str):
        return None
    lines = (" ".join(line.split()) for line in _TAG.sub("", html.unescape(value)).splitlines())
    return "\n\n".join(line for line in lines if line) or None
