"""A motion word in its sentence: the stretch of tokens that its roles are read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.clauses import PRONOUNS, Token
from geo.frames import Frame, noun_classes
from geo.grammar import words_of
from geo.model import Mention

__all__ = ["APPOSITION", "DETERMINERS", "MEMBER_LINKS", "PREPOSITIONS", "TEMPORAL", "Clause"]

PREPOSITIONS = words_of("preposition")
_WITHIN = words_of("within")
# Prepositions of several words, by the last.
_COMPOUNDS = {
    "of": (("out", "of"), ("by", "way", "of")),
    "from": (("away", "from"),),
    "as": (("as", "far", "as"),),
    "to": (("close", "to"), ("next", "to"), ("according", "to")),
}
DETERMINERS = words_of("determiner")
_NO_HEAD = DETERMINERS | PRONOUNS
MEMBER_LINKS = words_of("member link")
TEMPORAL = words_of("date word")
_NO_NAME = TEMPORAL | words_of("airport word")
APPOSITION = words_of("apposition")


@dataclass(frozen=True, slots=True)
class Clause:
    """The tokens of a sentence, and within it a motion word and the reach of its clause.

    ``first`` to ``last`` are the motion word's tokens; its clause begins at ``low`` and stops
    before ``high``. ``edges`` maps the start of an anchor to the start of the words that relate to
    it ("20 km north of X"), ``headings`` holds the starts of those a direction relates to ("south
    of X"), both from :func:`geo.areas.find_areas`; ``storms`` are names of storms, in lower case.
    """

    tokens: Sequence[Token]
    frame: Frame
    first: int
    last: int
    low: int
    high: int
    edges: Mapping[int, int]
    headings: frozenset[int] = frozenset()
    storms: frozenset[str] = frozenset()

    def word(self, index: int) -> str:
        """The word at a token in lower case; "" outside the sentence."""
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    def is_adverb(self, index: int) -> bool:
        """Whether a word at a token ends as adverbs do: "safely", but not the place "Italy"."""
        known = 0 <= index < len(self.tokens) and self.tokens[index].place is None
        return known and self.word(index).endswith("ly")

    def modifies(self, index: int) -> bool:
        """Whether a place only modifies the noun after it: "Sorel police", "Norse art"."""
        token, mention = self.tokens[index], self.tokens[index].place
        assert mention is not None
        at = index + 1
        owns = self.word(at) in {"'s", "'"}
        if owns:
            at += 1
        if at >= len(self.tokens):
            return mention.kind == "demonym"
        following = self.tokens[at]
        if following.kind == "mark" and following.text == "-" and following.start == token.end:
            return True
        head = self.noun_after(at)
        if mention.kind == "demonym" or owns:
            return "place" not in noun_classes().get(head, ())
        if following.kind != "word" or following.lower in _NO_HEAD:
            return False
        if following.capitalised and following.lower not in _NO_NAME:
            return mention.kind != "facility"
        classes = noun_classes().get(following.lower, frozenset())
        if not classes and self.word(index - 1) in DETERMINERS:
            classes = noun_classes().get(head, frozenset())  # "the Sorel engineering firm"
        return bool(classes) and "place" not in classes

    def noun_after(self, index: int) -> str:
        """The last of the lower-case words of a noun phrase: "regions" in "border regions near"."""
        head = ""
        for at in range(index, min(index + 4, len(self.tokens))):
            word = self.tokens[at]
            if word.kind == "mark" or word.lower in PREPOSITIONS or word.lower in MEMBER_LINKS:
                break
            if word.kind == "place":
                continue
            head = word.lower
            if "place" in noun_classes().get(head, ()):
                break
        return head

    def edge(self, mention: Mention, index: int) -> int:
        """Token where the words that relate to a place begin: "20 km north of X"."""
        start = self.edges.get(mention.start)
        while start is not None and index > 0 and self.tokens[index - 1].start >= start:
            index -= 1
        return index

    def preposition(self, at: int) -> tuple[str, int]:
        """The preposition that ends at a token, and where it begins; "" if there is none."""
        word = self.word(at)
        if word == "to" and self.word(at - 1) == "up" and self.tokens[at + 1].kind == "word":
            return "", at  # "up to eight hours"
        for words in _COMPOUNDS.get(word, ()):
            begin = at - len(words) + 1
            if all(self.word(begin + n) == part for n, part in enumerate(words)):
                return " ".join(words), begin
        if word not in PREPOSITIONS:
            return "", at
        before = at - 1
        while self.word(before) in {"all", "just", "right", "far", "back"}:
            before -= 1
        if word in _WITHIN and self.word(before) in {"from", "to", "into"}:
            return self.word(before), before
        return word, at
