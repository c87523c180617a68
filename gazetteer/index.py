"""The memory-mapped name index: exact, prefix and one-edit look-ups, and the scan of a text."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

import marisa_trie

from gazetteer.frozen import dataclass
from gazetteer.names import Token, tokenise

__all__ = ["NameIndex", "ScannedText", "Span", "scan_tokens"]

_MAX_NAME = 64  # folded characters of a name that a scan looks for
# Gaps that a name may run across: spaces and hyphens. All other punctuation ends it.
_SOFT_GAPS = frozenset(
    {
        " ",
        "-",
        "\u00a0",
        "\u2010",
        "\u2011",
        "\u2013",
        "\u202f",
        "\t",
        "\n",
        "  ",
        " \n",
        "\r\n",
        "/",
    }
)
# Abbreviations whose full stop does not end a sentence (closed list; keys of gazetteer.names.fold).
_ABBREVIATIONS = frozenset({"saint", "sainte", "mount", "fort"})


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens ``first`` to ``last`` (inclusive) of a text are the name of key ``key_id``."""

    first: int
    last: int
    key_id: int


@dataclass(frozen=True, slots=True)
class ScannedText:
    """A text as tokens and one folded string, with the start of each token in it."""

    tokens: tuple[Token, ...]
    folded: str
    starts: tuple[int, ...]
    ends: dict[int, int]  # folded end → token

    def key(self, first: int, last: int) -> str:
        """Return the folded form of tokens ``first`` to ``last`` (inclusive)."""
        return self.folded[self.starts[first] : self.starts[last] + len(self.tokens[last].key)]


def scan_tokens(text: str) -> ScannedText:
    """Fold a text so that each name key occurs in it as it is indexed.

    Tokens that a name may run across are joined as in a key; all others by a line end, which no
    key holds.
    """
    tokens: list[Token] = []
    parts: list[str] = []
    starts: list[int] = []
    ends: dict[int, int] = {}
    length = 0
    last: Token | None = None
    for i, token in enumerate(tokenise(text)):
        if last is not None:
            gap = text[last.end : token.start]
            if gap == "":
                joint = "" if last.solid and token.solid else " "
            elif gap in _SOFT_GAPS or (gap == ". " and last.key in _ABBREVIATIONS):
                joint = " "
            else:
                joint = "\n"
            parts.append(joint)
            length += len(joint)
        tokens.append(token)
        starts.append(length)
        parts.append(token.key)
        length += len(token.key)
        ends[length] = i
        last = token
    return ScannedText(tuple(tokens), "".join(parts), tuple(starts), ends)


class NameIndex:
    """All name keys of a gazetteer, mapped from a file and shared by all processes that read it."""

    def __init__(self, path: str) -> None:
        self._trie = marisa_trie.Trie()
        self._trie.mmap(path)

    def __len__(self) -> int:
        return len(self._trie)

    def get(self, key: str) -> int | None:
        """Return the id of a key, or ``None``."""
        found: int | None = self._trie.get(key)
        return found

    def prefix(self, key: str, limit: int) -> list[str]:
        """Return up to ``limit`` keys that begin with ``key``, in order of their length."""
        found: list[str] = []
        for candidate in self._trie.iterkeys(key):
            found.append(candidate)
            if len(found) >= 50 * limit:
                break
        return sorted(found, key=lambda k: (len(k), k))[:limit]

    def one_edit(self, key: str) -> list[str]:
        """Return the keys one insertion, deletion, substitution or transposition away.

        Nothing for keys of four characters or fewer: too many names are one edit from each other.
        """
        if len(key) <= 4:
            return []
        letters = _alphabet(key)
        variants: set[str] = set()
        for i in range(len(key) + 1):
            head, tail = key[:i], key[i:]
            if i and next(self._trie.iterkeys(head), None) is None:
                break  # no key begins so: later edits cannot help
            if tail:
                variants.add(head + tail[1:])
                variants.update(head + c + tail[1:] for c in letters)
            if len(tail) > 1:
                variants.add(head + tail[1] + tail[0] + tail[2:])
            variants.update(head + c + tail for c in letters)
        variants.discard(key)
        return sorted(v for v in variants if v in self._trie)

    def names_at(self, text: ScannedText, first: int) -> list[Span]:
        """Return the names that start at token ``first``, shortest first."""
        start = text.starts[first]
        window = text.folded[start : start + _MAX_NAME]
        line_end = window.find("\n")
        if line_end >= 0:
            window = window[:line_end]
        spans: list[Span] = []
        for key, key_id in self._trie.iter_prefixes_with_ids(window):
            last = text.ends.get(start + len(key))
            if last is not None:
                spans.append(Span(first, last, key_id))
        return spans

    def scan(self, text: ScannedText, starts: Iterator[int]) -> Iterator[Span]:
        """Yield every name that starts at one of the tokens ``starts``."""
        for first in starts:
            yield from self.names_at(text, first)


_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ ",
    "αβγδεζηθικλμνξοπρσςτυφχψω ",
    "ابتثجحخدذرزسشصضطظعغفقکلمنهویءآپچژگ ",
    "אבגדהוזחטיכלמנסעפצקרשתךםןףץ ",
)
_FIRST_LETTERS = (0x61, 0x3B1, 0x430, 0x5D0, 0x621)


def _alphabet(key: str) -> str:
    """Return the letters worth trying in an edit of ``key``: those of its own script."""
    by_script = {0x61: 0, 0x3B1: 2, 0x430: 1, 0x5D0: 4, 0x621: 3}
    at = bisect.bisect_right(_FIRST_LETTERS, ord(key[0])) - 1
    own = _ALPHABETS[by_script[_FIRST_LETTERS[max(at, 0)]]]
    return own if key[0] in own else "".join(sorted(set(key)))
