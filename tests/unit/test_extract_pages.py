"""The extractor: one article from a page and an entry, field by field."""

from datetime import UTC, datetime
import time

import pytest

from newsloom import ids
from newsloom.extract import PageExtractor
from newsloom.extract.datelines import read_dateline, read_datelines
from newsloom.types import Article, Entry, Failure, Fetched, Publisher

NOW = datetime(2020, 7, 22, 12, tzinfo=UTC)
URL = "https://www.news.example/tech/chips-1"
ENTRY = Entry(source="https://www.news.example/feed.xml", url=URL)


def page(head="", body="", url=URL, content_type="text/html; charset=utf-8", data=None):
    html = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return Fetched(url=url, status=200, headers=(("Content-Type", content_type),), body=html.encode() if data is None else data, at=NOW)


def extract(head="", body="", entry=ENTRY, publishers=None, **more):
    article = PageExtractor(publishers or {}).extract(entry, page(head, body, **more), NOW)
    assert isinstance(article, Article), article
    return article


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


def where(article, field):
    return dict(article.provenance).get(field)


TITLE = "<title>Chips are scarce this summer</title>"


def test_article_with_everything_names_where_each_fact_came_from():
    head = (
        "<title>Chips are scarce this summer | Example News</title>"
        + meta("og:title", "Chips are scarce this summer")
        + meta("og:description", "Makers wait for months.")
        + meta("og:site_name", "Example News")
        + meta("og:image", "/img/fab.jpg")
        + '<link rel="canonical" href="/tech/chips-1?utm_source=x"><link rel="amphtml" href="https://amp.news.example/chips-1">'
        + '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2020-07-21T10:20:00+02:00",'
        + '"author": [{"name": "Jane Doe"}, {"name": "Max Roe"}]}</script>'
    )
    article = extract(head)
    assert article.id == ids.article_id(URL)
    assert (article.url, article.entry_url, article.source) == (URL, URL, ENTRY.source)
    assert (article.domain, article.publisher) == ("news.example", "Example News")
    assert (article.title, article.excerpt) == ("Chips are scarce this summer", "Makers wait for months.")
    assert article.published_at == datetime(2020, 7, 21, 8, 20, tzinfo=UTC)
    assert article.seen_at == NOW
    assert article.amp_url == "https://amp.news.example/chips-1"
    assert article.author == "Jane Doe, Max Roe"
    assert article.images[0].url == "https://www.news.example/img/fab.jpg"
    assert dict(article.provenance) == {
        "url": "html",
        "amp_url": "html",
        "title": "og",
        "excerpt": "og",
        "publisher": "og",
        "published_at": "json-ld",
        "author": "json-ld",
        "images": "og",
    }


def test_entry_alone_makes_an_article():
    entry = Entry(
        source="s",
        url=URL,
        title="Chips &amp; <b>models</b>",
        summary="<p>Scarce.</p>",
        published_at=datetime(2020, 7, 20, tzinfo=UTC),
        author="Jane",
        image="https://cdn.example/a.jpg",
        language="en",
    )
    article = PageExtractor({}).extract(entry, None, NOW)
    assert (article.title, article.excerpt, article.author, article.language) == ("Chips & models", "Scarce.", "Jane", "en")
    assert article.published_at == entry.published_at
    assert article.publisher == "news.example"
    assert article.images[0].url == entry.image
    assert where(article, "title") == "feed"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [(b"%PDF-1.7 x", "application/pdf"), (b"\x89PNG", "image/png"), (b"", "text/html"), (b"{}", "application/json")],
)
def test_answer_that_is_no_page_fails_without_a_title_and_falls_back_on_the_entry_with_one(data, content_type):
    answer = page(data=data, content_type=content_type)
    failure = PageExtractor({}).extract(ENTRY, answer, NOW)
    assert isinstance(failure, Failure)
    assert (failure.stage, failure.code, failure.subject) == ("extract", "not-a-page", URL)
    entry = Entry(source="s", url=URL, title="Chips")
    assert PageExtractor({}).extract(entry, answer, NOW).title == "Chips"


def test_page_without_any_title_fails():
    failure = PageExtractor({}).extract(ENTRY, page(body="<p>words</p>"), NOW)
    assert failure.code == "no-title"


@pytest.mark.parametrize("title", ["Just a moment...", "Access Denied", "404 Not Found", "Are you a robot?", "Sign in"])
def test_wall_in_place_of_the_page_leaves_the_entrys_words(title):
    entry = Entry(source="s", url=URL, title="Chips are scarce")
    article = extract(f"<title>{title}</title>" + meta("og:description", "Please log in."), entry=entry)
    assert (article.title, article.excerpt) == ("Chips are scarce", "")


# titles


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Chips are scarce | Example News", "Chips are scarce"),
        ("Chips are scarce - Example News", "Chips are scarce"),
        ("Chips are scarce — Example News", "Chips are scarce"),
        ("Chips are scarce :: example news", "Chips are scarce"),
        ("Chips are scarce - news.example", "Chips are scarce"),
        ("Example News | Chips are scarce", "Chips are scarce"),
        ("Chips | models | Example News", "Chips | models"),
        ("Microsoft Power Apps | 2019 release wave 2 overview", "Microsoft Power Apps | 2019 release wave 2 overview"),
        ("Chips - why they are scarce", "Chips - why they are scarce"),
        ("R&amp;D &#8211; a &lt;b&gt;history&lt;/b&gt;", "R&D – a history"),
    ],
)
def test_title_loses_the_sites_name_and_nothing_else(title, expected):
    assert extract(f"<title>{title}</title>" + meta("og:site_name", "Example News")).title == expected


def test_title_loses_the_catalogues_name():
    listed = {"news.example": Publisher(domain="news.example", name="The Daily Example")}
    assert extract("<title>Chips are scarce | The Daily Example</title>", publishers=listed).title == "Chips are scarce"


def test_heading_is_taken_when_the_heads_title_is_it_and_more():
    article = extract(meta("og:title", "Chips are scarce: what to do"), "<h1>Example</h1><h1 class=x>Chips are <i>scarce</i></h1>")
    assert (article.title, where(article, "title")) == ("Chips are scarce", "html")


def test_heading_that_is_about_something_else_is_not_taken():
    assert extract(meta("og:title", "Chips are scarce"), "<h1>Newsletter of the week</h1>").title == "Chips are scarce"


def test_heading_serves_where_the_head_has_no_title():
    assert extract("", "<h1>Chips are scarce</h1>").title == "Chips are scarce"


def test_heading_that_is_the_sites_name_is_no_title():
    assert extract(meta("og:site_name", "Example News"), "<h1>Example News</h1><h1>Chips are scarce</h1>").title == "Chips are scarce"


def test_json_ld_headline_serves_where_open_graph_is_silent():
    article = extract('<script type="application/ld+json">{"@type": "Article", "headline": "Chips are scarce"}</script>')
    assert (article.title, where(article, "title")) == ("Chips are scarce", "json-ld")


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("<title>Chips are scarce : News archive</title>", "<h1>The Daily</h1><h2>Chips are scarce</h2>", "Chips are scarce"),
        ("<title>Summer: Chips are scarce</title>", '<h1><span class="kicker">Summer</span> Chips are scarce</h1>', "Chips are scarce"),
        ("<title>Chips are scarce - Daily</title>", "<h1><span>Summer</span> <span>Chips are scarce</span></h1>", "Chips are scarce"),
        ("<title>Home of chips</title>", "<article><h1>Why buyers wait</h1></article>", "Why buyers wait"),
        ("<title>Chips are scarce</title>", "<aside><h2>Chips</h2></aside><h2>Chips and cars</h2>", "Chips are scarce"),
        ("<title>Chips are scarce</title>", "<h1>Chips are <!-- --><em>scar</em>ce</h1>", "Chips are scarce"),
    ],
    ids=["second level", "kicker", "two blocks", "only in the piece", "part of the title", "markup in words"],
)
def test_title_is_the_words_that_head_and_body_agree_on(head, body, expected):
    assert extract(head, body).title == expected


# excerpts


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Two  lines\nof text &amp;amp; more.", "Two lines of text & more."),
        ("It ends in the middle of", "It ends in the middle of…"),
        ("It was cut by its source...", "It was cut by its source…"),
        ("Scarce chips. The post Chips are scarce appeared first on Example News.", "Scarce chips."),
        ("Scarce chips. Continue reading Chips are scarce →", "Scarce chips."),
        ("Scarce chips. Read more", "Scarce chips."),
        ("Placeholder.", ""),
        ("We use cookies to improve your experience.", ""),
        ("Disclaimer / Accessibility Statement / Commerce Policy", ""),
        ("Disclaimer | Accessibility Statement | Commerce Policy | Stock quotes by quotes.example Chips are late.", "Chips are late."),
        ("We tested cookies from ten bakeries.", "We tested cookies from ten bakeries."),
        ("Sign up for the preview of the new chips.", "Sign up for the preview of the new chips."),
    ],
)
def test_excerpt_keeps_the_whole_text_and_no_boilerplate(said, expected):
    assert extract(TITLE + meta("og:description", said)).excerpt == expected


def test_long_description_ends_at_a_sentence():
    said = "A sentence of some length about chips and models. " * 12
    assert extract(TITLE + meta("og:description", said)).excerpt == ("A sentence of some length about chips and models. " * 6).strip()


def test_description_that_repeats_the_title_gives_way_to_the_feeds_summary():
    entry = Entry(source="s", url=URL, summary="Makers wait for months.")
    article = extract(TITLE + meta("og:description", "Chips are scarce this summer."), entry=entry)
    assert (article.excerpt, where(article, "excerpt")) == ("Makers wait for months.", "feed")


def test_description_that_repeats_the_title_is_better_than_nothing():
    assert extract(TITLE + meta("og:description", "Chips are scarce this summer.")).excerpt == "Chips are scarce this summer."


def test_longer_continuation_of_the_same_text_is_taken():
    entry = Entry(source="s", url=URL, summary="Makers wait for months. And then some more.")
    article = extract(TITLE + meta("og:description", "Makers wait for [...]"), entry=entry)
    assert article.excerpt == "Makers wait for months. And then some more."


def test_first_real_paragraph_serves_where_nothing_is_declared():
    long = "Makers of cars, phones and consoles wait for months for the chips that they have ordered and paid."
    assert extract(TITLE, f"<p>By Jane</p><pre>{'x' * 100}</pre><p class=a>{long}</p>").excerpt == long


# dates


@pytest.mark.parametrize(
    ("head", "body", "day", "by"),
    [
        ('<script type="application/ld+json">{"@type": "Article", "datePublished": "2020-07-01"}</script>', "", 1, "json-ld"),
        (meta("article:published_time", "2020-07-02T00:00:00Z"), "", 2, "og"),
        ('<meta name="parsely-pub-date" content="2020-07-03">', "", 3, "html"),
        ("", '<time class="entry-date" datetime="2020-07-04">4 July</time>', 4, "html"),
        ("", '<span itemprop="datePublished" content="2020-07-05"></span>', 5, "html"),
        ("", '<script type="application/ld+json">{"@type": "Article", "datePublished": "2020-07-06"}</script>', 6, "json-ld"),
        ("", "<time datetime='2020-07-08'>", 8, "html"),
        ("", '<div class="post-meta">Jane, July 9, 2020</div>', 9, "html"),
        ("", "<h1>Chips are scarce</h1><div>10. Juli 2020</div>", 10, "html"),
        ("", "", 22, "first-seen"),
    ],
)
def test_date_comes_from_the_surest_that_says_one(head, body, day, by):
    article = extract(TITLE + head, body)
    assert (article.published_at.day, where(article, "published_at")) == (day, by)


def test_feeds_date_goes_before_any_unmarked_time_of_the_page():
    entry = Entry(source="s", url=URL, published_at=datetime(2020, 7, 7, tzinfo=UTC))
    article = extract(TITLE, "<time datetime='2020-07-08'>", entry=entry)
    assert (article.published_at.day, where(article, "published_at")) == (7, "feed")


def test_whole_date_in_the_address_serves_before_first_sight():
    entry = Entry(source="s", url="https://news.example/2020/07/11/chips")
    article = extract(TITLE, entry=entry, url=entry.url)
    assert (article.published_at.day, where(article, "published_at")) == (11, "url")


@pytest.mark.parametrize("said", ["2031-01-01", "1970-01-01", "0000-00-00", "yesterday", "99999-01-01"])
def test_date_that_cannot_be_true_is_passed_over(said):
    entry = Entry(source="s", url=URL, published_at=datetime(2020, 7, 7, tzinfo=UTC))
    assert extract(TITLE + meta("article:published_time", said), entry=entry).published_at == entry.published_at


def test_piece_of_2017_that_is_changed_and_listed_today_keeps_its_year():
    head = meta("article:published_time", "2017-05-03T08:00:00Z") + meta("article:modified_time", "2020-07-22T08:00:00Z")
    entry = Entry(source="s", url=URL, published_at=NOW)
    body = "<p>22 July 2020</p><time class=updated datetime=2020-07-22>today</time><footer>© 2020</footer>"
    assert extract(TITLE + head + meta("og:updated_time", "2020-07-22"), body, entry=entry).published_at.year == 2017


@pytest.mark.parametrize("older", ['<script type="application/ld+json">{"@type": "Article", "datePublished": "2017-05-03"}</script>', ""])
def test_piece_that_is_declared_anew_keeps_the_date_of_a_year_before(older):
    url = URL if older else "https://www.news.example/2017/05/03/chips"
    article = extract(TITLE + older + meta("article:published_time", "2020-07-22T08:00:00Z"), entry=Entry(source="s", url=url), url=url)
    assert article.published_at.date().isoformat() == "2017-05-03"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>Chips are scarce this summer</h1><p>22 July 2020</p><p>12 May 2017</p>", "2017-05-12"),
        ("<h1>Chips are scarce this summer</h1><p>Last updated: 1 July 2020</p><p>Published: 3 May 2017</p>", "2017-05-03"),
        ("<h1>Chips are scarce this summer</h1><p>Words.</p><footer>© 2011-2020 News</footer>", "2020-07-22"),
        ('<script>data = {"publishedAt":"2017-05-03T08:00:00Z"}</script>', "2017-05-03"),
        ("<div class=comments><time datetime=2019-01-01></time></div>", "2020-07-22"),
        ("<time class=modified datetime=2019-01-01></time>", "2019-01-01"),
        ("<p>[Stand: 8. Mai 2019, 5:02 Uhr]</p>", "2019-05-08"),
        ("<p>Stand: 8. Mai 2019</p><p>Published on 3 May 2017</p>", "2017-05-03"),
        ("<meta name=description content='Chips (notice of 3 May 2017)'><p>Stand: 8. Mai 2019</p>", "2017-05-03"),
        ("<meta name=date content='05/03/2017 08:00:00'>", "2017-05-03"),
        ("<meta name=date content='05/03/2017'>", "2017-03-05"),
        ("<time class=modified datetime=2019-01-01></time><time datetime=2017-05-03></time>", "2017-05-03"),
        ("<meta name=date content=2019-01-12><div class=byline>5 January 2019</div>", "2019-01-05"),
        ("<meta name=date content=2019-01-12><time datetime=2019-01-11></time>", "2019-01-11"),
        ("<meta name=date content=2019-01-12><div class=byline>15 January 2019</div>", "2019-01-12"),
        ("<meta name=date content=2019-01-12><div class=byline>5 January 2017</div>", "2019-01-12"),
        ("<meta name=pubdate content=2019-01-12><div class=byline>5 January 2019</div>", "2019-01-12"),
        ("<p>Seen from space on 1.2.2017.</p><p>Last change: 3 May 2018</p>", "2018-05-03"),
        ("<h1>Chips are scarce this summer</h1><p>Stand: 8. Mai 2019</p><p>The report of 6 May 2019</p>", "2019-05-06"),
        (
            f"<h1>Chips are scarce this summer</h1><p>Stand: 8. Mai 2019</p><p>{'word ' * 99}of 6 May 2018 {'word ' * 999}</p>",
            "2019-05-08",
        ),
        ("<p>Registriert: 18.09.2008</p><p>21.01.2009</p>", "2009-01-21"),
        ("<p>26 | 01 | 2019</p>", "2019-01-26"),
    ],
    ids=[
        "the day of the visit",
        "last updated",
        "copyright",
        "data of a program",
        "a comment's",
        "a change alone",
        "a change in words",
        "a change in words first",
        "the description",
        "month first by machine",
        "day first by hand",
        "a change first",
        "a vague date, and a by-line's shortly before",
        "a vague date, and a time shortly before",
        "a vague date, and a later one",
        "a vague date, and one long before",
        "a sure date, and a by-line's shortly before",
        "a change, and a date among the words",
        "a change near the title, and a date there",
        "a change near the title, and a date among the words",
        "the day on which somebody joined",
        "bars between figures",
    ],
)
def test_date_is_found_where_pages_write_it_and_no_other_date_is_taken_for_it(body, expected):
    assert extract(TITLE, body).published_at.date().isoformat() == expected


@pytest.mark.parametrize(
    "written",
    [
        "21 July 2017", "July 21st, 2017", "21. Juli 2017", "21 juillet 2017", "21 de julio de 2017", "21 de julho de 2017",
        "21 luglio 2017",
        "21 juli 2017", "21 lipca 2017", "21. července 2017", "21 iulie 2017", "2017. július 21.", "21 Temmuz 2017",
        "21 июля 2017",
        "21 липня 2017", "21 Ιουλίου 2017", "21. heinäkuuta 2017", "2017年7月21日", "21.7.2017", "21/07/2017", "2017-07-21",
        "21 يوليو 2017", "21 de xullo de 2017", "21. srpnja 2017.", "21. јул 2017.", "21 юли 2017 г.", "21. juuli 2017",
        "2017 m. liepos 21 d.", "21 ביולי 2017", "21 korrik 2017", "21 ліпеня 2017",
    ],
)  # fmt: skip
def test_dateline_is_read_in_many_languages(written):
    assert read_dateline(f"Jane, {written}, 8:20", "xx") == datetime(2017, 7, 21, tzinfo=UTC)


def test_day_is_the_one_of_the_bodys_own_zone_where_the_head_says_the_same_moment_in_utc():
    head = meta("article:published_time", "2020-07-04T03:37:37+00:00")
    page = Fetched(url=URL, status=200, body=f"{TITLE}{head}<time datetime=2020-07-03T23:37:37-04:00>".encode(), at=NOW)
    other = Fetched(url=URL, status=200, body=f"{TITLE}{head}<time datetime=2020-07-02T23:37:37-04:00>".encode(), at=NOW)
    days = [PageExtractor({}).dated(Entry(source="s", url=URL), each, NOW)[1].isoformat() for each in (page, other)]
    assert days == ["2020-07-03", "2020-07-04"]


@pytest.mark.parametrize("between", [" and ", " " * 47, "x" * 48, " word" * 10, " chips" * 150, " 5 chips of 1.5.2 " * 30])
def test_datelines_far_and_near_are_read_whole_in_the_order_of_the_text(between):
    said = ["12th of September, 2017", "2018. december 13", "21. Juli 2019", "7/22/20", "2020-07-23"]
    found = [day.date().isoformat() for day in read_datelines(between.join(said), "en")]
    assert found == ["2017-09-12", "2018-12-13", "2019-07-21", "2020-07-22", "2020-07-23"]


@pytest.mark.parametrize("before", ["", "Ω" * 900, "<i>чип</i>" * 90])
def test_author_behind_a_label_is_found_whatever_the_bytes_before_it(before):
    assert extract(TITLE, f"<h1>Chips</h1><p>{before}</p><div>– Von <b>Zoë Müller</b></div><p>By and large.</p>").author == "Zoë Müller"


def test_day_is_the_publishers_own():
    answer = page(TITLE + meta("article:published_time", "2020-07-21T00:30:00+02:00"))
    article, day = PageExtractor({}).dated(ENTRY, answer, NOW)
    assert (article.published_at, day.isoformat()) == (datetime(2020, 7, 20, 22, 30, tzinfo=UTC), "2020-07-21")


# addresses


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("/tech/chips-1.html", "https://www.news.example/tech/chips-1.html"),
        ("https://news.example/Straße?b=2&a=1&fbclid=x", "https://news.example/Straße?b=2&a=1"),
        ("https://other.example/copy", URL),
        ("https://www.news.example/", URL),
        ("javascript:alert(1)", URL),
        ("https%3A%2F%2Fwww.news.example%2Ftech%2Fchips-1", URL),
        ("/https://www.news.example/tech/chips-1", URL),
        ("", URL),
    ],
)
def test_canonical_address_counts_if_it_could_be_this_page(canonical, expected):
    assert extract(f'{TITLE}<link rel="canonical" href="{canonical}">').url == expected


def test_canonical_address_that_drops_the_piece_s_number_is_refused():
    entry = Entry(source="s", url="https://news.example/story?id=17&utm_source=rss")
    article = extract(TITLE + '<link rel=canonical href="/story">', entry=entry, url="https://news.example/story?id=17")
    assert article.url == "https://news.example/story?id=17"


def test_copy_in_an_amp_cache_is_known_by_the_address_of_its_site():
    url = "https://news-example.cdn.ampproject.org/c/s/news.example/a"
    article = extract(TITLE + f'<link rel=canonical href="{URL}">', entry=Entry(source="s", url=url), url=url)
    assert (article.url, article.domain) == (URL, "news.example")


def test_copy_in_an_amp_cache_cannot_speak_in_another_sites_name():
    url = "https://evil-example.cdn.ampproject.org/c/s/evil.example/a"
    article = extract(TITLE + f'<link rel=canonical href="{URL}">', entry=Entry(source="s", url=url), url=url)
    assert (article.url, article.domain) == (url, "ampproject.org")


def test_redirected_entry_is_known_by_where_it_ended():
    entry = Entry(source="s", url="https://feedproxy.example/1")
    article = extract(TITLE, entry=entry)
    assert (article.url, article.entry_url) == (URL, entry.url)


def test_entrys_spelling_is_kept_where_it_is_the_same_address():
    entry = Entry(source="s", url="https://news.example/straße?x=1#part")
    assert extract(TITLE, entry=entry, url="https://news.example/stra%C3%9Fe?x=1").url == "https://news.example/straße?x=1#part"


def test_relative_addresses_follow_the_pages_base():
    article = extract(f'<base href="https://www.news.example/deep/">{TITLE}<link rel=canonical href=a>' + meta("og:image", "b.jpg"))
    assert (article.url, article.images[0].url) == ("https://www.news.example/deep/a", "https://www.news.example/deep/b.jpg")


def test_amp_page_that_is_the_page_itself_is_none():
    assert extract(f'{TITLE}<link rel="amphtml" href="{URL}/?utm_source=amp">').amp_url == ""


# publishers, authors, language

LINKED_AUTHORS = """<script type="application/ld+json">{"@graph": [{"@type": "Article", "author": [{"@id": "#j"}, "Max Roe"]},
    {"@id": "#j", "name": "Jane Doe"}]}</script>"""


OWN_SITE = meta("og:site_name", "Chip letters") + (
    '<script type="application/ld+json">{"@type": "Article", "author": {"name": "Jane Doe"}, "publisher": {"name": "Jane Doe"}}</script>'
)


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        (meta("og:site_name", "Example News"), "Example News"),
        ('<script type="application/ld+json">{"@type": "Article", "publisher": {"name": "Example"}}</script>', "Example"),
        ('<meta name="application-name" content="Example App">', "Example App"),
        (meta("og:site_name", "Chips are scarce this summer"), "news.example"),
        (meta("og:site_name", "https://news.example"), "news.example"),
        (meta("og:site_name", "x" * 61), "news.example"),
        (meta("og:site_name", "Home"), "news.example"),
        ("", "news.example"),
    ],
)
def test_publisher_is_a_believable_name_or_the_domain(head, publisher):
    assert extract(TITLE + head).publisher == publisher


def test_catalogues_name_goes_before_the_pages():
    listed = {"news.example": Publisher(domain="news.example", name="The Daily Example")}
    article = extract(TITLE + meta("og:site_name", "DE"), publishers=listed)
    assert (article.publisher, where(article, "publisher")) == ("The Daily Example", "catalogue")


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ('<meta name="author" content="By Jane Doe">', "", "Jane Doe"),
        ('<meta name="author" content="Jane Doe, Staff Writer">', "", "Jane Doe"),
        ('<meta name="author" content="Jane Doe und Max Roe">', "", "Jane Doe, Max Roe"),
        ('<meta name="citation_author" content="Jane Doe"><meta name="citation_author" content="Max Roe">', "", "Jane Doe, Max Roe"),
        (meta("article:author", "https://facebook.example/jane"), "", ""),
        (meta("og:site_name", "Example News") + '<meta name="author" content="Example News">', "", ""),
        ('<meta name="author" content="admin">', '<a rel="author" href="/j">Jane Doe</a>', "Jane Doe"),
        ('<meta name="author" content="Acme GmbH">', '<span class="byline">Von <a href="/j">Jane Doe</a></span>', "Jane Doe"),
        ("", '<div class="byline">By <b>Jane Doe</b> &amp; Max Roe | 21 July 2020</div>', "Jane Doe, Max Roe"),
        ("", '<div class="author">Posted by <a href="/author/jane">Jane Doe</a> 3 hours ago</div>', "Jane Doe"),
        ("", '<div class="comments"><span class="author">Max Roe</span></div>', ""),
        ("", "<h1>Chips are scarce this summer</h1><p>By Jane Doe</p><p>words</p>", "Jane Doe"),
        ("", "<h1>Chips are scarce this summer</h1><p>It was said by those who wait.</p>", ""),
        (LINKED_AUTHORS, "", "Jane Doe, Max Roe"),
        ("", '<a href="/people/x">People</a><p>By <b>Jane Doe</b></p>', "Jane Doe"),
        ("", '<a href="/people/x">Jane Doe</a>', "Jane Doe"),
        ("", '<div class="author">Snow and ice monitoring from above</div><p>By Jane Doe</p>', "Jane Doe"),
        ("", '<div class="widget Blog"><p class="vcard">Jane Doe</p></div>', "Jane Doe"),
        ("", '<div class="post-footer"><p class="vcard">Jane Doe</p></div>', "Jane Doe"),
        ("", '<div class="page-footer"><p class="vcard">Jane Doe</p></div>', ""),
        ("", '<div class="widget"><span class="post-author">Jane Doe</span></div>', ""),
        ("", '<span class="byline">By Jane Doe, Example News, New York</span>' + meta("og:site_name", "Example News"), "Jane Doe"),
        ("", '<span class="byline">Jane Doe, Projektleiterin in Bonn</span>', "Jane Doe"),
        ("", '<span class="byline">Autor/in: Jane Doe</span>', "Jane Doe"),
        ("", '<div class="byline"><span class="author">Auteur:</span> <a href="/j">Jane Doe</a></div>', "Jane Doe"),
        ("", '<span class="byline">Redaktion Neues Beispiel</span>', "Redaktion Neues Beispiel"),
        ('<meta name="author" content="Redaktion">', "", "Redaktion"),
        ('<meta name="author" content="Redaktion">', "<p>Von Jane Doe</p>", "Jane Doe"),
        (meta("twitter:label1", "Verfasst von") + meta("twitter:data1", "Jane Doe"), "", "Jane Doe"),
        (meta("twitter:label1", "Reading time") + meta("twitter:data1", "Two minutes"), "", ""),
        ('<meta name="author" content="Jane">', "<p><strong>Eine Kolumne von Jane Doe</strong></p>", "Jane Doe"),
        ('<meta name="author" content="Jane">', "<p>Eine Kolumne von Max Roe</p>", "Jane"),
        (OWN_SITE, "", "Jane Doe"),
    ],
)
def test_author_is_a_name(head, body, author):
    assert extract(TITLE + head, body).author == author


@pytest.mark.parametrize(
    ("body", "author"),
    [
        ("<p>Von <strong><a href=/j>Jane Doe</a></strong> und <b>Max Roe</b><br>Bonn. Chips sind knapp.</p>", "Jane Doe, Max Roe"),
        ("<h4>Autor</h4> <p><a href=/j>Jane Doe</a></p>", "Jane Doe"),
        ("<b>Autor:</b> Jane Doe<br>Quelle: Beispiel", "Jane Doe"),
        ("<p>Text: Jane Doe</p>", "Jane Doe"),
        ("<p>Von Anfang an waren Chips knapp.</p>", ""),
        ("<p>By Jane Doe and the many others who have waited for months for the chips that they had ordered and paid for.</p>", ""),
        ("<p>By Acme Verlag</p>", ""),
        ("<p>Theme by <a href=/x>Jane Doe</a></p>", ""),
        ("<p>By Ann Lee</p><p>By Bob Ray</p><p>By Cid Fox</p>", ""),
        ("<p>By Ann Lee</p><p>By Bob Ray</p><h1>Chips</h1><p>By Cid Fox</p>", "Cid Fox"),
    ],
)
def test_author_is_who_begins_an_element_with_by(body, author):
    assert extract("<title>Nothing that stands in the body</title>", body).author == author


@pytest.mark.parametrize(
    ("data", "language"),
    [
        (b'<html lang="de-CH"><title>Chips sind knapp</title>', "de-CH"),
        (b'<title>Chips are scarce</title><meta property="og:locale" content="en_GB">', "en-GB"),
        (b'<title>Chips</title><meta http-equiv="content-language" content="fr">', "fr"),
        (b'<title>Chips</title><script type="application/ld+json">{"@type": "Article", "inLanguage": "it-IT"}</script>', "it-IT"),
        (b'<html lang="no language at all"><title>Chips are scarce</title>', ""),
    ],
)
def test_language_is_a_tag(data, language):
    assert extract(data=data).language == language


# videos


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://youtube.com/watch?v=WJk-Y8LQlfE", "WJk-Y8LQlfE"),
        ("https://www.youtube.com/watch?t=1&v=WJk-Y8LQlfE", "WJk-Y8LQlfE"),
        ("https://youtu.be/WJk-Y8LQlfE", "WJk-Y8LQlfE"),
        ("https://www.youtube.com/shorts/WJk-Y8LQlfE", "WJk-Y8LQlfE"),
    ],
)
def test_video_has_its_player_and_its_channels_name(url, key):
    head = TITLE + meta("og:site_name", "YouTube")
    article = extract(head, entry=Entry(source="s", url=url, author="Example Channel"), url=url)
    assert article.type == "video"
    assert article.publisher == "Example Channel"
    assert article.embed == (
        f'<iframe width="800" height="500" frameborder="0" src="https://www.youtube.com/embed/{key}" '
        'allow="accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture" allowfullscreen></iframe>'
    )


def test_video_id_that_is_none_gets_no_player():
    url = "https://youtube.com/watch?v=%22%3E%3Cscript%3E"
    article = extract(TITLE, entry=Entry(source="s", url=url), url=url)
    assert (article.type, article.embed) == ("video", "")


def test_video_elsewhere_is_a_video_without_a_player():
    article = extract(TITLE + meta("og:type", "video.other"))
    assert (article.type, article.embed) == ("video", "")


# bytes


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<meta charset=windows-1251><title>Чипы в дефиците</title>".encode("cp1251"), "text/html"),
        ("<title>Чипы в дефиците</title>".encode("koi8-r"), "text/html; charset=koi8-r"),
        ("<meta charset=iso-8859-1><title>Чипы в дефиците</title>".encode(), "text/html"),
        ("<title>Чипы в дефиците</title>".encode("utf-16"), "text/html"),
    ],
    ids=["meta", "header", "lie", "mark"],
)
def test_charset_is_found_out(data, content_type):
    assert extract(data=data, content_type=content_type).title == "Чипы в дефиците"


def test_undeclared_bytes_are_windows_1252():
    assert extract(data="<title>Zürich – Café</title>".encode("cp1252"), content_type="text/html").title == "Zürich – Café"


def test_upper_case_head_end_is_found():
    assert extract(data=b"<HTML><HEAD><TITLE>Chips are scarce</TITLE></HEAD><BODY><title>no</title>").title == "Chips are scarce"


def test_metadata_behind_a_noscript_picture_is_read():
    assert extract(TITLE + '<noscript><img src="p.gif"></noscript>' + meta("og:description", "Late.")).excerpt == "Late."


def test_metadata_behind_large_scripts_is_read():
    assert (
        extract(TITLE + f"<script>{'x' * 300_000}</script><style>{'y' * 300_000}</style>" + meta("og:description", "Late.")).excerpt
        == "Late."
    )


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[[[[",
        '{"@type": ["Article", 5], "author": [[[]]], "image": {"url": {"a": 1}}}',
    ],
)
def test_junk_in_json_ld_does_no_harm(script):
    assert extract(TITLE + f'<script type="application/ld+json">{script}</script>').title == "Chips are scarce this summer"


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "Chips are scarce"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "Chips are scarce"}\n//]]>',
        '{"@type": "Article", "headline": "Chips are scarce", "articleBody": "two\nlines"};',
    ],
    ids=["comment", "cdata", "raw line end"],
)
def test_json_ld_in_its_common_disguises_is_read(script):
    assert extract(f'<script type="application/ld+json">{script}</script>').title == "Chips are scarce"


def test_json_ld_refers_to_its_own_nodes():
    graph = """{"@graph": [{"@type": "WebPage", "datePublished": "2020-07-01"}, {"@type": "NewsArticle", "author": {"@id": "#jane"},
        "publisher": {"@id": "#us"}, "image": {"@id": "#pic"}}, {"@id": "#jane", "name": "Jane Doe"}, {"@id": "#us", "name": "Example"},
        {"@id": "#pic", "url": "https://cdn.example/fab.jpg"}]}"""
    article = extract(TITLE + f'<script type="application/ld+json">{graph}</script>')
    assert (article.author, article.publisher, article.images[0].url) == ("Jane Doe", "Example", "https://cdn.example/fab.jpg")
    assert article.published_at.day == 1


HOSTILE = {
    "attributes": "<head><meta " + " ".join(f"a{n}=b" for n in range(100_000)) + ">",
    "quoted attributes": "<head><meta " + " ".join(f'a{n}=">"' for n in range(60_000)) + ">",
    "lists": "<head></head><body>" + "<ul><li>" * 50_000,
    "blocks in the head": "<head>" + "<div>" * 100_000,
    "times": "<head></head><body>" + "<time datetime=x>" * 50_000,
    "headings": "<head></head><body>" + "<h1>" * 100_000,
    "scripts": "<head>" + "<script type='application/ld+json'>" * 20_000,
    "json": "<head><script type='application/ld+json'>" + '{"@graph":' * 50_000 + "</script>",
    "classes": "<head></head><body>" + "class='date" * 80_000,
    "paragraphs": "<head></head><body>" + "<p " * 200_000,
    "nested headings": "<div>" * 60_000 + "<h1>Chips</h1>",
    "unclosed scripts": "<script></SCRIPT>" * 60_000,
    "bylines": "<div class=author>" * 60_000,
    "labels": "<p>By Jane Doe" * 60_000,
    "label's blanks": (">" + " " * 59) * 8_000,
    "card labels": "<meta name=twitter:label1 content='written by'><meta name=twitter:data1 content='" + "By " * 90_000 + "'>",
    "programs": '"published":"2' * 80_000,
    "title": "<head><title>" + "| a - " * 100_000,
    "description": '<head><meta name=description content="' + "The post Continue reading " * 30_000 + '">',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_costs_little_time(name):
    entry = Entry(source="s", url=URL, title="Chips")
    answer = page(data=HOSTILE[name].encode())
    begun = time.process_time()
    assert isinstance(PageExtractor({}).extract(entry, answer, NOW), Article)
    assert time.process_time() - begun < 5
