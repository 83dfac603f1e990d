"""The packaged rules: every example holds, every rule says where it comes from, and invented articles of each kind are found."""

from pathlib import Path
import tomllib

import pytest

from newsloom import catalogue
from newsloom.hub.rules import laid_over, packaged, standard
from newsloom.score.rules import CONDITIONAL, Reader, RuleBook
from newsloom.testing.factories import article

FILES = {name: tomllib.loads(text) for name, text in catalogue.rules().items()}
RECALL = tomllib.loads(Path(__file__).with_name("rules_recall.toml").read_text("utf-8"))
CASES = [(language, kind) for language, kinds in RECALL.items() for kind in kinds]
LANGUAGES = {"de", "en", "es", "fr", "it", "pt"}


def test_every_rule_holds_to_its_examples():
    problems = []
    laid_over(RuleBook(), packaged(problems))
    assert problems == []


def test_every_rule_has_examples_and_a_source():
    rules = [(name, rule) for name, file in FILES.items() for rule in file.get("rules", ())]
    bare = [(name, rule["part"]) for name, rule in rules if not rule.get("fires") or not rule.get("silent")]
    sourceless = [(name, rule["part"]) for name, rule in rules if not rule.get("source") and rule["part"] != "clickbait"]
    assert (len(rules) > 100, bare, sourceless) == (True, [], [])


def test_parts_that_code_speaks_of_stand_in_the_data():
    book = standard()
    assert CONDITIONAL | {"base"} <= book.points.keys()
    assert {rule.part for rule in book.rules} <= book.points.keys()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_kinds_that_matter_have_rules_in_every_language(language):
    parts = {rule.part for rule in standard().rules if rule.language == language}
    kinds = {
        "market-report mill",
        "job advert",
        "deal",
        "stock promotion",
        "press release",
        "local or minor event",
        "event notice",
        "listicle",
        "shopping guide",
    }
    news = {"generally available", "deprecation or transition", "preview", "introduces or launches", "cites a source"}
    assert kinds | news <= parts


@pytest.mark.parametrize(("language", "kind"), CASES)
def test_invented_articles_of_a_kind_are_found(language, kind):
    reader, texts = Reader(standard(), language), RECALL[language][kind]
    where = "excerpt" if kind == "press release" else "title"
    empty = {"title": "", "excerpt": "", "url": ""}
    found = [text for text in texts if kind in reader.read(article(**{**empty, where: text})).hits]
    assert (len(texts) >= 10, len(found) >= 0.9 * len(texts)) == (True, True)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_rules_of_one_language_leave_the_others_kinds_alone(language):
    reader = Reader(standard(), "fi")
    texts = [text for kind in ("job advert", "deal", "listicle") for text in RECALL[language][kind]]
    assert sum(bool(reader.read(article(title=text, excerpt="", url="")).hits) for text in texts) == 0
