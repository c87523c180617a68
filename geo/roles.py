"""Which role a place has in the clause of a motion word: read leftward from the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo.clauses import PRONOUNS, Token
from geo.facilities import is_road
from geo.frames import Frame, Role, noun_classes
from geo.model import Mention

__all__ = ["Clause", "RolePlaces"]

_PREPOSITIONS = frozenset(
    "from to into onto toward towards via through across for in at on near of outside inside around "
    "along between by with within off over under against about beyond behind beside above below "
    "among amid during throughout aboard up down until since after before like than upon covering".split()
)
_STOPS = frozenset("layover stopover stop stops layovers connection".split())
_LOCATIVES = frozenset("in at on of near outside inside around within along".split())
_COMPOUND = ("out of", "away from", "as far as", "by way of", "close to", "next to", "according to")
_DETERMINERS = frozenset(
    "the a an its his her their our my your this that these those some other another all both "
    "several many most any each every either two three four five six seven eight nine ten various "
    "certain numerous few".split()
)
_ADJECTIVES = frozenset(
    "nearby neighboring neighbouring rural urban central downtown mainland capital northern southern "
    "eastern western north south east west upper lower greater remote distant safe safer new old "
    "local big small far main public private local federal state military coastal inner outer "
    "modern ancient mighty tiny little large larger major medieval holy historic historical sunny "
    "war-torn northeastern northwestern southeastern southwestern overseas native".split()
)
# A noun or adjective that a following "to", "from" or "for" belongs to, not to the motion.
_BINDERS = frozenset(
    "access according ambassador adjacent close closer closest near nearest next threat relative "
    "related similar due thanks contrary prior response answer loyal loyalty reference entrance "
    "gateway key envoy damage loss exposure opposition comparison far miles mile kilometers "
    "kilometres km hails native graduated different independent independence protection relevant "
    "important limited linked connected tied ties links belongs compared subject opposed addition "
    "message messages letter letters appeal congratulations condolences support help commitment "
    "visit visits visitor road roads highway bridge heir devoted dedicated committed solution "
    "attention challenge danger risk benefit benefits gift tribute invitation apology".split()
)
_MEMBER_LINKS = frozenset(
    "and or & then the also as well nor both later finally even eventually possibly subsequently".split()
)
_APPOSITION = frozenset(
    "citing including namely notably particularly especially specifically".split()
)
_ASIDE_WORDS = frozenset("which who where a the an home part site once".split())
_TEMPORAL = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june "
    "july august september october november december mon tue tues wed thu thurs fri sat sun jan feb "
    "mar apr jun jul aug sept oct nov dec a.m p.m".split()
)
_FINITE = frozenset(
    "is are was were has have had will would can could may might must said says say also did does "
    "announced told reported began agreed remain remained sent saw".split()
)
_OTHERS = frozenset(
    "other others elsewhere surrounding nearby several neighbouring neighboring".split()
)
_LOCATED = frozenset(
    "located situated based living stranded trapped held stationed staying residing sheltering "
    "detained hospitalized hospitalised".split()
)
_ADVERBS = frozenset(
    "back home early late earlier later today yesterday tomorrow tonight again here there just only "
    "first then soon alone together safely on time down up over out away north south east west "
    "overnight last this next week month year night morning afternoon evening ago aboard abroad "
    "overseas shortly straight directly".split()
)


@dataclass(slots=True)
class RolePlaces:
    """Places collected for one event, in order of the text."""

    origins: list[Mention] = field(default_factory=list)
    destinations: list[Mention] = field(default_factory=list)
    via: list[Mention] = field(default_factory=list)

    def add(self, role: Role, mention: Mention) -> None:
        """Append a mention once."""
        slot = {"origin": self.origins, "destination": self.destinations, "via": self.via}[role]
        if mention not in slot:
            slot.append(mention)

    def discard(self, mention: Mention) -> None:
        """Forget a mention whatever its role."""
        for slot in (self.origins, self.destinations, self.via):
            if mention in slot:
                slot.remove(mention)

    def __bool__(self) -> bool:
        return bool(self.origins or self.destinations or self.via)


@dataclass(frozen=True, slots=True)
class Clause:
    """The tokens of a sentence, and within it a motion word and the reach of its clause.

    ``first`` to ``last`` are the motion word's tokens; its clause begins at ``low`` and stops
    before ``high``. ``edges`` maps the start of an anchor to the start of the words that relate to
    it ("20 km north of X"), ``headings`` holds the starts of those a direction relates to ("south of
    X"), both from :func:`geo.areas.find_areas`; ``storms`` are names of storms, in lower case.
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

    def right_roles(self) -> RolePlaces:
        """Places after the motion word, each with the role its words give it."""
        found = RolePlaces()
        index = self.last + 1
        role: Role | None = None
        last: Mention | None = None
        while index < self.high:
            token = self.tokens[index]
            if token.lower in _APPOSITION and role and role != "both":
                self._drop_class(last, found)
                index = self._apposition(index, role, found)
                continue
            if token.lower == "such" and self._lower(index + 1) == "as" and role and role != "both":
                index = self._apposition(index + 1, role, found)
                continue
            if token.kind != "place":
                index += 1
                continue
            governed = self._role(index)
            members, following = self._members(index)
            if governed == "both":
                self._both(index, found)
                members, following = [], max(following, index + 1)
            elif governed is not None:
                role = governed
                members = self._instead_of_class(index, members) or members
                for member in members:
                    mention = self.tokens[member].place
                    assert mention is not None
                    found.add(governed, mention)
                    last = mention
                following = max([following, *(m + 1 for m in members)])
            index = following
        return found

    def _drop_class(self, mention: Mention | None, found: RolePlaces) -> None:
        """ "Norse regions, citing A and B": the names stand for the class."""
        if mention is not None and mention.kind == "demonym":
            found.discard(mention)

    # --- lists ---------------------------------------------------------------------------------

    def _members(self, index: int) -> tuple[list[int], int]:
        """Members of the list that begins at a place, and the index after it.

        "A, B and C" is a list; in "A, B" the second only says where the first is.
        """
        run, joined = [index], [""]
        at = index + 1
        while at < self.high:
            step, glue = at, []
            while step < self.high and self._is_glue(step):
                glue.append(self.tokens[step].lower)
                step += 1
            if (
                not glue
                and step < self.high
                and joined[-1].endswith("and")
                and self._is_generic(step)
            ):
                at = step + 1
                continue
            if "," in glue and step < self.high and self.tokens[step].kind != "place":
                step = self._after_aside(at) or step
            if not glue or step >= self.high or self.tokens[step].kind != "place":
                break
            run.append(step)
            link = "and" if {"and", "or", "&", "nor"} & set(glue) else ","
            joined.append(", and" if link == "and" and "," in glue else link)
            at = step + 1
        if self._begins_clause(at):
            cut = next((n for n, link in enumerate(joined) if link == ", and"), len(run))
            run, joined = run[:cut], joined[:cut]
        last_and = max((n for n, link in enumerate(joined) if link.endswith("and")), default=0)
        if self._goes_on(at):
            last_and = len(run)
        commas = [n for n in range(1, min(last_and, len(run))) if joined[n] == ","]
        members = [run[0]]
        for n in range(1, len(run)):
            listed = joined[n].endswith("and") or (
                n < last_and and self._comma_lists(run, joined, commas)
            )
            if listed and not self._modifies(run[n]):
                members.append(run[n])
        if self._modifies(index):
            members = members[1:] if len(members) > 1 else members
        return members, max(at, run[-1] + 1)

    def _begins_clause(self, at: int) -> bool:
        """What follows a list is a verb, so the list's end is a subject: "to A, and B said"."""
        while at < self.high and "place" in noun_classes().get(self._lower(at), ()):
            at += 1
        return self._lower(at) in _FINITE

    def _goes_on(self, at: int) -> bool:
        """ "A, B and other towns": a list whose last member has no name."""
        while self._lower(at) in {",", "and", "or"}:
            at += 1
        return self._lower(at) in _OTHERS and self._lower(at - 1) in {"and", "or"}

    def _comma_lists(self, run: list[int], joined: list[str], commas: list[int]) -> bool:
        """Whether commas before the final "and" separate members, not a town from its state."""
        if len(commas) == 1 and len(run) > 3 and joined[-1] == ",":
            return False  # "A, State, and B, State"
        return True

    def _is_glue(self, index: int) -> bool:
        token = self.tokens[index]
        if token.kind == "mark":
            return token.text in {",", "&"}
        if token.lower in _MEMBER_LINKS:
            return True
        if token.lower in {"far"} and self._lower(index - 1) == "as":
            return True
        # "to A, to B and to C": the preposition is said again
        return (
            token.lower in {"to", "from", "in", "through", "into", "of", "at"}
            and (self._lower(index - 1) in _MEMBER_LINKS | {","})
            and self._lower(index) == self._preposition_before_run(index)
        )

    def _preposition_before_run(self, index: int) -> str:
        at = index - 1
        while at > self.last and self.tokens[at].lower not in _PREPOSITIONS:
            at -= 1
        return self.tokens[at].lower

    def _is_generic(self, index: int) -> bool:
        """The plural a list shares, after its last member: "Rostov and Krasnodar regions"."""
        token = self.tokens[index]
        return (
            token.kind == "word"
            and not token.capitalised
            and "place" in noun_classes().get(token.lower, ())
            and self.tokens[index - 1].kind == "place"
            and self._lower(index + 1) in {",", "and", "or"}
        )

    def _after_aside(self, index: int) -> int | None:
        """Index of the next member after ", annexed in 2014, and"; ``None`` if there is no aside."""
        start = index + 1
        if self._lower(index) != "," or start >= self.high:
            return None
        word = self._lower(start)
        if not (word.endswith("ed") or word in _ASIDE_WORDS):
            return None
        for at in range(start + 1, min(start + 12, self.high)):
            if self._lower(at) == "," and self._lower(at + 1) in {"and", "or"}:
                at += 2
                while self._lower(at) in {"the", "to", "from"}:
                    at += 1
                return at if at < self.high and self.tokens[at].kind == "place" else None
        return None

    def _apposition(self, index: int, role: Role, found: RolePlaces) -> int:
        """The list that "including", "citing" or "such as" introduces takes the role before it."""
        at = index + 1
        while at < min(index + 5, self.high) and self.tokens[at].kind != "place":
            at += 1
        if at >= self.high or self.tokens[at].kind != "place":
            return index + 1
        members, following = self._members(at)
        for member in members:
            mention = self.tokens[member].place
            assert mention is not None
            found.add(role, mention)
        return following

    def _instead_of_class(self, index: int, members: list[int]) -> list[int]:
        """Names after a class of places stand for it: "two Norse towns, A and B"."""
        at = index + 1
        while at < self.high and self.tokens[at].kind == "word" and at - index <= 3:
            at += 1
        if (
            len(members) == 1
            and at > index + 1
            and "place" in noun_classes().get(self._lower(at - 1), ())
            and self._lower(at) in {",", ":", "—", "–"}
        ):
            first = at + 1
            while self._lower(first) in {"the"}:
                first += 1
            if first < self.high and self.tokens[first].kind == "place":
                return self._members(first)[0]
        return []

    def _both(self, index: int, found: RolePlaces) -> None:
        """ "Between A and B": the first is the origin, the rest are destinations."""
        ends = [n for n in range(index + 1, self.high) if self.tokens[n].kind == "place"]
        links = [n for n in range(index + 1, self.high) if self._lower(n) == "and"]
        first = self.tokens[index].place
        assert first is not None
        if not ends or not links:
            return
        after = [n for n in ends if n > links[0]]
        if not after or after[0] - links[0] > 5:
            return
        found.add("origin", first)
        members, _ = self._members(after[0])
        for member in self._instead_of_class(after[0], members) or members:
            mention = self.tokens[member].place
            assert mention is not None
            found.add("destination", mention)

    # --- one place -----------------------------------------------------------------------------

    def _lower(self, index: int) -> str:
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    def _modifies(self, index: int) -> bool:
        """Whether a place only modifies the noun after it: "Sorel police", "Norse art"."""
        token, mention = self.tokens[index], self.tokens[index].place
        assert mention is not None
        at = index + 1
        owns = self._lower(at) in {"'s", "'"}
        if owns:
            at += 1
        if at >= len(self.tokens):
            return mention.kind == "demonym"
        following = self.tokens[at]
        if following.kind == "mark" and following.text == "-" and following.start == token.end:
            return True
        head = self._noun_after(at)
        if mention.kind == "demonym" or owns:
            return "place" not in noun_classes().get(head, ())
        if following.kind != "word" or following.lower in _DETERMINERS | PRONOUNS:
            return False
        if following.capitalised and following.lower not in _TEMPORAL:
            return mention.kind != "facility"
        classes = noun_classes().get(following.lower, frozenset())
        return bool(classes) and "place" not in classes

    def _noun_after(self, index: int) -> str:
        """The last of the lower-case words of a noun phrase: "regions" in "border regions near"."""
        head = ""
        for at in range(index, min(index + 4, len(self.tokens))):
            word = self.tokens[at]
            if word.kind != "word" or word.lower in _PREPOSITIONS or word.lower in _MEMBER_LINKS:
                break
            head = word.lower
            if "place" in noun_classes().get(head, ()):
                break
        return head

    def _role(self, index: int) -> Role | None:
        if self._modifies(index):
            return None
        mention = self.tokens[index].place
        assert mention is not None
        at = self._edge(mention, index) - 1
        words: list[str] = []
        outer = ""  # the outermost preposition climbed over
        head = ""
        while at > self.last:
            token = self.tokens[at]
            if token.kind == "place":
                demonym = token.place is not None and token.place.kind == "demonym"
                if (outer == "" and self._names_class(at, index)) or (demonym and outer):
                    words.append(token.lower)
                    at -= 1
                    continue
                return None
            if token.kind == "mark":
                if token.text in {'"', "“", "‘", "-", "'"}:
                    at -= 1
                    continue
                return None
            if (listing := self._listing(at)) is not None and not outer:
                outer, words, at = "of", [], listing
                continue
            preposition, begin = self._preposition(at)
            if not preposition:
                words.append(token.lower)
                at -= 1
                continue
            role = self.frame.role_of(preposition)
            if preposition == "on" and is_road(mention) and not outer:
                return "via" if self.frame.pos == "verb" else None
            if preposition == "along" and not outer and self.frame.pos == "verb":
                homes = "place" in noun_classes().get(self._lower(begin - 1), ())
                if not (homes and self.frame.roles.get("bare") == "origin"):
                    return "via"
            directional = preposition not in _LOCATIVES
            if role is not None and directional:
                return role if self._free(preposition, begin, words, bool(outer)) else None
            if role is not None and self._adjunct(begin):
                return role
            if directional:
                return "via" if preposition in {"up", "down"} and is_road(mention) else None
            head = self._head(begin)
            if head in _STOPS:
                return "via"
            if not self._climbs(head, preposition):
                return None
            outer, words, at = preposition, [], begin - 1
            if head in _LOCATED:
                at -= 1
                words = []
        if not outer and not words and self.frame.pos == "verb" and mention.start in self.headings:
            return "destination"
        return self._object_role(words, outer, head)

    def _listing(self, at: int) -> int | None:
        """Before "such as" or "including": the end of the class it lists, if one of places."""
        if self.tokens[at].lower == "as" and self._lower(at - 1) == "such":
            at -= 1
        elif self.tokens[at].lower not in _APPOSITION | {"like"}:
            return None
        at -= 2 if self._lower(at - 1) == "," else 1
        return at if "place" in noun_classes().get(self._lower(at), ()) else None

    def _head(self, begin: int) -> str:
        """The noun before a preposition: "zone" in "a zone 10 km deep in"."""
        for at in range(begin - 1, max(begin - 5, self.last), -1):
            word = self.tokens[at]
            if word.kind != "word" or word.lower in _PREPOSITIONS:
                break
            if noun_classes().get(word.lower) or word.lower in _LOCATED:
                return word.lower
        return self._lower(begin - 1)

    def _edge(self, mention: Mention, index: int) -> int:
        """Token where the words that relate to a place begin: "20 km north of X"."""
        start = self.edges.get(mention.start)
        while start is not None and index - 1 > self.last and self.tokens[index - 1].start >= start:
            index -= 1
        return index

    def _names_class(self, at: int, index: int) -> bool:
        """A place before a class word names the class: "the Syrian city of X"."""
        return self._modifies(at) or any(
            "place" in noun_classes().get(self._lower(n), ()) for n in range(at + 1, index)
        )

    def _preposition(self, at: int) -> tuple[str, int]:
        """The preposition that ends at a token, and where it begins; "" if there is none."""
        for compound in _COMPOUND:
            words = compound.split()
            if [self._lower(at - len(words) + 1 + n) for n in range(len(words))] == words:
                return compound, at - len(words) + 1
        word = self._lower(at)
        if word not in _PREPOSITIONS:
            return "", at
        before = at - 1
        while self._lower(before) in {"all", "just", "right", "far", "back"}:
            before -= 1
        if word in {"across", "around", "over", "inside", "within", "near", "outside", "beyond",
                    "throughout", "behind", "as"} and self._lower(before) in {"from", "to", "into"}:  # fmt: skip
            return self._lower(before), before
        return word, at

    def _free(self, preposition: str, begin: int, words: list[str], climbed: bool) -> bool:
        """Whether a directional preposition belongs to the motion, and no infinitive follows."""
        before = self._lower(begin - 1)
        if begin - 1 > self.last:
            if before in _BINDERS:
                return False
            classes = noun_classes().get(before, frozenset())
            if (
                preposition == "from"
                and "actor" in classes
                and not classes & {"person", "military", "goods"}
            ):
                return False
            if self.frame.pos == "noun" and any(
                t.text == "," for t in self.tokens[self.last : begin]
            ):
                return False
        if (
            preposition == "for"
            and words
            and not climbed
            and words[-1] not in _DETERMINERS | _ADJECTIVES
        ):
            return False
        if preposition != "to" or not words:
            return True
        first = words[-1]  # words run leftward
        return (
            first in _DETERMINERS
            or first in _ADJECTIVES
            or "-" in first
            or first[0].isdigit()
            or first.endswith(("ern", "ing", "ed", "ese", "ish"))
            or bool({"place", "haven"} & noun_classes().get(first, frozenset()))
        )

    def _adjunct(self, begin: int) -> bool:
        """Only adverbs and dates stand between the motion word and token ``begin``."""
        between = self.tokens[self.last + 1 : begin]
        return all(
            t.lower in _ADVERBS | _TEMPORAL | {"on", "at", "in", ","}
            or t.lower.endswith("ly")
            or t.text[0].isdigit()
            for t in between
        )

    def _climbs(self, head: str, preposition: str) -> bool:
        """Whether the place after a preposition tells where the noun before it is."""
        classes = noun_classes().get(head, frozenset())
        if "place" in classes or head in _LOCATED:
            return True
        if "haven" in classes and preposition in {"in", "at"}:
            return True
        if "peril" in classes and preposition == "in":
            return True
        return "dweller" in classes

    def _object_role(self, words: list[str], outer: str, head: str) -> Role | None:
        """The role of the motion word's own object, or of the place its object is in."""
        classes = noun_classes().get(head, frozenset())
        if not outer or "place" in classes or "peril" in classes:
            role = self.frame.roles.get("bare")
            plain = all(
                w in _DETERMINERS | _ADJECTIVES
                or "-" in w
                or w[0].isdigit()
                or w.endswith(("ern", "ed", "ing"))
                or bool(noun_classes().get(w, frozenset()) & {"place", "peril", "military"})
                for w in words
            )
            return role if role in {"origin", "destination", "via"} and (plain or outer) else None
        role = self.frame.roles.get(outer)
        return role if role != "none" else None
