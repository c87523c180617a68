"""Areas and movements of the seeds, and of one text of them many times over: CPU time.

An article counts as 2,000 characters, about the length of a newspaper's; the seeds are dense.
"""

from collections.abc import Sequence
from pathlib import Path

from gazetteer import open_gazetteer
from geo.areas import find_areas
from geo.facilities import find_facilities
from geo.mentions import find_mentions
from geo.model import Mention
from geo.movements import find_movements
from geo.scan import tokens_of
from tests.bench.timing import best_cpu, print_table

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
ARTICLE = 2000  # characters


def main() -> None:
    """Print articles a second of either step, at growing lengths of one text."""
    gazetteer = open_gazetteer()
    texts = [path.read_text(encoding="utf-8") for path in SEEDS]
    found = [(text, find_mentions(text, gazetteer)) for text in texts]
    rows = [("ten seeds", *_speeds(found))]
    rows += [(f"one text, {n} times the seeds", *_speeds([_joined(found, n)])) for n in (1, 10, 50)]
    print_table("Areas and movements", ("texts", "areas/s", "movements/s"), rows)


def _joined(found: Sequence[tuple[str, list[Mention]]], times: int) -> tuple[str, list[Mention]]:
    text, mentions = "", []
    for one, marked in found * times:
        start = len(text)
        mentions += [Mention(m.start + start, m.end + start, m.text, m.kind) for m in marked]
        text += one + "\n\n"
    return text, mentions


def _speeds(found: Sequence[tuple[str, list[Mention]]]) -> tuple[float, float]:
    """Articles a second of each step, what both share counted with the first."""
    articles = sum(len(text) for text, _ in found) / ARTICLE
    areas = [find_areas(text, mentions) for text, mentions in found]

    def first() -> None:
        for text, mentions in found:
            find_facilities.cache_clear()
            tokens_of.cache_clear()
            find_areas(text, mentions)

    def second() -> None:
        for (text, mentions), known in zip(found, areas, strict=True):
            find_movements(text, mentions, known)

    return articles / best_cpu(first, 5), articles / best_cpu(second, 5)
