"""What a hub learns from its own history, and what that changes."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from newsloom.classify import SubstringLabeller
from newsloom.flows.curate import Curator, Rules
from newsloom.flows.judging import Judgement
from newsloom.flows.reports import Silence
from newsloom.score import ClassicJudge
from newsloom.store.sqlite import SqliteStore
from newsloom.stories import Background, LexicalWeaver, WeaverOptions
from newsloom.stories.habits import LEAST_SPAN, LEAST_TEXTS, TIMES_GENERAL, Habits, habits
from newsloom.stories.lexicon import SUBJECT
from newsloom.stories.terms import Terms
from newsloom.testing.factories import NOW, article
from newsloom.types import Collected, Links, Window

BACKGROUND = Background.load()
READ = Terms().of_article
NAMES = [
    f"{first}{last}"
    for first in ("kar", "mil", "wen", "lod", "tor", "vas", "ber", "ols")
    for last in ("dor", "fik", "gan", "hup", "zet", "mox", "lir", "nuv")
]
"""Words that nobody knows, one for each text."""

KETTLES = ("Kettle gadget maker Sunnamere unveils prices", "Kettle gadget maker Sunnamere opens school")


def history(*texts, days=30.0):
    """Return articles of these titles at even distances, the last of them ten days before the others here."""
    start, step = NOW - timedelta(days=days + 10), timedelta(days=days) / (len(texts) - 1)
    return tuple(article(f"https://a.example/{n}", title=text, excerpt="", published_at=start + n * step) for n, text in enumerate(texts))


def about(subject):
    return [f"{subject} {name}" for name in NAMES]


def mixed(often, seldom, every):
    """Return titles of which each so manieth says something else than the others."""
    return [f"{often if number % every else seldom} {name}" for number, name in enumerate(NAMES)]


def learned(latest):
    return habits(latest, READ, BACKGROUND, {}).usual


def test_usual_words_of_one_subject_are_learned_and_those_of_single_texts_are_not():
    assert learned(history(*about("Kettle gadget"))) == {"kettl": SUBJECT, "gadget": SUBJECT}


def test_usual_words_have_powers_of_two_as_probabilities():
    assert learned(history(*mixed("kettle", "gadget", 5))) == {"kettl": 0.5, "gadget": 0.125}


def test_usual_words_are_usual_in_both_halves_of_the_history():
    """What the older half alone tells of was news."""
    assert learned(history(*mixed("kettle", "gadget", 4)[:32], *about("kettle")[32:])) == {"kettl": 0.5}


def test_usual_words_need_enough_different_texts_over_enough_days():
    texts = about("kettle")
    assert learned(history(*texts[: LEAST_TEXTS - 1])) == {}
    assert learned(history(*texts[: LEAST_TEXTS - 1], *texts[: LEAST_TEXTS - 1])) == {}
    assert learned(history(*texts, days=LEAST_SPAN.days - 0.1)) == {}
    assert learned(history(*texts, days=LEAST_SPAN.days + 0.1)) == {"kettl": SUBJECT}


def test_usual_words_leave_out_what_general_news_often_holds():
    assert BACKGROUND.frequency["kill"] > BACKGROUND.texts / 10 / TIMES_GENERAL > BACKGROUND.frequency["gadget"]
    assert learned(history(*mixed("kettle", "gadget", 10))) == {"kettl": SUBJECT, "gadget": 1 / 16}
    assert learned(history(*mixed("kettle", "killed", 10))) == {"kettl": SUBJECT}


def forms(days=60.0):
    """Return articles of which each looks like one of weeks ago, and tells of something else."""
    places = [f"{NAMES[n]} {NAMES[n + 32]}" for n in range(32)]
    return history(*(f"Quorum {place} {season}" for season in ("harvest", "market") for place in places), days=days)


def test_theta_is_raised_where_articles_far_apart_look_alike():
    assert habits(forms(), READ, BACKGROUND, {}).theta == 2
    assert habits(history(*about("Kettle gadget"), days=60), READ, BACKGROUND, {}).theta == 0


def test_theta_is_not_learned_where_few_articles_are_far_apart():
    assert habits(forms(days=12), READ, BACKGROUND, {}) == Habits(usual=habits(forms(), READ, BACKGROUND, {}).usual)


def pair(one, other):
    """Return two articles of these titles, an hour apart."""
    return [
        article(f"https://a.example/{title}", title=title, excerpt="", published_at=NOW + timedelta(hours=hour))
        for hour, title in enumerate((one, other))
    ]


def test_weave_in_a_hub_of_look_alikes_wants_more_than_another():
    alike = pair(f"{NAMES[0]} harvest {NAMES[40]} {NAMES[41]}", f"{NAMES[0]} parade {NAMES[42]} opera")
    weaver = LexicalWeaver(BACKGROUND)
    assert [weaver.weave(Window(latest=latest), alike, Links(), NOW).new for latest in ((), forms(), forms(days=12))] == [1, 2, 1]


def test_weave_never_goes_below_the_threshold_that_its_owner_wants():
    alike = pair(f"Quorum {NAMES[0]} {NAMES[32]} harvest", f"Quorum {NAMES[0]} {NAMES[32]} parade")
    found = [LexicalWeaver(BACKGROUND, WeaverOptions(theta=theta)).weave(Window(latest=forms()), alike, Links(), NOW) for theta in (0, 9)]
    assert [weave.new for weave in found] == [1, 2]


def test_weave_in_a_hub_that_knows_its_habits_is_not_misled_by_the_subject():
    """Two articles that share the subject's words alone are one story in general news, and two in a hub about that subject."""
    alike = pair(*KETTLES)
    weaver, past = LexicalWeaver(BACKGROUND), history(*about("Kettle gadget maker Sunnamere"))
    windows = [Window(), Window(latest=past), Window(latest=past[1:])]
    assert [weaver.weave(window, alike, Links(), NOW).new for window in windows] == [1, 2, 1]


def homes(asked, articles):
    """Return on how many stories a curation puts some of the articles that have just come."""
    rules = Rules(weaver=LexicalWeaver(BACKGROUND), judgement=Judgement(labeller=SubstringLabeller((), {}), judge=ClassicJudge((), {}, {})))
    with closing(SqliteStore(Path(":memory:"))) as store:
        store.save_collected(Collected(articles=tuple(articles)))
        Curator(store, rules, NOW, Silence()).run()
        return len(set(store.stories_of([one.id for one in asked]).values()))


def test_curation_learns_from_what_was_published_before_today():
    asked, past = pair(*KETTLES), history(*about("Kettle gadget maker Sunnamere"))
    newer = [replace(one, published_at=NOW) for one in past[32:]]
    assert homes(asked, asked) == 1
    assert homes(asked, [*past, *asked]) == 2
    assert homes(asked, [*past[:32], *newer, *asked]) == 1, "half of what would be the history is of today"
