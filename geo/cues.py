"""Word classes that tell a place name from other words of news.

Closed lists of function words and of the commonest titles and head nouns, for English here, for
other languages in ``cue_words.csv``; written by hand, from general knowledge of the languages, not
from any corpus. Words of English are keys of ``gazetteer.names.fold``; of other languages, where an
accent may tell two words apart, they are in small letters.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from geo.language import function_words

__all__ = ["ENGLISH", "FUNCTION_WORDS", "Cues", "cues_of", "plainly"]

ENGLISH = "en"

FUNCTION_WORDS = frozenset(
    """
        a about above across after again against all almost along already also although
        always am among an and another any are around as at away back be because been
        before behind being below beneath beside between beyond both but by can could
        despite did do does doing down due during each either else even ever every few
        first for from further get go good got had has have having he hello her here hers
        herself him himself his how however i if in inside instead into is it its itself
        just last later least less let like many may maybe me meanwhile might mine more
        moreover most much must my myself near nearly neither never new next no nobody
        none nor not nothing now of off often ok old on once one only onto or other others
        our ours out outside over own per perhaps please quite rather said same second see
        several shall she should since so some someone something soon still such than
        thanks that the their theirs them themselves then there therefore these they thing
        this those though three through throughout thus to today together tomorrow too
        toward towards tonight two under until up upon us very was we well were what
        whatever when where whether which while who whole whom whose why will with within
        without would yes yesterday yet you your yours four five six seven eight nine ten
        hundred thousand million billion dr mr mrs ms
    """.split()
)

_CLASSES: dict[str, str] = {
    "calendar": """
        monday tuesday wednesday thursday friday saturday sunday january february march
        april may june july august september october november december jan feb mar apr jun
        jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun spring
        summer autumn fall winter christmas easter ramadan eid
    """,
    "honorific": "mr mrs ms miss dr prof sir madam",
    "title": """
        professor lord lady dame king queen prince princess
        president premier chancellor minister senator sen congressman congresswoman rep
        representative governor gov mayor judge justice attorney chief sheriff deputy
        officer detective sergeant sgt captain capt colonel col major maj general gen
        lieutenant lt corporal private admiral commander commissioner chairman chairwoman
        chair director secretary spokesman spokeswoman spokesperson coach pope bishop
        archbishop cardinal rev reverend father sister brother rabbi imam sheikh ayatollah
        emperor actor actress singer author writer reporter correspondent analyst
        economist lawyer councilman councilwoman councillor councilor ceo founder manager
        editor principal superintendent trooper pastor widow uncle aunt
    """,
    "organisation": """
        university college school institute academy ministry department council commission
        committee court police army navy force forces guard corps command bank company
        corp corporation inc ltd llc plc group holdings industries airlines airways
        railway news times post herald tribune gazette journal press daily chronicle
        telegraph star observer examiner magazine radio television tv broadcasting network
        agency association society foundation fund trust union federation league club fc
        united city athletic party parliament senate congress assembly government
        administration bureau office authority board service services team church
        cathedral mosque temple hospital clinic center centre museum library theater
        theatre orchestra symphony festival conference summit agreement accord treaty act
        pact protocol declaration convention championship championships cup open games
        olympics marathon stadium arena hotel mall store restaurant study report survey
        award prize medal brigade battalion regiment division fleet embassy consulate
        stock exchange index constitution constitutional bar tigers lions eagles bears
        giants rangers knights warriors panthers bulldogs hawks cowboys raiders chamber
        jury laboratory labs partners initiative project program programme plan campaign
        coalition alliance front movement brotherhood caucus republican democrat
    """,
    "facility": """
        street st avenue ave road rd boulevard blvd drive dr lane ln highway hwy route
        interstate freeway parkway pkwy expressway bridge tunnel square plaza tower towers
        building hall house station terminal airport airfield base camp prison jail dam
        plant mill mine cemetery park garden gardens zoo court courthouse church pier dock
        docks gate junction crossing trail monument memorial palace castle fort barracks
        refinery reactor checkpoint hospital school stadium
    """,
    "speech": """
        said says say told tells added adds asked asks noted called announced argued
        claimed explained wrote writes tweeted testified recalled warned insisted admitted
        acknowledged replied joked hopes believes thinks thought knew knows wants wanted
        scored plays played pleaded died was
    """,
    "person": "jr sr ii iii iv aged",
    "reaching": """
        leave leaves left leaving reach reaches reached enter enters entered entering
        cross crosses crossed crossing hit hits struck strike flooded flee flees fled
        fleeing visit visits visited visiting attack attacked shelled shelling bombed
        bombing captured seized recaptured retook besieged invaded occupied abandoned
        evacuate evacuated evacuating surrounding surrounded approached approaching
        bordering pounded battered devastated
    """,
    "in": "in across throughout inside within",
    "at": "at near outside around off toward towards between beyond via",
    "from": "from to into through leaving reached reaching",
    "of": "of",
    "for": "for on by with against over under",
    "and": "and or",
    "the": "the",
    "head": """
        area region province state county city town village district republic capital
        border coast island river lake valley suburb neighborhood neighbourhood port
        municipality parish resident residents native natives mayor governor villagers
        territory governorate oblast people city's airport outskirts
    """,
    "part": """
        north south east west northern southern eastern western central northeast
        northwest southeast southwest northeastern northwestern southeastern southwestern
        downtown upper lower greater metropolitan nearby rural suburban inner outer mid
    """,
    "given": """
        vladimir dmitry dmitri sergei sergey ivan igor oleg yuri boris mikhail nikolai aleksandr
        oleksandr volodymyr andriy serhiy mykola petro kyrylo denys viktor pavel vasily anatoly
        ahmed ali hassan hussein mohammed muhammad mohamed mahmoud omar abdullah ibrahim khalid
        mustafa yusuf fatima aisha carlos luis jorge pedro miguel fernando pablo manuel rafael
        javier hans klaus wolfgang giovanni giuseppe luigi paolo pierre jacques francois kwame
        kofi rajesh sanjay rahul anil sunil amit imran hiroshi kenji
        john james robert michael william david richard joseph thomas charles christopher
        daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian
        george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan
        stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond
        patrick jack dennis jerry tyler aaron jose adam henry nathan douglas zachary peter
        kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean
        austin arthur lawrence jesse dylan bryan joe jordan billy bruce albert willie
        gabriel logan alan juan wayne roy ralph randy eugene vincent russell elijah louis
        bobby philip johnny mary patricia jennifer linda elizabeth barbara susan jessica
        sarah karen nancy lisa betty margaret sandra ashley kimberly emily donna michelle
        dorothy carol amanda melissa deborah stephanie rebecca sharon laura cynthia
        kathleen amy shirley angela helen anna brenda pamela nicole emma samantha
        katherine christine debra rachel catherine carolyn janet ruth maria heather diane
        virginia julie joyce victoria olivia kelly christina lauren joan evelyn judith
        megan cheryl andrea hannah martha jacqueline frances gloria ann teresa kathryn
        sara janice jean alice madison doris abigail julia judy grace denise amber marilyn
        beverly danielle theresa sophia marie diana brittany natalie isabella charlotte
        rose alexis kayla mohammed muhammad ahmed ali hassan hussein omar ibrahim abdul
        vladimir sergei dmitry alexei ivan mikhail nikolai igor oleg yuri andrei volodymyr
        pedro carlos luis miguel jorge antonio francisco manuel pierre jacques francois
        hans klaus giovanni marco wei li ming jin kim raj sanjay anil tony tom tim jim bob
        bill mike dave dan steve ken ben sam matt chris nick alex greg jeff ted fred rick
        ray don ron phil doug craig todd chad brad kurt derek emmanuel denis leonid
        yevgeny joseph sue kate jane anne lee
    """,
}  # fmt: skip

_TYING = ("in", "at", "from", "of", "for", "and", "the")  # classes of function words


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """The word classes of one language.

    Attributes
    ----------
    first
        The class of a word: of several the first named.
    classes
        All words of each class.
    function
        Words that only tie others together.
    """

    first: Mapping[str, str]
    classes: Mapping[str, frozenset[str]]
    function: frozenset[str]

    def of(self, word: str) -> str:
        """Return the first class of a word, ``""`` for none."""
        return self.first.get(word, "")


def plainly(word: str) -> str:
    """Return a word of another language than English as it is listed here."""
    return word.lower().replace("’", "'")


@cache
def cues_of(language: str) -> Cues:
    """Return the word classes of a language, of English for one that has none here."""
    classes = _foreign().get(language)
    function = FUNCTION_WORDS
    if classes is None:
        classes = {name: frozenset(words.split()) for name, words in _CLASSES.items()}
    else:
        tying = [classes.get(name, frozenset()) for name in _TYING]
        function = frozenset(map(plainly, function_words(language))).union(*tying)
    first: dict[str, str] = {}
    for name, words in classes.items():
        for word in words:
            first.setdefault(word, name)
    return Cues(first, classes, function)


@cache
def _foreign() -> Mapping[str, Mapping[str, frozenset[str]]]:
    table = resources.files("geo").joinpath("cue_words.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for row in csv.DictReader(table.splitlines()):
        found[row["language"]][row["class"]] = frozenset(map(plainly, row["words"].split("|")))
    return found
