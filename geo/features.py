"""What speaks for and against a candidate span being a place mention, as named features.

None of them is a word of a corpus: shapes, classes of the gazetteer, cue classes of ``geo.cues``,
and counts within the document. Weights are fitted by ``mentionmap fit``.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gazetteer.names import NameKind, generic_after, generic_before, spelling_hash, split_generic
from geo.cues import FUNCTION_WORDS, is_cue
from geo.spans import (
    CAPITAL,
    CASELESS,
    LOWER,
    NUMBER,
    UNLISTED,
    UPPER,
    CandidateSpan,
    Profile,
    Words,
    profile_of,
)

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["document_features", "span_features"]

Features = dict[str, float]

_TIGHT = frozenset({" ", "\u00a0", "-", "\u2011", "\u2010"})
_PERSON_TITLES = ("title", "given")


def span_features(
    words: Words, span: CandidateSpan, gazetteer: Gazetteer, doc: Features
) -> Features:
    """Return the features of a span; ``doc`` is what the whole document says of it."""
    profile = UNLISTED if span.key_id is None else profile_of(gazetteer, span.key_id)
    f: Features = {"bias": 1.0}
    length = span.last - span.first + 1
    f[f"tokens={min(length, 4)}"] = 1.0
    _gazetteer_features(words, span, profile, f)
    _shape_features(words, span, f)
    _left_features(words, span, profile, f)
    _right_features(words, span, profile, f)
    f.update(doc)
    return f


def _gazetteer_features(words: Words, span: CandidateSpan, profile: Profile, f: Features) -> None:
    kind, klass = profile.kind, profile.sort
    # Countries' names are all in use; of towns' other names many are not.
    f[f"kind={kind}, country" if klass == "country" else f"kind={kind}"] = 1.0
    f[f"class={klass}"] = 1.0
    if NameKind.DEMONYM in profile.kinds:
        f["demonym"] = 1.0
    if klass not in ("unlisted", "water", "region", "airport"):
        f[f"size={min(int(profile.size), 6)}"] = 1.0
        f["log size"] = profile.size / 6
    letters = min(len(words.scanned.key(span.first, span.base_last)), 10) / 10
    f["letters"] = letters
    if kind not in ("main", "none") and klass != "country":
        f[f"letters, {kind}"] = letters
        if profile.count == 1:
            f[f"only place, {kind}"] = 1.0
    f["log count"] = math.log1p(profile.count) / 4
    surface = words.surface(span.first, span.base_last)
    exact = spelling_hash(surface) in profile.spellings
    f[f"exact={exact}"] = 1.0
    if not exact and kind == "short":
        f["short but other case"] = 1.0
    split = (
        split_generic(words.scanned.key(span.first, span.last)) if span.first < span.last else None
    )
    if split is not None and span.base_last == span.last:
        agrees = any(code.startswith(split[1].codes) for code in profile.codes)
        f[f"listed with a generic term that {'agrees' if agrees else 'conflicts'}"] = 1.0
    if span.base_last < span.last:
        term = generic_after(words.key(span.last))
        agrees = term is not None and any(c.startswith(term.codes) for c in profile.codes)
        f[f"generic {'agrees' if agrees else 'unlisted' if not profile.codes else 'conflicts'}"] = (
            1.0
        )
        if term is not None:
            f[f"generic={term.term}"] = 1.0


def _shape_features(words: Words, span: CandidateSpan, f: Features) -> None:
    single = span.first == span.last
    shape = words.shapes[span.first]
    if words.shouting[span.first]:
        f["in capitals line"] = 1.0
    elif shape == UPPER and single:
        letters = len(words.surface(span.first, span.first).replace(".", ""))
        f[f"upper={min(letters, 5)}"] = 1.0
    if shape == CASELESS:
        f["caseless"] = 1.0
        letters = len(words.surface(span.first, span.last))
        f[f"caseless letters={min(letters, 4)}"] = 1.0
    if words.starts_sentence[span.first]:
        f["starts sentence"] = 1.0
        if single and words.key(span.first) in words.lower_keys:
            f["starts sentence, small elsewhere"] = 1.0
    if single and words.key(span.first) in words.lower_keys:
        f["small elsewhere"] = 1.0
    if single and words.cues[span.first]:
        f[f"is {words.cues[span.first]}"] = 1.0
    if not single and words.cues[span.last] == "organisation":
        f["ends in organisation"] = 1.0
    if not single and is_cue(words.key(span.last), "facility"):
        f["ends in facility"] = 1.0


def _left_features(words: Words, span: CandidateSpan, profile: Profile, f: Features) -> None:
    i = span.first - 1
    if i < 0 or words.starts_sentence[span.first]:
        f["left=start"] = 1.0
        return
    gap = words.gaps[span.first]
    key, shape, cue = words.key(i), words.shapes[i], words.cues[i]
    if gap.strip() == "," and shape != LOWER:
        f["left=comma"] = 1.0
        if _names_unit(profile):
            f["left=comma, unit"] = 1.0
        return
    if gap not in _TIGHT:
        f["left=other"] = 1.0
        if "(" in gap:
            f["left=bracket"] = 1.0
        return
    if "-" in gap:
        f["left=hyphen"] = 1.0
    if key == "s" and words.gaps[i] == "":
        f["left=possessive"] = 1.0
        return
    if key == "the":
        f["left=the"] = 1.0
        if i > 0 and words.cues[i - 1] in ("in", "at", "from", "of"):
            f["left=in the"] = 1.0
        return
    if shape == NUMBER:
        f["left=number"] = 1.0
        return
    if cue:
        f[f"left={cue}"] = 1.0
        if cue in ("title", "given") and shape != LOWER:
            f[f"left=capital {cue}"] = 1.0
        if cue in ("of",) and i > 0 and words.cues[i - 1]:
            f[f"left={words.cues[i - 1]} of"] = 1.0
        if cue == "part":
            return
    if (
        shape in (CAPITAL, UPPER)
        and key not in FUNCTION_WORDS
        and cue not in ("title", "calendar", "part")
    ):
        f["left=capital"] = 1.0
        if words.key(span.first) and span.first == span.last:
            f["left=capital, single"] = 1.0
    elif not cue and shape == LOWER:
        f["left=small"] = 1.0


def _names_unit(profile: Profile) -> bool:
    return any(code.startswith(("PCL", "ADM1", "TERR")) for code in profile.codes)


def _right_features(words: Words, span: CandidateSpan, profile: Profile, f: Features) -> None:
    i = span.last + 1
    if i >= len(words) or words.starts_sentence[i]:
        f["right=end"] = 1.0
        return
    gap, key, shape, cue = words.gaps[i], words.key(i), words.shapes[i], words.cues[i]
    if gap == "" and key == "s":
        f["right=possessive"] = 1.0
        i += 1
        if i < len(words) and words.gaps[i] == " " and words.shapes[i] in (CAPITAL, UPPER):
            f["right=possessive capital"] = 1.0
        return
    if gap.strip() == ",":
        f["right=comma"] = 1.0
        if shape in (CAPITAL, UPPER):
            f["right=comma capital"] = 1.0
        return
    if gap not in _TIGHT:
        f["right=other"] = 1.0
        if ")" in gap:
            f["right=bracket"] = 1.0
        if "—" in gap or "--" in gap or " - " in gap or "–" in gap:
            f["right=dash"] = 1.0
        return
    if "-" in gap and gap.strip():
        f["right=hyphen"] = 1.0
    if shape == NUMBER:
        f["right=number"] = 1.0
        return
    if cue:
        written = "" if shape == LOWER else "capital "
        f[f"right={written}{cue}"] = 1.0
    if shape in (CAPITAL, UPPER) and key not in FUNCTION_WORDS:
        f["right=capital"] = 1.0
        if not cue:
            f["right=capital unknown"] = 1.0
        # The head of a longer capitalised sequence: "Kherson State University".
        j = i
        while (
            j < len(words)
            and words.shapes[j] in (CAPITAL, UPPER)
            and (j == i or words.gaps[j] == " ")
        ):
            if is_cue(words.key(j), "organisation"):
                f["organisation ahead"] = 1.0
            if is_cue(words.key(j), "facility"):
                f["facility ahead"] = 1.0
            j += 1
    elif not cue and shape == LOWER:
        f["right=small"] = 1.0


def document_features(
    words: Words, spans: Sequence[CandidateSpan], gazetteer: Gazetteer
) -> list[Features]:
    """Return what the document says of each span: longer names, repeats, surnames, parents."""
    named, surnames, heads = _name_parts(words)
    starts = defaultdict(list)
    for span in spans:
        starts[span.first].append(span)
    counts = Counter(words.scanned.key(span.first, span.base_last) for span in spans)
    inner, longer = _overlaps(spans)
    units = {
        span.first
        for span in spans
        if span.key_id is not None and _names_unit(profile_of(gazetteer, span.key_id))
    }
    named_starts = {span.first for span in spans if span.key_id is not None}
    rows: list[Features] = []
    for n, span in enumerate(spans):
        f: Features = {}
        key = words.scanned.key(span.first, span.base_last)
        f["log repeats"] = math.log(counts[key])
        if span.first == span.last:
            f["share after a title or given name"] = named[key] / counts[key]
            f["share after another capital"] = min(1.0, surnames[key] / counts[key])
            f["share before another capital"] = min(1.0, heads[key] / counts[key])
        if longer[n]:
            f["inside a longer name"] = 1.0
        if inner[n]:
            f["holds a shorter name"] = 1.0
        after = span.last + 1
        if after < len(words) and words.gaps[after].strip() == "," and after in units:
            f["before its unit"] = 1.0
        if span.first and words.gaps[span.first].strip() == "," and any(
            other.last == span.first - 1 for start in range(max(0, span.first - 4), span.first)
            for other in starts[start]
        ):  # fmt: skip
            f["after a name and comma"] = 1.0
            if span.first in units:
                f["unit after a name and comma"] = 1.0
        if after + 1 < len(words) and words.cues[after] == "and" and after + 1 in named_starts:
            f["coordinated with a name"] = 1.0
        rows.append(f)
    return rows


def _overlaps(spans: Sequence[CandidateSpan]) -> tuple[list[bool], list[bool]]:
    """Tell of each span whether it holds a shorter one, and whether a longer one holds it."""
    holds, held = [False] * len(spans), [False] * len(spans)
    for i, span in enumerate(spans):
        j = i + 1
        while j < len(spans) and spans[j].first <= span.last:
            other = spans[j]
            if other.first == span.first or other.last <= span.last:
                big, small = (i, j) if span.last >= other.last else (j, i)
                if spans[big].key_id is not None or spans[big].base_last < spans[big].last:
                    held[small] = True
                    holds[big] = True
            j += 1
    return holds, held


def _name_parts(words: Words) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count words after a title or given name, after, and before another capitalised word."""
    named: Counter[str] = Counter()
    after: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for i in range(1, len(words)):
        if words.gaps[i] not in (" ", ". ") or words.starts_sentence[i]:
            continue
        if words.shapes[i] != CAPITAL or words.shapes[i - 1] not in (CAPITAL, UPPER):
            continue
        left, right = words.key(i - 1), words.key(i)
        if left in FUNCTION_WORDS or right in FUNCTION_WORDS or generic_before(left):
            continue
        if words.cues[i - 1] in _PERSON_TITLES or len(left) == 1:
            named[right] += 1
            before[left] += words.cues[i - 1] == "given"
        elif not words.cues[i - 1] and not words.cues[i] and not generic_after(right):
            after[right] += 1
            before[left] += 1
    return named, after, before
