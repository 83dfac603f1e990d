"""What any core of the story engine promises, and that the plain and the compiled one say the same, to the bit, on any course."""

from math import log, sqrt
from random import Random

import pytest

from newsloom.stories.background import Background
from newsloom.stories.core import CLIP, DEPTH, FINALISTS, JUDGED, Weights
from newsloom.stories.lexicon import SUBJECT, UNIT, Lexicon
from newsloom.stories.plain import PlainCore

BACKGROUND = Background(texts=100, frequency={"flood": 9, "bridg": 4}, names=frozenset(["wend"]))
REACH = 10.0


def plain(lexicon):
    return PlainCore(lexicon, REACH, Weights())


def compiled(lexicon):
    module = pytest.importorskip("newsloom.stories.compiled", reason="numba is not here (newsloom[fast])")
    return module.CompiledCore(lexicon, REACH, Weights())


@pytest.fixture(params=[plain, compiled])
def bench(request):
    return Bench(request.param)


class Bench:
    """A core and its lexicon, spoken to in words."""

    def __init__(self, make):
        self.lexicon = Lexicon(BACKGROUND)
        self.core = make(self.lexicon)
        self.keys = iter(range(1, 10_000))

    def article(self, *stems, at=0.0):
        return self.core.add({stem: stems.count(stem) for stem in dict.fromkeys(stems)}, at, next(self.keys))

    def fit(self, article, story):
        return self.core.fits([(article, story)])[0]

    def story(self, *articles, first=0.0, last=0.0):
        story = self.core.open(next(self.keys), first, last)
        for article in articles:
            self.core.join(story, article)
        return story


def idf(texts):
    return log(101 / (texts + 0.5))


def test_fit_by_hand_for_a_story_of_one_article(bench):
    """The whole formula: the text shares one of its two words with the story."""
    story = bench.story(bench.article("bridg", "flood"))
    shared, lost = idf(4), idf(0)
    cosine = shared / sqrt(shared**2 + lost**2) * shared / sqrt(shared**2 + idf(9) ** 2)
    ratio = (log(0.1 + 0.9 / 2 / (4.5 / 101)) + log(0.1)) / (shared + lost)
    weights = Weights()
    expected = weights.bias + (weights.top + weights.best + weights.cosine + weights.mean) * cosine + weights.ratio * ratio
    expected += weights.core * shared / (shared + lost) + weights.length * log(2)
    expected += (weights.peak * shared + weights.names_missed * lost) / log(101)
    assert bench.fit(bench.article("bridg", "wend"), story) == pytest.approx(expected, abs=1e-3)


def test_fit_of_a_voice_is_to_the_others(bench):
    one, two, three = (bench.article(*stems) for stems in (("bridg", "wend"), ("bridg", "flood"), ("wend", "flood")))
    whole, others = bench.story(one, two), bench.story(three)
    bench.core.join(whole, three)
    bench.core.leave(others, three)
    alone = bench.story()
    for article in (one, two):
        bench.core.leave(whole, article)
        bench.core.join(alone, article)
    assert bench.fit(three, alone) != bench.fit(one, alone)
    before = bench.fit(three, alone)
    bench.core.leave(whole, three)
    bench.core.join(alone, three)
    assert bench.fit(three, alone) == before


def test_fit_listens_to_the_three_most_similar_voices(bench):
    alike = bench.story(*(bench.article("bridg") for _ in range(4)))
    mixed = bench.story(*(bench.article("bridg" if number == 3 else "flood") for number in range(4)))
    text = bench.article("bridg")
    assert bench.fit(text, alike) > bench.fit(text, mixed)


def test_near_is_sorted_and_leaves_out_closed_and_barred_stories(bench):
    old, open_, barred = (bench.story(bench.article("bridg", "wend"), first=moment, last=moment) for moment in (0.0, 20.0, 20.0))
    far = bench.story(bench.article("flood", "wend"), first=20.0, last=20.0)
    text = bench.article("bridg", "wend", at=25.0)
    found = bench.core.near(text, [barred])
    assert [candidate.story for candidate in found] == [open_, far]
    assert found[0].cosine == pytest.approx(1.0, abs=1e-4)
    assert {candidate.story for candidate in bench.core.near(bench.article("bridg", "wend", at=10.0))} == {old, open_, barred, far}


def test_near_passes_over_a_story_whose_voices_have_left(bench):
    article = bench.article("bridg")
    story = bench.story(article)
    assert [candidate.story for candidate in bench.core.near(bench.article("bridg"))] == [story]
    bench.core.leave(story, article)
    assert bench.core.near(bench.article("bridg")) == ()
    bench.core.join(story, article)
    assert [candidate.story for candidate in bench.core.near(bench.article("bridg"))] == [story]


def test_near_tells_the_cosines_and_scores_that_were_asked_for(bench):
    for number in range(6):
        bench.story(*(bench.article("bridg", *(f"other{place}" for place in range(number))) for _ in range(number + 1)))
    text = bench.article("bridg", "wend")
    everything = bench.core.near(text)
    scores = sorted(found.score for found in everything if found.score is not None)
    assert len(scores) == FINALISTS < len(everything)
    best = scores[-2]
    assert bench.core.near(text, (), everything[-1].cosine, best) == tuple(
        found if found.score is not None and found.score > best else found._replace(score=None) for found in everything
    )
    assert [found.story for found in bench.core.near(text, (), 1.1)] == [found.story for found in everything[:FINALISTS]]


def test_loosest_is_the_worst_fit_of_a_voice(bench):
    voices = [bench.article(*stems) for stems in (("bridg", "wend"), ("bridg", "flood"), ("bridg", "bridg"), ("seven",))]
    story = bench.story(*voices)
    assert bench.core.loosest([story, story]) == [min(bench.fit(voice, story) for voice in voices)] * 2
    assert bench.core.loosest([story])[0] == bench.fit(voices[-1], story)


def test_a_closed_story_is_no_candidate_and_leaves_the_others_as_they_were(bench):
    kept = bench.story(bench.article("bridg", "wend"), bench.article("bridg"))
    text = bench.article("bridg", "flood")
    before = bench.core.near(text), bench.fit(text, kept)
    closed = bench.story(bench.article("bridg", "flood"), bench.article("wend", "bridg"))
    assert closed in [found.story for found in bench.core.near(text)]
    bench.core.close(closed)
    assert (bench.core.near(text), bench.fit(text, kept)) == before
    assert [found.story for found in bench.core.near(text, [kept])] == []


def test_agreement_weighs_each_side_by_the_size_of_the_story_it_is_asked_about(bench):
    one, *others = (bench.article(*stems) for stems in (("bridg", "wend"), ("bridg", "flood", "flood"), ("bridg", "flood"), ("flood",)))
    first, second = bench.story(one), bench.story(*others)
    mine, *theirs = (
        min(CLIP, max(-CLIP, bench.fit(article, story))) for article, story in ((one, second), *((other, first) for other in others))
    )
    mean = (3 * mine + sum(theirs) / 3) / 4
    assert bench.core.agreements([(first, second), (second, first)]) == pytest.approx([mean, mean])


def test_cosine_of_stories_follows_their_sums(bench):
    first, second = bench.story(bench.article("bridg"), bench.article("flood")), bench.story(bench.article("bridg"))
    assert bench.core.cosines([(first, second), (first, bench.story(bench.article("wend")))]) == pytest.approx([sqrt(0.5), 0.0], abs=1e-4)


def test_fit_of_a_judged_title_follows_the_meanings_of_the_latest_voices(bench):
    numpy = pytest.importorskip("numpy", reason="numpy is not here (newsloom[semantic])")
    far, near, title = (bench.article("bridg", "wend") for _ in range(3))
    story = bench.story(far, near)
    meanings = {title: (1.0, 0.0), near: (0.8, 0.6), far: (0.0, 1.0)}
    for article, meaning in meanings.items():
        bench.core.mean(article, (numpy.array(meaning) * DEPTH).round().astype("int16"), judged=False)
    before = bench.fit(title, story)
    bench.core.mean(title, (numpy.array(meanings[title]) * DEPTH).round().astype("int16"), judged=True)
    assert bench.fit(title, story) != before
    bench.core.mean(near, (numpy.array((0.0, 1.0)) * DEPTH).round().astype("int16"), judged=False)
    poorer = bench.fit(title, story)
    bench.core.mean(near, (numpy.array((0.8, 0.6)) * DEPTH).round().astype("int16"), judged=False)
    assert bench.fit(title, story) - poorer == pytest.approx(0.8 * JUDGED.meant_best + 0.4 * JUDGED.meant_top, abs=1e-3)


def test_join_and_leave_restore_every_figure_exactly(bench):
    story = bench.story(bench.article("bridg", "wend"), bench.article("flood", "wend"))
    guest, text = bench.article("flood", "bridg", "bridg"), bench.article("wend", "flood")
    before = bench.fit(text, story), bench.core.near(text)
    bench.core.join(story, guest)
    assert bench.fit(text, story) != before[0]
    bench.core.leave(story, guest)
    assert (bench.fit(text, story), bench.core.near(text)) == before


def test_read_weighs_rare_words_more_to_unit_length():
    lexicon = Lexicon(BACKGROUND, {"bridg": SUBJECT})
    text = lexicon.read({"flood": 1, "bridg": 1, "wend": 1, "7": 2})
    assert [lexicon.idf[term] / UNIT for term in text.terms] == pytest.approx([idf(0), idf(0), idf(9), log(2)], abs=1e-4)
    assert text.square == pytest.approx(UNIT * UNIT, rel=1e-4)
    assert (text.names, text.numbers) == pytest.approx((idf(0) * UNIT, idf(0) * UNIT), rel=1e-4)


# Both cores on one course of things ---------------------------------------------------------------------------------

STEPS = 25_000
"""In each of four courses: a hundred thousand in all. One question a step, the dear ones rarely, so that they take seconds."""

QUESTIONS = ("near", "fits", "fits", "loosest", "cosines", "cosines", "agreements")


class Course:
    """Random articles of sixty subjects that join, leave and are asked about, told to both cores; every answer must be the same."""

    def __init__(self, seed):
        self.numpy = pytest.importorskip("numpy")
        self.random = Random(seed)
        background = Background.load()
        self.lexicon = Lexicon(background)
        self.cores = [make(self.lexicon) for make in (plain, compiled)]
        common = list(background.frequency)[:3000]
        self.words = common + [f"unknown{number}" for number in range(50)] + [str(number) for number in range(40)]
        self.subjects = [self.random.sample(self.words, 12) for _ in range(60)]
        self.articles: list[int] = []
        self.stories: list[int] = []
        self.voices: dict[int, set[int]] = {}
        self.homes: dict[int, int] = {}

    def both(self, name, *args, **named):
        one, other = (getattr(core, name)(*args, **named) for core in self.cores)
        assert one == other, (name, args)
        return one

    def step(self, number):
        choice = self.random.random()
        if choice < 0.15 or len(self.stories) < 3:
            self.arrive(number)
        elif choice < 0.155:
            self.close(self.random.choice(self.stories))
        elif choice < 0.6:
            self.move(self.random.choice(self.articles))
        else:
            self.ask(self.random.choice(QUESTIONS))

    def arrive(self, number):
        subject = self.subjects[int(len(self.subjects) * self.random.random() ** 3)]  # a few of them make large stories
        stems = self.random.sample(subject, self.random.randint(1, 6)) + self.random.sample(self.words, self.random.randint(0, 4))
        moment = number / 1000 + self.random.uniform(-1, 1)
        key = self.random.getrandbits(60)
        article = self.both("add", {stem: self.random.randint(1, 2) for stem in stems}, moment, key)
        self.articles.append(article)
        if self.random.random() < 0.4:
            meaning = [self.random.randint(-DEPTH // 3, DEPTH // 3) for _ in range(8)]
            self.both("mean", article, self.numpy.array(meaning, "int16"), judged=self.random.random() < 0.5)
        near = self.both("near", article, self.random.sample(self.stories, min(2, len(self.stories))))
        fitting = [found for found in near if found.score is not None and found.score > 0]
        if not fitting:
            self.stories.append(self.both("open", key, moment, moment))
            self.voices[self.stories[-1]] = set()
        story = fitting[0].story if fitting else self.stories[-1]
        self.join(story, article)
        self.both("span", story, moment - self.random.random(), moment)

    def join(self, story, article):
        self.both("join", story, article)
        self.homes[article] = story
        self.voices[story].add(article)

    def move(self, article):
        if article not in self.homes:
            self.join(self.any_story(), article)
        elif self.random.random() < 0.4:
            story = self.homes.pop(article)
            self.both("leave", story, article)
            self.voices[story].discard(article)

    def close(self, story):
        self.both("close", story)
        self.stories.remove(story)
        gone = self.voices.pop(story)
        self.articles = [article for article in self.articles if article not in gone]
        self.homes = {article: home for article, home in self.homes.items() if home != story}

    def any_story(self):
        """Return a story, an old one rather than a new one: a few grow beyond the voices that are heard."""
        return self.stories[int(len(self.stories) * self.random.random() ** 3)]

    def ask(self, question):
        article, story, other = self.random.choice(self.articles), self.any_story(), self.random.choice(self.stories)
        if question == "near":
            if article not in self.homes:
                self.both(question, article, (), self.random.choice((0.0, 0.3)), self.random.choice((0.0, -1.0)))
        elif question == "fits":
            if self.voices[story] - {article}:
                self.both(question, [(article, story)])
        elif question == "loosest":
            if len(self.voices[other]) > 1:
                self.both(question, [other])
        elif story != other and self.voices[story] and self.voices[other]:
            self.both(question, [(story, other)])


@pytest.mark.parametrize("seed", range(4))
def test_both_cores_agree_on_every_step(seed):
    course = Course(seed)
    for number in range(STEPS):
        course.step(number)
