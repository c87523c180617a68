"""The memory-mapped name index: exact, prefix and one-edit look-ups, and the scan of a text."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import accumulate

import marisa_trie

from gazetteer.frozen import dataclass
from gazetteer.names import is_solid

__all__ = ["NameIndex", "ScannedText", "scan_keys"]

_SOLID_FROM = "\u0e00"  # the scripts written without spaces
_REMEMBERED = 1 << 14  # words, and runs of them, that may begin a name
# What is known of words, in one number; see NameIndex._what_is.
_MET, _NAME, _GOES_ON, _ID_AT, _SECONDS_AT = 1, 2, 4, 3, 35
_ID = (1 << _SECONDS_AT - _ID_AT) - 1
_SECONDS = 128  # bits: one for all words of a hash
_ANY_SECOND = (1 << _SECONDS) - 1 << _SECONDS_AT
_MAX_NAME = 64  # folded characters of a name that a scan looks for
# Gaps that a name may run across: spaces and hyphens, with the apostrophe that stands for a letter
# of Arabic or Cyrillic ("Al ‘Ayyāţ", "Sol’-Iletsk"). All other punctuation ends it.
_SOFT_GAPS = (
    " ", "-", "\u00a0", "\u2010", "\u2011", "\u2013", "\u202f", "\t", "\n", "  ", " \n", "\r\n",
    "/", " ‘", " ’", " '", " `", "’-", "'-",
)  # fmt: skip
# Abbreviations whose full stop does not end a sentence (closed list; keys of gazetteer.names.fold).
_ABBREVIATIONS = frozenset({"saint", "sainte", "mount", "fort"})


@dataclass(frozen=True, slots=True)
class ScannedText:
    """The keys of a text's words, and the characters before each word."""

    keys: Sequence[str]
    gaps: Sequence[str]
    # Where some are of a script written without spaces: all of them joined, and the start of each.
    folded: str = ""
    starts: Sequence[int] = ()

    def key(self, first: int, last: int) -> str:
        """Return the folded form of words ``first`` to ``last`` (inclusive)."""
        keys = self.keys
        if first == last:
            return keys[first]
        rest = [self.joint(i) + keys[i] for i in range(first + 1, last + 1)]
        return keys[first] + "".join(rest)

    def joint(self, at: int) -> str:
        """Return what joins a word to the one before it in a key.

        A line end, which no key holds, where no name runs across.
        """
        joint = _JOINTS.get(self.gaps[at], "\n")
        if not joint:
            return "" if self._sticks(at) else " "
        if joint == _STOP:
            # "W.Va." is written without a space; a letter alone hardly ends a sentence.
            before = self.keys[at - 1]
            alone = len(before) == 1 and not (at > 1 and self._sticks(at - 1))
            return " " if alone or before in _ABBREVIATIONS else "\n"
        return joint

    def _sticks(self, at: int) -> bool:
        """Tell whether a word is of a script without spaces, and so is the one it follows."""
        before, word = self.keys[at - 1], self.keys[at]
        return self.gaps[at] == "" and is_solid(before[-1]) and is_solid(word[0])

    def word_ending(self, at: int) -> int | None:
        """Return the word that ends at a place of the folded string, ``None`` inside a word."""
        last = bisect.bisect_left(self.starts, at) - 1
        return last if self.starts[last] + len(self.keys[last]) == at else None


_STOP = "."  # joins or parts, by the word before it
_JOINTS = dict.fromkeys(_SOFT_GAPS, " ") | {"": "", ".": _STOP, ". ": _STOP}


def scan_keys(keys: Sequence[str], gaps: Sequence[str]) -> ScannedText:
    """Return a text to scan for names, of the keys of its words and the characters before each."""
    letters = "".join(keys)
    if letters.isascii() or max(letters) < _SOLID_FROM:
        return ScannedText(keys, gaps)
    text = ScannedText(keys, gaps)
    parts = [""] * (2 * len(keys))
    parts[2::2] = map(text.joint, range(1, len(keys)))
    parts[1::2] = keys
    return ScannedText(keys, gaps, "".join(parts), list(accumulate(map(len, parts)))[::2])


class NameIndex:
    """All name keys of a gazetteer, mapped from a file and shared by all processes that read it."""

    def __init__(self, path: str) -> None:
        self._trie = marisa_trie.Trie()
        self._trie.mmap(path)
        self._known: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._trie)

    def __contains__(self, key: object) -> bool:
        return key in self._trie

    def get(self, key: str) -> int | None:
        """Return the id of a key, or ``None``."""
        found: int | None = self._trie.get(key)
        return found

    def begins(self, word: str) -> bool:
        """Tell whether a name begins with a word."""
        return word in self._trie or next(self._trie.iterkeys(f"{word} "), None) is not None

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

    def names_at(self, text: ScannedText, first: int) -> Sequence[tuple[int, int]]:
        """Return the names that start at word ``first``, shortest first: last word and key id."""
        if text.folded:
            return self._names_of_letters(text, first)
        keys, gaps, known, last = text.keys, text.gaps, self._known, first
        key = keys[first]
        found = known.get(key) or self._remember(key)
        if found == _MET:
            return ()
        spans = [(last, found >> _ID_AT & _ID)] if found & _NAME else []
        while found & _GOES_ON:
            last += 1
            if last == len(keys) or (gaps[last] != " " and text.joint(last) != " "):
                break
            word = keys[last]
            if not found >> _SECONDS_AT + hash(word) % _SECONDS & 1:
                break  # as nearly always
            if len(key) + len(word) >= _MAX_NAME:
                break
            key = f"{key} {word}"
            found = known.get(key, 0)
            if not found:
                if next(self._trie.iterkeys(key), None) is None:
                    break
                found = self._remember(key)
            if found & _NAME:
                spans.append((last, found >> _ID_AT & _ID))
        return spans

    def _remember(self, key: str) -> int:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[key] = found = self._what_is(key)
        return found

    def _what_is(self, key: str) -> int:
        """Return whether words are a name, its id, and by which words longer names go on.

        All in one number: it is kept of thousands of words. Of the words that go on it has a bit
        for each hash; all bits, where there are too many to read.
        """
        key_id = self._trie.get(key)
        found = _MET if key_id is None else _MET | _NAME | key_id << _ID_AT
        start = len(key) + 1
        for count, longer in enumerate(self._trie.iterkeys(f"{key} ")):
            if count == _SECONDS:
                return found | _ANY_SECOND
            end = longer.find(" ", start)
            second = longer[start:] if end < 0 else longer[start:end]
            found |= _GOES_ON | 1 << _SECONDS_AT + hash(second) % _SECONDS
        return found

    def _names_of_letters(self, text: ScannedText, first: int) -> list[tuple[int, int]]:
        """Return the same where words of some script are joined without a space."""
        start = text.starts[first]
        window = text.folded[start : start + _MAX_NAME]
        line_end = window.find("\n")
        if line_end >= 0:
            window = window[:line_end]
        length = len(window)
        spans: list[tuple[int, int]] = []
        for key, key_id in self._trie.iter_prefixes_with_ids(window):
            end = len(key)
            if end == length or window[end] == " ":
                last = text.word_ending(start + end) if key[-1] >= _SOLID_FROM else None
                if last is None:
                    last = first + key.count(" ")
            elif (
                window[end] >= _SOLID_FROM and (solid := text.word_ending(start + end)) is not None
            ):
                last = solid
            else:
                continue
            if end < length or start + end == text.starts[last] + len(text.keys[last]):
                spans.append((last, key_id))
        return spans


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
