"""Feeds of every dialect, whole and broken, become entries."""

from datetime import UTC, datetime
import sys
import time

import pytest

from newsloom.sources import tolerant
from newsloom.sources.conversation import LARGEST_HARVEST
from newsloom.sources.document import Content, Document, Enclosure, Person, Tag
from newsloom.sources.feed import parse_document, parse_feed
from newsloom.types import Failure, Fetched, Harvest

NOW = datetime(2020, 7, 21, 12, tzinfo=UTC)
URL = "https://news.example/feeds/all.xml"


def read(body: str | bytes, content_type: str = "application/xml", url: str = URL) -> Harvest:
    answer = answered(body, content_type, url)
    harvest = parse_feed(answer)
    assert isinstance(harvest, Harvest), harvest
    return harvest


def answered(body: str | bytes, content_type: str = "application/xml", url: str = URL) -> Fetched:
    data = body.encode() if isinstance(body, str) else body
    return Fetched(url=url, status=200, headers=(("Content-Type", content_type),), body=data, at=NOW)


def rss(items: str, head: str = "<title>News</title>", attributes: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0" {attributes}><channel>{head}{items}</channel></rss>'


def test_rss_item_with_everything_becomes_an_entry():
    harvest = read(
        rss(
            """<item><title>Chips &amp;amp; models</title><link>https://news.example/a?x=1&amp;y=2</link>
            <description>&lt;p&gt;Scarce.&lt;/p&gt;</description><pubDate>Tue, 21 Jul 2020 08:20:00 EST</pubDate>
            <dc:creator>Jane Doe</dc:creator><media:thumbnail url="/small.jpg"/>
            <media:content url="https://cdn.example/a.jpg" medium="image"/></item>""",
            "<title>Example News</title><language>en-us</language>",
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"',
        )
    )
    entry = harvest.entries[0]
    assert harvest.title == "Example News"
    assert harvest.kind == "feed"
    assert entry.source == URL
    assert entry.url == "https://news.example/a?x=1&y=2"
    assert entry.title == "Chips &amp; models"
    assert entry.summary == "<p>Scarce.</p>"
    assert entry.published_raw == "Tue, 21 Jul 2020 08:20:00 EST"
    assert entry.published_at == datetime(2020, 7, 21, 13, 20, tzinfo=UTC)
    assert (entry.author, entry.image, entry.language) == ("Jane Doe", "https://cdn.example/a.jpg", "en-us")


DIALECTS = {
    "rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
        <channel><title>News</title></channel><item><title>A</title><link>https://news.example/a</link></item></rdf:RDF>""",
    "rss091": """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
        <rss version="0.91"><channel><title>News</title><item><title>A</title><link>https://news.example/a</link></item></channel></rss>""",
    "atom10": """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>A</title>
        <link rel="self" href="https://news.example/a.atom"/><link href="https://news.example/a"/></entry></feed>""",
    "atom03": """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>News</title><entry><title>A</title>
        <link rel="alternate" type="text/html" href="https://news.example/a"/></entry></feed>""",
    "json": """{"version": "https://jsonfeed.org/version/1.1", "title": "News",
        "items": [{"id": "1", "title": "A", "url": "https://news.example/a"}]}""",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_title_and_entries(dialect):
    harvest = read(DIALECTS[dialect])
    assert harvest.title == "News"
    assert [(entry.title, entry.url) for entry in harvest.entries] == [("A", "https://news.example/a")]


def test_relative_link_is_joined_to_the_feeds_address():
    assert read(rss("<item><link>/a</link></item>")).entries[0].url == "https://news.example/a"


def test_relative_link_is_joined_to_xml_base_where_one_is_given():
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/blog/"><entry xml:base="2020/">'
        '<link href="a"/></entry></feed>'
    )
    assert read(body).entries[0].url == "https://other.example/blog/2020/a"


def test_missing_link_is_read_from_the_guid_if_that_is_an_address():
    body = rss("<item><title>A</title><guid>https://news.example/a</guid></item><item><title>B</title><guid>b-17</guid></item>")
    assert [entry.url for entry in read(body).entries] == ["https://news.example/a", ""]


def test_counting_services_link_gives_way_to_the_publishers_own():
    body = rss(
        "<item><link>https://feedproxy.example/~r/1</link><fb:origLink>https://news.example/a</fb:origLink></item>",
        attributes='xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"',
    )
    assert read(body).entries[0].url == "https://news.example/a"


def test_one_guid_for_all_items_loses_none():
    items = "".join(f'<item><guid isPermaLink="false">same</guid><link>https://news.example/{n}</link></item>' for n in range(5))
    assert len(read(rss(items)).entries) == 5


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://news.example/a", "https://user@news.example/", "data:text/html,x", ""])
def test_item_without_a_web_address_has_none_and_its_neighbours_stay(link):
    body = rss(f"<item><title>A</title><link>{link}</link></item><item><link>https://news.example/b</link></item>")
    assert [entry.url for entry in read(body).entries] == ["", "https://news.example/b"]


def test_item_with_neither_address_nor_title_is_none():
    assert read(rss("<item><description>x</description></item>")).entries == ()


def test_unclosed_tag_loses_no_item():
    items = "".join(f"<item><title>Item {n}<link>https://news.example/{n}</link></item>" for n in range(10))
    assert [entry.url for entry in read(rss(items)).entries] == [f"https://news.example/{n}" for n in range(10)]


def test_undefined_entities_and_stray_ampersands_keep_every_character():
    entry = read(
        rss("<item><title>Caf&eacute; &nbsp;R&D &amp; co &#8212; x</title><link>https://news.example/?a=1&b=2</link></item>")
    ).entries[0]
    assert entry.title == "Café \xa0R&D & co — x"
    assert entry.url == "https://news.example/?a=1&b=2"


def test_cdata_is_never_mended():
    entry = read(rss("<item>\x08<link><![CDATA[https://news.example/?a=1&copy=2]]></link></item>")).entries[0]
    assert entry.url == "https://news.example/?a=1&copy=2"


def test_control_characters_do_not_end_the_feed():
    assert len(read(rss("<item><title>a\x08</title><link>/a</link></item><item><link>/b</link></item>")).entries) == 2


def test_control_character_in_an_address_costs_that_character_only():
    body = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://news.example/a\x08b"/></entry></feed>'
    assert read(body).entries[0].url == "https://news.example/ab"


def test_words_before_the_declaration_are_skipped():
    assert read("\n\nWarning: something\n" + rss("<item><link>/a</link></item>")).entries


def test_foreign_name_space_never_replaces_the_feeds_own_words():
    body = rss("<item><x:title>wrong</x:title><title>right</title><link>/a</link></item>", attributes='xmlns:x="https://x.example/ns"')
    assert read(body).entries[0].title == "right"


def test_markup_in_an_atom_title_is_kept_as_written():
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml">
        <div xmlns="http://www.w3.org/1999/xhtml">A <b>B</b></div></title><link href="https://news.example/a"/></entry></feed>"""
    assert read(body).entries[0].title == "A <b>B</b>"


@pytest.mark.parametrize(
    ("said", "author"),
    [("jane@news.example (Jane Doe)", "Jane Doe"), ("jane@news.example", ""), ("Jane Doe", "Jane Doe")],
)
def test_rss_author_is_a_name_and_never_a_mail_address(said, author):
    assert read(rss(f"<item><link>/a</link><author>{said}</author></item>")).entries[0].author == author


@pytest.mark.parametrize(
    ("markup", "image"),
    [
        ('<enclosure url="/a.jpg" type="image/jpeg" length="1"/>', "https://news.example/a.jpg"),
        ('<enclosure url="/a.mp3" type="audio/mpeg" length="1"/>', ""),
        ('<m:thumbnail url="/t.jpg"/>', "https://news.example/t.jpg"),
        ('<m:group><m:content url="/v.mp4" type="video/mp4"/><m:thumbnail url="/t.jpg"/></m:group>', "https://news.example/t.jpg"),
        ('<m:content url="/a.png"/>', "https://news.example/a.png"),
        ('<m:content url="javascript:x" medium="image"/><m:thumbnail url="/t.jpg"/>', "https://news.example/t.jpg"),
        ("<image><url>/i.png</url></image>", "https://news.example/i.png"),
    ],
)
def test_image_is_the_first_picture_the_item_names(markup, image):
    body = rss(f"<item><link>/a</link>{markup}</item>", attributes='xmlns:m="http://search.yahoo.com/mrss/"')
    assert read(body).entries[0].image == image


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('<?xml version="1.0" encoding="windows-1251"?><rss><channel><title>мир</title></channel></rss>'.encode("cp1251"), "text/xml"),
        ("<rss><channel><title>мир</title></channel></rss>".encode("koi8-r"), "text/xml; charset=koi8-r"),
        ("<rss><channel><title>мир</title></channel></rss>".encode("utf-16"), "text/xml"),
        (
            '<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><title>мир</title></channel></rss>'.encode(),
            "text/xml; charset=nonsense",
        ),
    ],
    ids=["declared", "header", "mark", "lie"],
)
def test_encoding_is_found_out(body, content_type):
    assert read(body, content_type).title == "мир"


def test_utf_7_is_never_believed():
    assert read(b"<rss><channel><title>+ADw-b+AD4- \xe9</title></channel></rss>", "text/xml; charset=utf-7").title == "+ADw-b+AD4- é"


def test_entries_beyond_the_limit_are_dropped_oldest_first():
    items = "".join(f"<item><link>/{n}</link><pubDate>{2000 + n % 20}-01-01</pubDate></item>" for n in range(LARGEST_HARVEST + 100))
    harvest = read(rss(items))
    assert (len(harvest.entries), len(harvest.dropped)) == (LARGEST_HARVEST, 100)
    assert {entry.published_raw for entry in harvest.dropped} == {"2000-01-01"}


@pytest.mark.parametrize(
    ("item", "link", "title"),
    [
        ("<description>Hello<br>wor<p>ld</description><title>T</title><link>/a</link>", "https://news.example/a", "T"),
        ("<title>T</title><link>/a</link></item></channel></rss>", "https://news.example/a", "T"),
        ("<title>T</title><link>/a</link><guid isPermaLink=false>x</guid>", "https://news.example/a", "T"),
        ("<title>A < B <3</title><link>/a</link>", "https://news.example/a", "A < B <3"),
        ("<title>T</title><link>/a</link><!-- a -- b -->", "https://news.example/a", "T"),
        ("<x:y>z</x:y><title>T</title><link>/a</link>", "https://news.example/a", "T"),
    ],
    ids=["open-tags", "closed-too-soon", "bare-attribute", "less-than", "comment", "undeclared"],
)
def test_broken_feed_loses_no_item_whichever_reader_finds_it(item, link, title):
    entries = read(rss(f"<item>{item}</item>" * 20)).entries
    assert [(entry.url, entry.title) for entry in entries] == [(link, title)] * 20


def test_feed_behind_a_servers_warning_in_markup_is_found():
    assert read("<b>Warning</b>: mysql_connect()<br />\n" + rss("<item><title>A</title><link>/a</link></item>")).entries[0].title == "A"


def test_items_opened_and_closed_in_different_case_are_found():
    assert [entry.title for entry in read(rss("<Item><Title>A</title><link>/a</link></item>")).entries] == ["A"]


def test_well_formed_feed_is_never_given_to_the_tolerant_reader(monkeypatch):
    monkeypatch.setitem(sys.modules, "feedparser", None)
    monkeypatch.setattr(tolerant, "read_tolerantly", None)
    assert read(rss("<item><link>/a</link></item><item><title>An &lt;item&gt; of news</title></item>")).entries


def test_channel_definition_format_is_read():
    item = '<ITEM HREF="/a" LASTMOD="2004-04-06T23:05"><TITLE>A</TITLE></ITEM>'
    body = f'<CHANNEL HREF="https://news.example/"><TITLE>News</TITLE>{item}</CHANNEL>'
    harvest = read(body)
    assert (harvest.title, harvest.entries[0].url, harvest.entries[0].title) == ("News", "https://news.example/a", "A")
    assert harvest.entries[0].published_raw == "2004-04-06T23:05"


def test_feed_in_capitals_is_read():
    harvest = read("<RSS><CHANNEL><TITLE>News</TITLE><ITEM><TITLE>A</TITLE><LINK>/a</LINK></ITEM></CHANNEL></RSS>")
    assert (harvest.title, [entry.url for entry in harvest.entries]) == ("News", ["https://news.example/a"])


def test_lone_atom_entry_is_a_feed_of_one():
    body = '<entry xmlns="http://www.w3.org/2005/Atom"><title>A</title><link href="/a"/></entry>'
    assert [entry.url for entry in read(body).entries] == ["https://news.example/a"]


DATES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/" xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd"'
)


@pytest.mark.parametrize(
    ("dates", "published", "updated"),
    [
        ("<pubDate>2020-07-01</pubDate>", "2020-07-01", None),
        ("<dc:date>2020-07-01</dc:date>", "2020-07-01", None),
        ("<i:pubDate>2020-07-01</i:pubDate>", "2020-07-01", None),
        ("<t:issued>2020-07-01</t:issued><t:modified>2020-07-02</t:modified>", "2020-07-01", datetime(2020, 7, 2, tzinfo=UTC)),
        ("<pubDate>2020-07-01</pubDate><dc:date>2020-07-03</dc:date>", "2020-07-01", None),
        ("<t:modified>2020-07-02</t:modified>", "2020-07-02", None),
    ],
)
def test_first_date_is_publication_and_only_a_second_one_an_update(dates, published, updated):
    entry = read(rss(f"<item><link>/a</link>{dates}</item>", attributes=DATES)).entries[0]
    assert (entry.published_raw, entry.updated_at) == (published, updated)


def test_source_of_an_item_is_its_outlet():
    entry = read(rss('<item><link>/a</link><source url="https://shore.example">The Shore</source></item>')).entries[0]
    assert (entry.outlet, entry.outlet_url) == ("The Shore", "https://shore.example")


def test_source_of_an_atom_entry_is_its_outlet():
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/><source><title>The Shore</title>
        <link rel="self" href="https://shore.example/feed"/><link href="https://shore.example/"/></source></entry></feed>"""
    entry = read(body).entries[0]
    assert (entry.outlet, entry.outlet_url) == ("The Shore", "https://shore.example/")


def test_video_channels_entries_are_videos_with_their_picture_and_description():
    body = """<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
        xmlns="http://www.w3.org/2005/Atom"><entry><id>yt:video:x</id><yt:videoId>x</yt:videoId><title>A</title>
        <link rel="alternate" href="https://www.youtube.com/watch?v=x"/><published>2020-07-01T00:00:00+00:00</published>
        <media:group><media:title>A</media:title><media:content url="https://www.youtube.com/v/x" type="application/x-shockwave-flash"/>
        <media:thumbnail url="https://i.ytimg.com/vi/x/hqdefault.jpg"/><media:description>About</media:description></media:group>
        </entry></feed>"""
    entry = read(body).entries[0]
    assert (entry.type, entry.summary, entry.image) == ("video", "About", "https://i.ytimg.com/vi/x/hqdefault.jpg")


def test_link_to_a_video_in_any_feed_is_a_video():
    assert [entry.type for entry in read(rss("<item><link>https://youtu.be/x</link></item><item><link>/a</link></item>")).entries] == [
        "video",
        "article",
    ]


def test_feed_says_its_language_and_when_to_come_again():
    harvest = read(rss("<item><link>/a</link></item>", "<language>de_AT</language><ttl>90</ttl>"))
    assert (harvest.language, harvest.fresh_for) == ("de-AT", 5400.0)


def test_feed_without_a_language_has_its_servers():
    answer = Fetched(url=URL, status=200, headers=(("Content-Language", "fr"),), body=rss("<item><link>/a</link></item>").encode(), at=NOW)
    harvest = parse_feed(answer)
    assert isinstance(harvest, Harvest)
    assert (harvest.language, harvest.entries[0].language) == ("fr", "fr")


def test_skipped_hours_and_update_period_are_heard():
    head = "<skipHours><hour>13</hour></skipHours><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    syndication = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    assert read(rss("<item><link>/a</link></item>", head, syndication)).fresh_for == 1800.0
    assert read(rss("<item><link>/a</link></item>", head.replace(">2<", ">1<"), syndication)).fresh_for == 7200.0


def test_relative_addresses_in_markup_are_made_absolute():
    body = rss("<item><link>/a</link><description><![CDATA[<a href='/b'>b</a><img src=\"c.png\"> mailto: href]]></description></item>")
    assert (
        read(body).entries[0].summary == "<a href='https://news.example/b'>b</a><img src=\"https://news.example/feeds/c.png\"> mailto: href"
    )


def test_punctuation_of_windows_taken_for_latin_1_is_read_as_browsers_do():
    assert read(rss("<item><title>don&#146;t \x93say\x94</title><link>/a</link></item>")).entries[0].title == "don’t “say”"


def test_named_entities_below_a_document_type_are_characters():
    body = DIALECTS["rss091"].replace("<title>A<", "<title>Caf&eacute;<")
    assert read(body).entries[0].title == "Café"


def test_everything_that_a_feed_says_is_in_its_document():
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>urn:f</id><title>News</title><subtitle>All of it</subtitle>
        <link href="/"/><updated>2020-07-01</updated><author><name>Desk</name><email>desk@news.example</email></author><logo>/l.png</logo>
        <entry><id>urn:a</id><title>A</title><category term="tides" scheme="urn:s" label="Tides"/>
        <link rel="enclosure" href="/a.mp3" type="audio/mpeg" length="9"/>
        <content type="html" xml:lang="de">&lt;p>x</content></entry></feed>"""
    document = parse_document(answered(body))
    assert isinstance(document, Document)
    item = document.items[0]
    assert (document.id, document.subtitle, document.link, document.updated) == (
        "urn:f",
        "All of it",
        "https://news.example/",
        "2020-07-01",
    )
    assert (document.authors, document.image) == ((Person("Desk", "desk@news.example"),), "https://news.example/l.png")
    assert (item.id, item.tags) == ("urn:a", (Tag("tides", "urn:s", "Tides"),))
    assert item.enclosures == (Enclosure("https://news.example/a.mp3", "audio/mpeg", "9"),)
    assert item.content == (Content("<p>x", "text/html", "de", URL),)


def test_document_at_the_limit_keeps_its_order():
    harvest = read(rss("".join(f"<item><link>/{n}</link><pubDate>{2000 + n % 20}-01-01</pubDate></item>" for n in range(LARGEST_HARVEST))))
    assert harvest.dropped == ()
    assert harvest.entries[0].url.endswith("/0")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<html><body>hello</body></html>", "not-a-feed"),
        ("just words", "not-a-feed"),
        ("\x89PNG\r\n", "not-a-feed"),
        ("{not json", "broken-feed"),
        ('{"version": "1", "items": [NaN]}', "broken-feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "not-a-feed"),
        ('{"items": ' + "[" * 100_000, "broken-feed"),
    ],
)
def test_anything_else_is_a_failure_with_advice(body, code):
    failure = parse_feed(answered(body))
    assert isinstance(failure, Failure)
    assert failure.code == code
    assert failure.stage == "sources"
    assert len(failure.reason) > 20


BOMBS = {
    "laughs": '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "'
    + "&a;" * 1000
    + '"><!ENTITY c "'
    + "&b;" * 1000
    + '">]>'
    + rss("<item><title>&c;</title></item>"),
    "file": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss("<item><title>&x;</title><link>/a</link></item>"),
    "parameter": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>' + rss("<item><link>/a</link></item>"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_declared_entities_are_refused_at_once(bomb):
    begun = time.process_time()
    failure = parse_feed(answered(BOMBS[bomb]))
    assert isinstance(failure, Failure)
    assert failure.code in ("declares-entities", "not-a-feed")
    assert time.process_time() - begun < 1


def test_article_about_entities_is_read():
    assert read(rss("<item><title><![CDATA[<!ENTITY x]]></title><link>/a</link></item>")).entries


@pytest.mark.parametrize(
    "piece", ["<a>", "<item>", "<![CDATA[", "<!--", "&amp", "<a b='c' ", "&#x", "</item>", "<!ENTITY ", "<summary/><abstract/>"]
)
def test_hostile_repetition_costs_linear_time(piece):
    begun = time.process_time()
    parse_feed(answered("<rss><channel>" + piece * (500_000 // len(piece))))
    assert time.process_time() - begun < 5


def test_json_feed_ignores_fields_of_the_wrong_type():
    body = """{"title": 5, "items": [
        {"id": 7, "url": ["x"]}, "text", null,
        {"url": "/a", "title": {"x": 1}, "summary": 3, "content_text": "T", "date_published": "2020-07-21T08:20:00Z",
         "authors": [{"name": "Jane"}, {"name": null}, 3], "image": "/i.png"}]}"""
    harvest = read(body)
    entry = harvest.entries[0]
    assert (harvest.title, len(harvest.entries)) == ("", 1)
    assert (entry.url, entry.title, entry.summary, entry.author) == ("https://news.example/a", "", "T", "Jane")
    assert entry.image == "https://news.example/i.png"
    assert entry.published_at == datetime(2020, 7, 21, 8, 20, tzinfo=UTC)


def test_long_words_are_cut_to_their_limits():
    entry = read(rss(f"<item><title>{'t' * 5000}</title><description>{'d' * 50_000}</description><link>/a</link></item>")).entries[0]
    assert (len(entry.title), len(entry.summary)) == (1000, 10_000)


@pytest.mark.shared
def test_real_test_feeds_raise_nothing(shared):
    files = [*(shared / "data/feeds/feedparser_tests").rglob("*.xml"), *(shared / "data/hostile/feedvalidator").rglob("*.xml")]
    read_whole = sum(isinstance(parse_feed(answered(file.read_bytes())), Harvest) for file in files)
    assert len(files) > 4000
    assert read_whole > 3900
