"""Quality: every part fires on what it names and on nothing else."""

import pytest

from newsloom.hub.rules import standard
from newsloom.score.parts import total
from newsloom.score.quality import caps, homonym, quality
from newsloom.score.rules import Reader
from newsloom.score.standing import Register, Standing
from newsloom.testing.factories import SOURCE, article
from newsloom.types import Evidence, Label, Part, Picture, Publisher, Source, Topic

ROOT = Topic(id="pa", name="Power Apps", homonyms=("high power apps",), official=("maker.example/blog",))
EXCERPT = (
    "Northern harbours reopened after heavy storms, engineers repaired damaged cranes, ferries resumed, passengers queued along piers."
)
ENGLISH = Reader(standard(), "en")
IN_TITLE = (Label(topic="Power Apps", confidence=1.0, evidence=(Evidence(where="title", what=("Power Apps",)),)),)
RATED = Standing("rated newsroom", 1.0, "news.example 0.80")
OFFICIAL = Standing("official source of the subject", 1.0, "maker.example")
HOST = Standing("hosts releases and copies", 0.25, "host.example")


def parts(labels=IN_TITLE, standing=RATED, **changes):
    own = article(**{"url": "https://news.example/1", "title": "Quiet days", "excerpt": EXCERPT, "images": (), **changes})
    return {part.part: part for part in quality(own, labels, standing, ROOT, ENGLISH).parts}


def points(**changes):
    return {name: part.points for name, part in parts(**changes).items()}


def test_plain_article_earns_base_standing_relevance_and_substance():
    assert points() == {"base": 57, "rated newsroom": 7, "subject in title": 12, "informative excerpt": 3}


@pytest.mark.parametrize(
    ("title", "part", "value"),
    [
        ("Face Recognition Market Size to reach $9bn", "market-report mill", -70),
        ("Global growth of the AI market until 2027", "market-report mill", -70),
        ("We're hiring", "job advert", -60),
        ("Python Developer jobs in Leeds", "job advert", -60),
        ("Get this $29.99 course", "deal", -50),
        ("A lifetime of lessons in a $20 bundle", "deal", -50),
        ("Laptops 40% off", "deal", -50),
        ("Three stocks to buy now", "stock promotion", -40),
        ("10 best gadgets", "listicle", -12),
        ("Portals FAQs", "reference page", -16),
        ("User group in Leeds", "local or minor event", -20),
        ("Community call in May", "event notice", -4),
        ("RE-TRANSMISSION: A plan", "retransmission", -18),
        ("Portals are generally available", "generally available", 15),
        ("Old editor is being retired", "deprecation or transition", 13),
        ("Portals in public preview", "preview", 8),
        ("Maker introduces portals", "introduces or launches", 6),
        ("QUIET DAYS", "all capitals", -6),
        ("Quiet days of 2019", "older year in title or address", -12),
    ],
)
def test_phrase_in_title_earns_its_part_and_is_quoted(title, part, value):
    found = parts(title=title)
    assert found[part].points == value
    assert found[part].why in title


@pytest.mark.parametrize(
    ("excerpt", "part", "value"),
    [
        ("The market is expected to grow by a CAGR of 9%.", "market-report mill", -70),
        ("GATINEAU, QC / ACCESSWIRE / May 10 / a plan for all", "press release", -17),
        ("(NASDAQ: ABC) today announced a plan, said Ann Lee, CEO of it", "press release", -26),
        ("A storm hit the north, according to officials in town.", "cites a source", 4),
        ("Portals are now available to everyone in the north.", "release word in excerpt", 4),
        ("The post Quiet days appeared first on The Blog.", "boilerplate excerpt", -4),
        ("Quiet days", "excerpt repeats title", -4),
    ],
)
def test_phrase_in_excerpt_earns_its_part(excerpt, part, value):
    assert points(excerpt=excerpt)[part] == value


@pytest.mark.parametrize(
    "title",
    [
        "Market falls after warning",
        "Chip maker gains market share",
        "Maker signs $1.5 billion cloud deal",
        "Maker signs $225 million deal",
        "Maker signs $10bn deal",
        "Firm cuts jobs in Scotland",
        "Shares jump on results",
        "Ten rescued",
        "Team wins 2-1",
        "A renewed plan",
    ],
)
def test_newsroom_title_is_no_bad_kind(title):
    assert not {part.group for part in parts(title=title).values()} & {"kind", "news value"}


def test_announcement_is_weak_on_a_newsroom_and_strong_elsewhere():
    said = "The maker today announced new storms for everyone in town."
    assert points(excerpt=said)["press release"] == -9
    assert points(excerpt=said, standing=HOST)["press release"] == -26


def test_release_address_counts():
    assert points(url="https://news.example/press-release/1")["press release"] == -17


LISTED = Standing("listed publisher", 1.0, "news.example")
UNKNOWN = Standing("unknown publisher", 0.5, "news.example")


@pytest.mark.parametrize("standing", [RATED, LISTED, UNKNOWN, HOST])
@pytest.mark.parametrize("title", ["Correction: the ferry left at nine", "Correction - Storm in the north", "CORRECTION: Ferry times"])
def test_correction_is_no_press_release(standing, title):
    found = points(title=title, standing=standing)
    assert (found["correction notice"], {"press release", "retransmission"} & found.keys()) == (-18, set())


@pytest.mark.parametrize("title", ["CORRECTING and REPLACING Maker opens a shop", "CORRECTION FROM SOURCE: Maker opens a shop"])
def test_release_that_a_wire_sends_again_is_one(title):
    assert points(title=title, standing=UNKNOWN)["press release"] == -9
    assert points(title=title, standing=UNKNOWN)["retransmission"] == -18


@pytest.mark.parametrize(
    ("changes", "why"), [({"genre": "press-release"}, "press-release"), ({"wire": "prnewswire.com"}, "prnewswire.com")]
)
def test_page_that_calls_itself_a_release_or_credits_a_wire_is_one(changes, why):
    found = parts(**changes)["press release"]
    assert (found.points, found.why) == (-26, why)
    assert "press release" not in parts(standing=OFFICIAL, **changes)


def test_opinion_and_paywall_are_worth_what_a_hub_says():
    book = standard().with_points({"opinion": -7, "behind a paywall": -3})
    own = article(title="Quiet days", excerpt="", genre="opinion", paywalled=True, images=())
    told = {part.part: part.points for part in quality(own, IN_TITLE, RATED, ROOT, Reader(book, "en")).parts}
    assert (told["opinion"], told["behind a paywall"]) == (-7, -3)
    assert not {"opinion", "behind a paywall"} & parts(genre="opinion", paywalled=True).keys()


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("17 kettles of the north", 0),
        ("17 kettles you want", -5),
        ("17 kettles you will never forget", -8),
        ("17 kettles you will never forget: which are you", -8),
        ("These 17 amazing kettles will blow your mind!", -10),
    ],
)
def test_one_cue_of_style_taxes_nothing_and_each_further_one_more(title, value):
    assert points(title=title).get("clickbait", 0) == value
    assert "clickbait" not in points(title=title, standing=OFFICIAL)


def test_summit_is_an_event_notice_only_where_no_newsroom_writes():
    title = "Makers meet at the summit"
    assert "event notice" not in points(title=title)
    assert points(title=title, standing=OFFICIAL)["event notice"] == -4


def test_partnership_is_no_mark_of_a_release_in_a_newsroom():
    title = "Maker partners with a bakery"
    assert "press release" not in points(title=title)
    assert points(title=title, standing=UNKNOWN)["press release"] == -9


@pytest.mark.parametrize(
    ("excerpt", "part"),
    [
        (
            "Мокрый снег закрыл северные гавани, инженеры чинили краны, паромы пошли вновь, пассажиры стояли вдоль причалов и ждали.",
            3,
        ),
        ("北部の港は激しい嵐の後に再開し技術者は壊れたクレーンを修理した", 3),
        ("Quiet days", -4),
    ],
)
def test_substance_is_measured_in_any_script(excerpt, part):
    found = points(excerpt=excerpt)
    assert found.get("informative excerpt", found.get("excerpt repeats title")) == part


def test_official_source_is_no_press_release_but_may_be_soft():
    found = points(standing=OFFICIAL, title="How a bakery is using portals", excerpt="The maker today announced it, said Ann Lee, CEO.")
    assert "press release" not in found
    assert "cites a source" not in found
    assert found["customer story or soft marketing"] == -11


def test_wire_earns_nothing_for_what_its_headlines_announce():
    wire = Standing("press-release wire", 0.25, "wire.example")
    assert "introduces or launches" not in points(standing=wire, title="Maker introduces portals")


def test_kind_seen_twice_counts_once():
    own = article("https://news.example/docs/faq", title="Portals FAQs", excerpt=EXCERPT, images=())
    assert [part.part for part in quality(own, IN_TITLE, RATED, ROOT, ENGLISH).parts].count("reference page") == 1


def label(name, where):
    return Label(topic=name, confidence=0.5, evidence=(Evidence(where=where, what=("words",)),))


@pytest.mark.parametrize(
    ("labels", "standing", "part", "value"),
    [
        ((label("Power Apps", "title"),), RATED, "subject in title", 12),
        ((label("Power Apps", "excerpt"),), RATED, "subject in excerpt", 12),
        ((label("Power Apps", "source"),), OFFICIAL, "official, subject implied", 9),
        ((label("Power Apps", "source"),), RATED, "vouched for by its source", 2),
        ((label("Portals", "title"), label("Power Apps", "child")), RATED, "sub-topic only", 2),
        ((label("Portals", "title"), label("Power Apps", "title")), RATED, "names a sub-topic", 8),
        ((), RATED, "subject not found", -24),
    ],
)
def test_relevance_follows_from_where_the_subject_stands(labels, standing, part, value):
    assert points(labels=labels, standing=standing)[part] == value


def test_vouched_sub_topic_is_not_named():
    assert "names a sub-topic" not in points(labels=(label("Portals", "source"), *IN_TITLE))


def test_homonym_without_the_subject_is_off_topic_even_when_vouched_for():
    title = "Pin diode handles high-power apps"
    assert points(title=title, labels=(label("Power Apps", "source"),))["homonym"] == -51
    assert "homonym" not in points(title=title, labels=(label("Power Apps", "excerpt"),))
    assert homonym("Higher power apps", ROOT) == ""
    assert homonym("Quiet days", None) == ""


@pytest.mark.parametrize(
    ("picture", "value"),
    [
        (Picture(url="https://a.example/1.png", width=300), 1),
        (Picture(url="https://a.example/1.png", width=299), 0),
        (Picture(url="https://a.example/1.png", width=1200, generic=True), 0),
    ],
)
def test_picture_counts_when_it_is_real_and_wide(picture, value):
    assert points(images=(picture,)).get("real picture", 0) == value


def test_quality_below_the_scale_is_limited_by_a_part():
    score = quality(article(title="Market size report 20% off", excerpt="", images=()), (), HOST, ROOT, ENGLISH)
    assert score.value == 0
    assert score.parts[-1].part == "limit"
    assert sum(part.points for part in score.parts) == 0


def test_total_above_the_scale_is_limited_by_a_part():
    assert total([Part(group="a", part="a", points=300)], 0, 200).parts[-1] == Part(group="limit", part="limit", points=-100)


def test_missing_subject_is_a_cap_only_where_an_excerpt_was_read():
    for excerpt, expected in ((EXCERPT, ("subject not found",)), ("Too short to tell.", ())):
        own = article(title="Quiet days", excerpt=excerpt)
        assert caps(own, quality(own, (), RATED, ROOT, ENGLISH)) == expected


def test_bad_kind_is_a_cap():
    own = article(title="Market size report", excerpt="")
    assert caps(own, quality(own, IN_TITLE, RATED, ROOT, ENGLISH)) == ("market-report mill",)


REGISTER = Register(
    {
        "rated.example": Publisher(domain="rated.example", name="R", rating=0.8),
        "weak.example": Publisher(domain="weak.example", name="W", rating=0.45),
        "bad.example": Publisher(domain="bad.example", name="B", rating=0.2, specialist=True),
        "listed.example": Publisher(domain="listed.example", name="L", family="Group"),
        "desk.example": Publisher(domain="desk.example", name="D", reference=True),
        "wire.example": Publisher(domain="wire.example", name="P", role="wire", rating=0.9),
        "host.example": Publisher(domain="host.example", name="H", role="release-host", rating=0.9, specialist=True),
        "docs.rated.example": Publisher(domain="docs.rated.example", name="N", role="not-news"),
        "firm.example": Publisher(domain="firm.example", name="F", role="unknown", rating=0.9),
    },
    {SOURCE: Source(url=SOURCE, official=True)},
    ROOT,
)


@pytest.mark.parametrize(
    ("url", "part", "value", "weight"),
    [
        ("https://rated.example/1", "rated newsroom", 7, 1.0),
        ("https://weak.example/1", "rated weak", -8, 1.0),
        ("https://bad.example/1", "rated unreliable", -10, 0.25),
        ("https://listed.example/1", "listed publisher", 3, 1.0),
        ("https://desk.example/1", "listed publisher", 9, 1.0),
        ("https://wire.example/1", "press-release wire", -14, 0.25),
        ("https://host.example/1", "hosts releases and copies", -10, 0.25),
        ("https://docs.rated.example/1", "not a news source", -15, 0.25),
        ("https://firm.example/1", "unknown publisher", -3, 0.5),
        ("https://firm.example/blog/1", "company blog", -10, 0.5),
        ("https://nobody.example/1", "unknown publisher", -3, 0.5),
        ("https://maker.example/blog/1", "official source of the subject", 14, 1.0),
    ],
)
def test_standing_follows_role_before_rating(url, part, value, weight):
    standing = REGISTER.standing(article(url, source="https://else.example/"))
    assert (standing.part, sum(part.points for part in standing.parts(standard())), standing.weight) == (part, value, weight)


def test_standing_is_worked_out_once_and_never_for_another_article():
    film, text = (article("https://maker.example/1", source="https://else.example/", type=kind) for kind in ("video", "article"))
    assert (REGISTER.standing(film).part, REGISTER.standing(text).part) == ("official source of the subject", "unknown publisher")
    assert REGISTER.standing(film) is REGISTER.standing(film)
    assert REGISTER.standing(article("https://maker.example/1", source=SOURCE)).part == "official source of the subject"


def test_entry_for_a_host_goes_before_the_one_for_its_domain():
    assert REGISTER.standing(article("https://docs.rated.example/1", domain="rated.example", source="")).part == "not a news source"
    assert REGISTER.standing(article("https://news.rated.example/1", domain="rated.example", source="")).part == "rated newsroom"


def test_official_source_makes_its_articles_official():
    assert REGISTER.standing(article("https://wire.example/1")).part == "official source of the subject"


def test_family_is_the_owner_or_the_domain():
    assert REGISTER.family(article("https://listed.example/1")) == "Group"
    assert REGISTER.family(article("https://nobody.example/1")) == "nobody.example"
