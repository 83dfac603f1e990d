"""The contracts pass an honest stage, and find out each way of breaking them."""
# ruff: noqa: ARG005  a stage's signature is its protocol's, whatever it uses of it

from datetime import timedelta
from itertools import count

from msgspec.structs import replace
import pytest

from newsloom.testing.contracts import (
    StoreContract,
    check_extractor,
    check_judge,
    check_labeller,
    check_renderer,
    check_source_kind,
    check_weaver,
)
from newsloom.testing.editions import edition, view
from newsloom.testing.factories import NOW, URL, article, entry, receipt, score, story
from newsloom.testing.laws import require, same
from newsloom.types import Artifact, Edition, Evidence, Failure, Harvest, HubView, Label, Rendered, Request, Verdict, Weave, Work

FAILURE = Failure(stage="test", subject=URL, code="broken", reason="it is broken; mend it")
PAIR = (article("https://a.example/1"), article("https://b.example/2", published_at=NOW - timedelta(hours=1)))
STORY = story(*PAIR)
LABEL = Label(topic="Space", confidence=0.9, evidence=(Evidence(where="title", what=("rocket",)),))
numbers = count()


SAMPLE = b"a line that this kind can read"


def read_lines(answer, source):
    return Harvest(entries=(entry(source=source),) if answer.body else ())


def read_oddly(*_):
    return {"entries": Kind()}


class Kind:
    """An honest source kind; a subclass spoils one thing."""

    address, requests, limit, function = URL, 1, 1_000_000, staticmethod(read_lines)

    def converse(self, source, memory, now):
        for _ in range(self.requests):
            answer = yield Request(url=self.address, headers=self.conditions(memory, source), limit=self.limit)
            if isinstance(answer, Failure):
                return self.refused(answer)
        read = yield self.work(answer, source)
        return self.finished(read, answer, source)

    def conditions(self, memory, source):
        said = (("If-None-Match", memory.etag), ("If-Modified-Since", memory.last_modified))
        return tuple(pair for pair in said if pair[1])

    def work(self, answer, source):
        return Work(subject=source.url, function=self.function, args=(answer, source.url))

    def finished(self, read, answer, source):
        if isinstance(read, Failure):
            return read
        return self.brought(replace(read, etag=answer.header("ETag"), last_modified=answer.header("Last-Modified")), source)

    def brought(self, harvest, source):
        return harvest

    def refused(self, answer):
        return answer


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {"address": "file:///etc/hostname"},
        {"requests": 100_000},
        {"limit": 0},
        {"limit": 10**9},
        {"brought": lambda *_: None},
        {"brought": lambda *_: Harvest()},
        {"brought": lambda *_: replace(FAILURE, reason="")},
        {"brought": lambda *_: Harvest(entries=(entry(source="https://other.example/"),))},
        {"brought": lambda _, harvest, source: Harvest(dropped=(entry("javascript:alert(1)", source=source.url),))},
        {"brought": lambda _, harvest, source: replace(harvest, entries=(entry(source=source.url, title=str(next(numbers))),))},
        {"brought": lambda _, harvest, source: replace(harvest, etag=harvest.etag.strip('W/"'))},
        {"brought": lambda _, harvest, source: replace(harvest, last_modified=harvest.last_modified.replace("(CET)", "GMT"))},
        {"brought": lambda _, harvest, source: replace(harvest, title=source.password_env)},
        {"conditions": lambda *_: ()},
        {"conditions": lambda _, memory, source: (("If-None-Match", memory.etag.removeprefix("W/")),) if memory.etag else ()},
        {"conditions": lambda _, memory, source: (*Kind.conditions(_, memory, source), *source.headers)},
        {"work": lambda _, answer, source: Work(subject=source.url, function=lambda *_: Harvest(), args=(answer,))},
        {"function": staticmethod(read_oddly)},
        {"finished": lambda _, read, answer, source: replace(read, etag="")},
        {"refused": lambda *_: Harvest()},
    ],
)
def test_source_kind_contract(spoilt):
    verdict(lambda kind: check_source_kind(kind, readable=[SAMPLE]), type("Spoilt", (Kind,), spoilt)(), spoilt)


class Extractor:
    changes = None

    def extract(self, entry, page, now):
        if page is not None and not page.body:
            return FAILURE
        return article(**{"published_at": now, "seen_at": now} | {name: value() for name, value in (self.changes or {}).items()})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"id": lambda: "a1"},
        {"title": lambda: ""},
        {"title": lambda: "bell \x07"},
        {"excerpt": lambda: "half \ud83d"},
        {"excerpt": lambda: str(next(numbers))},
        {"published_at": lambda: NOW + timedelta(days=1)},
        {"seen_at": lambda: NOW + timedelta(days=1)},
        {"images": lambda: (replace(PAIR[0].images[0], url="data:image/png;base64,x"),)},
    ],
)
def test_extractor_contract(changes):
    verdict(check_extractor, type("Spoilt", (Extractor,), {"changes": changes})(), changes)


def test_extractor_contract_failure_without_reason_is_found_out():
    silent = type("Silent", (), {"extract": lambda *_: replace(FAILURE, reason="")})()
    verdict(check_extractor, silent, broken=True)


@pytest.mark.parametrize(
    ("labels", "broken"),
    [
        ((LABEL,), False),
        ((), False),
        ((LABEL, LABEL), True),
        ((replace(LABEL, confidence=0.4),), True),
        ((replace(LABEL, confidence=1.1),), True),
        ((replace(LABEL, evidence=()),), True),
    ],
)
def test_labeller_contract(labels, broken):
    verdict(lambda stage: check_labeller(stage, PAIR), type("Stage", (), {"label": lambda *_: labels})(), broken)


class Judge:
    change = staticmethod(lambda receipt: receipt)
    worth, leader = score(60, 20), PAIR[1].id

    def quality(self, article, labels):
        return self.worth

    def lead(self, story, articles, qualities):
        return self.leader

    def receipts(self, story, articles, labels, qualities, decisions, now):
        cold = {"relation": "coverage", "heat": score(-1), "published": Verdict(value=False, rule="only a lead is published", margin=0)}
        made = (receipt(articles[own.article], story, **({} if own.article == story.lead else cold)) for own in story.coverage)
        return tuple(changed for own in made if (changed := self.change(own)))


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {"worth": replace(score(60), value=61)},
        {"worth": score(201)},
        {"leader": "a-stranger"},
        {"change": lambda _, own: own if own.relation == "lead" else None},
        {"change": lambda _, own: replace(own, story="s-other")},
        {"change": lambda _, own: replace(own, relation="coverage")},
        {"change": lambda _, own: replace(own, heat=score(70))},
        {"change": lambda _, own: replace(own, heat=replace(own.heat, value=7))},
        {"change": lambda _, own: replace(own, published=Verdict(value=True, rule="always", margin=0))},
        {"change": lambda _, own: replace(own, rules=str(next(numbers)))},
    ],
)
def test_judge_contract(spoilt):
    articles = {own.id: own for own in PAIR}
    verdict(lambda stage: check_judge(stage, STORY, articles, {}), type("Spoilt", (Judge,), spoilt)(), spoilt)


class Weaver:
    """Tells one story of everything, but for those that must be apart."""

    obeys = True

    def weave(self, window, arrivals, links, now):
        apart = {pair[1] for pair in links.cannot} if self.obeys else set()
        groups = [own for own in arrivals if own.id not in apart], [own for own in arrivals if own.id in apart]
        return Weave(stories=tuple(self.told(story(*group)) for group in groups if group))

    def told(self, one):
        return one


@pytest.mark.parametrize(
    "spoilt",
    [
        {},
        {"obeys": False},
        {"told": lambda _, one: replace(one, coverage=one.coverage[:1])},
        {"told": lambda _, one: replace(one, coverage=one.coverage + one.coverage[:1])},
        {"told": lambda _, one: replace(one, coverage=one.coverage[::-1])},
        {"told": lambda _, one: replace(one, last=NOW + timedelta(days=1))},
        {"told": lambda _, one: replace(one, lead="a-stranger")},
        {"weave": lambda _, window, arrivals, links, now: Weave(stories=tuple(story(own) for own in arrivals))},
        {"weave": lambda _, window, arrivals, links, now: Weave(stories=tuple(story(own, id="s") for own in arrivals))},
        {
            "weave": lambda self, window, arrivals, *rest: Weaver.weave(
                self, window, arrivals if arrivals[:1] == PAIR[:1] else arrivals[:1], *rest
            )
        },
        {"weave": lambda self, window, arrivals, *rest: Weaver.weave(self, window, arrivals or (article("https://c.example/"),), *rest)},
    ],
)
def test_weaver_contract(spoilt):
    verdict(lambda stage: check_weaver(stage, PAIR), type("Spoilt", (Weaver,), spoilt)(), spoilt)


@pytest.mark.parametrize(
    ("paths", "broken"),
    [
        (("_news/2026-01-05-a.md", "index.html"), False),
        (("a.md", "A.MD"), True),
        (("cafe\u0301.md",), True),
        (("/etc/hostname",), True),
        (("a/../../b",), True),
        (("./a",), True),
        (("a//b",), True),
        (("a\\b",), True),
        (("a\nb",), True),
        (("",), True),
    ],
)
def test_renderer_contract(paths, broken):
    stage = type("Stage", (), {"note": str, "lists": lambda *_: (Artifact(path=path, body=b"1") for path in paths)})()
    verdict(lambda stage: check_renderer(stage, EDITION), stage, broken)


def test_renderer_contract_changing_bytes_are_found_out():
    stage = type("Stage", (), {"note": str, "lists": lambda *_: iter([Artifact(path="a", body=str(next(numbers)).encode())])})()
    verdict(lambda stage: check_renderer(stage, EDITION), stage, broken=True)


def looking_around(view, edition):
    """A story's file that tells how many stories there are."""
    return Rendered(files=(Artifact(path=view.story.id, body=b"%d" % len(list(edition.stories))),))


def in_their_order(_edition, notes):
    """A list in the order in which the notes come."""
    yield Artifact(path="list", body="".join(story for story, _ in notes).encode())


@pytest.mark.parametrize(
    ("story", "lists"),
    [(looking_around, lambda *_: ()), (lambda view, _: Rendered(note=view.story.id), in_their_order)],
    ids=["a story that looks at others", "a list in the notes' order"],
)
def test_renderer_contract_dependence_is_found_out(story, lists):
    stage = type("Stage", (), {"note": str, "story": staticmethod(story), "lists": staticmethod(lists)})()
    two = edition(view(article("https://a.example/1")), view(article("https://b.example/2")))
    verdict(lambda stage: check_renderer(stage, two), stage, broken=True)


EDITION = Edition(hub=HubView(title="Test"), as_of=NOW, stories=())


def verdict(check, stage, broken):
    if broken:
        with pytest.raises(AssertionError):
            check(stage)
    else:
        check(stage)


def test_store_contract_without_a_store_says_what_is_missing(tmp_path):
    with pytest.raises(NotImplementedError, match="open_store"):
        StoreContract().open_store(tmp_path)


def test_law_broken_says_which_and_what_was_found():
    with pytest.raises(AssertionError, match=r"(?s)numbers add up.*expected: 3.*got:      2"):
        same(1 + 1, 3, "numbers add up")
    with pytest.raises(AssertionError, match="never"):
        require(False, "never")
