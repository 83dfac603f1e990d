"""Every stage that newsloom brings keeps the contract that it asks of strangers."""

from datetime import timedelta

import pytest

from newsloom.classify.substring import SubstringLabeller
from newsloom.classify.topics import TopicLabeller
from newsloom.extract.extractor import PageExtractor
from newsloom.hub.rules import standard
from newsloom.registry import SOURCE_KINDS
from newsloom.render.api import ApiRenderer
from newsloom.render.feeds import FeedRenderer
from newsloom.render.records import DataRenderer, RecordRenderer
from newsloom.render.site import SiteRenderer
from newsloom.score.classic import ClassicJudge
from newsloom.score.default import DefaultJudge
from newsloom.stories.background import Background
from newsloom.stories.weaver import LexicalWeaver
from newsloom.testing.contracts import check_extractor, check_judge, check_labeller, check_renderer, check_source_kind, check_weaver
from newsloom.testing.factories import NOW, article, receipt, story
from newsloom.types import Edition, HubView, Related, StoryView, Topic

TOPICS = (Topic(id="space", name="Space", keywords=("rocket",)), Topic(id="launch", name="Launches", parent="Space", keywords=("orbit",)))
ARTICLES = (
    article("https://a.example/1"),
    article("https://b.example/2", title="Rocket in orbit: what its first flight means", published_at=NOW - timedelta(hours=2)),
    article("https://c.example/3", title="Sourdough needs time", excerpt=""),
)


FEED = b"<rss><channel><item><title>Rocket</title><link>https://a.example/1</link></item></channel></rss>"
SITEMAP = b"<urlset><url><loc>https://a.example/1</loc></url></urlset>"
LISTING = b"<html><main><h2><a href='/1'>The rocket flies at last, engineers say</a></h2></main></html>"
HITS = b'{"hits": [{"title": "Rocket", "url": "https://a.example/1"}]}'
READABLE = {"feed": (FEED,), "sitemap": (SITEMAP,), "listing": (LISTING,), "search": (FEED, HITS), None: (FEED, SITEMAP)}


@pytest.mark.parametrize("name", SOURCE_KINDS)
def test_source_kind_keeps_its_contract(name):
    check_source_kind(SOURCE_KINDS[name], readable=READABLE[name])


def test_extractor_keeps_its_contract():
    check_extractor(PageExtractor({}))


@pytest.mark.parametrize("kind", [TopicLabeller, SubstringLabeller])
def test_labeller_keeps_its_contract(kind):
    check_labeller(kind(TOPICS, {}), ARTICLES)


@pytest.mark.parametrize(
    "judge", [DefaultJudge(70, TOPICS, {}, {}, book=standard()), ClassicJudge(TOPICS, {}, {})], ids=lambda judge: type(judge).__name__
)
def test_judge_keeps_its_contract(judge):
    labeller = TopicLabeller(TOPICS, {})
    check_judge(judge, story(*ARTICLES[:2]), {own.id: own for own in ARTICLES}, {own.id: labeller.label(own) for own in ARTICLES})


def test_weaver_keeps_its_contract():
    check_weaver(LexicalWeaver(Background.load()), ARTICLES)


@pytest.mark.parametrize(
    "renderer", [RecordRenderer(), DataRenderer(), ApiRenderer(), FeedRenderer(), SiteRenderer()], ids=lambda one: type(one).__name__
)
def test_renderer_keeps_its_contract(renderer):
    lead, other = ARTICLES[:2]
    told = StoryView(
        story=story(lead, other, lead=lead.id, path="2026-01-05-rocket.md"),
        article=lead,
        receipt=receipt(lead),
        related=(Related(article=other, relation="coverage", receipt=receipt(other)),),
    )
    hub = HubView(title="Space hub", url="https://hub.example", topics=TOPICS)
    check_renderer(renderer, Edition(hub=hub, as_of=NOW, stories=(told,)))
