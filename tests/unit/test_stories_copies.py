"""Copies: which texts are one, which only look like it, and whose the text is."""

from datetime import timedelta

import pytest

from newsloom.stories.copies import Copies, Kin
from newsloom.stories.origins import credit, origin
from newsloom.stories.sketches import sketched
from newsloom.testing.factories import NOW, article

LEAD = (
    "The orchard town of Millbrook lost its only bridge on Sunday night when the river Wend rose by four metres within an hour. Nobody was "
    "hurt, but two hundred families on the far bank have neither power nor a road to the hospital, mayor Anna Holt told reporters."
)
REST = (
    "Engineers of the province expect to lay a pontoon before the weekend, if the water falls as the weather service foresees. The stone "
    "arch had stood since 1874 and survived three floods, the worst of them in 1954. A petition for a second crossing was turned down last "
    "year because of its price. Holt called that decision a mistake that the whole valley now pays for, and asked the province for money. "
    "Growers fear for the harvest: the packing halls lie on the far bank, and lorries must go round by Karlsberg, a way of "
    "ninety kilometres."
)
RIVAL = (
    "Two hundred households are cut off after floodwater brought down the Wend bridge at Millbrook late on Sunday. Rescue teams carried "
    "patients over in boats through the night while helicopters stood by, a spokesman of the fire service said, and more rain"
    " is on its way."
)
FLOOD, LOST = "Flood sweeps away the only bridge of Millbrook", "Millbrook without a crossing"


def told(site, title, text, *, hours=0, full=True, **changes):
    held = {"text": text, "excerpt": ""} if full else {"excerpt": text}
    return article(f"https://{site}.example/{abs(hours)}", title=title, published_at=NOW + timedelta(hours=hours), **held, **changes)


def kin(one, *known):
    copies = Copies()
    for other in known:
        copies.add(other)
    return copies.kin(one)


def relation(one, other):
    """Return how two articles are related, asked either way."""
    there, back = kin(one, other), kin(other, one)
    assert [(found.relation, found.share) for found in there] == [(found.relation, found.share) for found in back]
    return there[0].relation if there else None


ORIGINAL = told("wire", FLOOD, f"{LEAD} {REST}")


# what is one text


@pytest.mark.parametrize(
    "reprint",
    [
        told("paper", FLOOD.upper(), f"MILLBROOK (Reuters) - {LEAD} {REST}"),
        told("paper", LOST, f"{LEAD} {REST} Sign up for our newsletter. All rights reserved."),
        told("paper", LOST, LEAD),
        told("paper", LOST, f"{LEAD} {REST}"[:200], full=False),
        told("paper", LOST, f"{LEAD} {REST}".replace("mayor", "mayoress").replace("reporters", "us").replace("weekend", "Friday")),
        told("paper", LOST, f"This text was written by the agency for all its customers. {LEAD} {REST}"),
    ],
    ids=["dateline", "retitled", "half", "excerpt", "edited", "introduced"],
)
def test_kin_reprint_is_a_copy(reprint):
    assert relation(reprint, ORIGINAL) == "copy"


def test_kin_share_is_of_the_shorter_text():
    (found,) = kin(told("paper", FLOOD[:20], LEAD, full=False), ORIGINAL)
    assert (found.why, found.share) == ("text", pytest.approx(0.9, abs=0.1))


HERE_AND_THERE = {
    "orchard town": "market town",
    "lost": "saw the end of",
    "reporters": "the press",
    "neither power nor": "no power and not",
}
"""Two thirds of the runs of three words stay, and less than four fifths of the pairs: a text of whole pages would be a copy."""

THROUGHOUT = {
    "orchard town": "market town",
    "its only bridge": "the bridge, its only one,",
    "lost": "saw the end of",
    "within an hour": "in no time",
    "Nobody was hurt, but": "While no one came to harm,",
    "families on the far bank": "households over there",
    "to the hospital": "to a doctor",
    "told reporters": "said",
}
"""Three of ten runs stay, and three of five words."""


@pytest.mark.parametrize("changes", [HERE_AND_THERE, THROUGHOUT], ids=["here and there", "throughout"])
def test_kin_reworked_excerpt_is_adapted(changes):
    changed = LEAD
    for old, new in changes.items():
        changed = changed.replace(old, new)
    assert relation(told("paper", LOST, changed, full=False), told("wire", FLOOD, LEAD, full=False)) == "adapted"


def test_kin_text_with_another_beginning_is_adapted():
    """A later report of an agency leads with what is new and repeats what was."""
    later = told(
        "paper",
        "Army brings pontoon to Millbrook",
        f"Soldiers reached the valley on Monday with forty lorries, far sooner than feared. {' '.join(RIVAL.split()[::-1])} {REST}",
    )
    assert relation(later, ORIGINAL) == "adapted"


def test_kin_independent_reports_are_none():
    assert relation(told("paper", LOST, RIVAL, full=False), told("wire", FLOOD, LEAD, full=False)) is None
    assert relation(told("paper", LOST, RIVAL), ORIGINAL) is None


def test_kin_brief_within_a_round_up_is_no_copy():
    before = (
        "Good morning. The tram drivers of Karlsberg walk out again today, their third strike of the year, and talks are not even planned. "
    )
    after = "Also today: the court rules on the lido, and the choir of Wendle looks for tenors who can read music and have Thursdays free. "
    round_up = told("paper", "Your morning at a glance", f"{before * 1}{' '.join(RIVAL.split()[::-1])} {LEAD} {after}")
    assert relation(round_up, told("wire", FLOOD, LEAD)) != "copy"


# titles


def test_kin_equal_telling_title_is_a_copy():
    assert kin(told("b", FLOOD.lower(), RIVAL, full=False), told("a", FLOOD, LEAD, full=False)) == (
        Kin(told("a", FLOOD, LEAD, full=False).id, "copy", 1.0, "title"),
    )


def test_kin_equal_title_of_few_words_proves_nothing():
    assert relation(told("b", "The week ahead", RIVAL), told("a", "The week ahead", LEAD)) is None


def test_kin_whole_texts_that_differ_overrule_their_equal_title():
    reversed_words = " ".join(f"{LEAD} {REST}".split()[::-1])
    assert relation(told("b", FLOOD, f"{RIVAL} {reversed_words}"), ORIGINAL) is None


@pytest.mark.parametrize("title", ["UPDATE 1: {} - sources", "VIDEO: {}"])
def test_kin_title_within_another_is_a_copy(title):
    known = f"{FLOOD}, mayor blames the province"
    assert relation(told("b", title.format(known), "", full=False), told("a", known, "", full=False)) == "copy"


@pytest.mark.parametrize("dateline", ["", "KARLSBERG, July 3 (Xinhua) -- "])
def test_kin_short_excerpt_under_another_title_is_a_copy(dateline):
    start = " ".join(LEAD.split()[:20])
    first = told("a", "Flood at Millbrook", f"SALTMERE (AP) - {start}", full=False)
    assert relation(told("b", "Bridge is lost", dateline + start, full=False), first) == "copy"


def test_kin_excerpt_cut_within_a_word_is_a_copy():
    cut = LEAD[: LEAD.index("metres") + 3]
    assert relation(told("b", "Bridge gone", cut, full=False), told("a", "Bridge gone", LEAD, full=False)) == "copy"


def test_kin_title_with_one_word_changed_is_another():
    first, second = (
        "Shares of Acme rise in early trading on Monday after strong results",
        "Shares of Bolt rise in early trading on Monday after strong results",
    )
    assert relation(told("a", first, "", full=False), told("b", second, "", full=False)) is None


# what templates and boilerplate make alike

ABOUT = (
    "About Acme Lifts. Acme Lifts builds, maintains and renews passenger lifts, goods lifts and moving walkways in eleven "
    "countries. Founded "
    "in 1961 and led from Karlsberg, it employs 4,200 people and answers a call every nine seconds. Learn more on its pages. "
    "Forward-looking "
    "statements. This release contains statements about future events that are subject to risks and uncertainties which could cause actual "
    "results to differ materially from those expressed here. Acme Lifts undertakes no obligation to update them, whether as a"
    " result of new "
    "information, future events or otherwise, except as required by law. Media contact: press office, Foundry Stairs, Karlsberg."
)
RELEASES = (
    told(
        "wire",
        "Acme Lifts Appoints Ida Brandt to Its Board",
        "KARLSBERG (Newsfile Corp.) - Acme Lifts today announced that Ida Brandt joins its board in May, where she takes the place of Karl "
        "Weber, who retires after twelve years. Brandt led the harbour of Saltmere, and studied mathematics there before she turned to "
        f"cranes. “She asks the question that nobody else asks,” said chairman Otto Lind. {ABOUT}",
    ),
    told(
        "host",
        "Acme Lifts to Modernise the Towers of Wendle",
        "Acme Lifts today announced that it will modernise all sixty lifts of the Wendle towers by next spring. New drives halve the power "
        "that they draw at night and give some of it back by day. Tenants will be told floor by floor when their shaft stands still, and "
        f"porters carry shopping meanwhile. The order is worth nine million merks. {ABOUT}",
        hours=2,
    ),
)


def test_kin_two_releases_of_one_company_are_no_copies():
    assert relation(*RELEASES) != "copy"


def test_kin_one_release_on_two_sites_is_a_copy():
    wired = RELEASES[0]
    hosted = told("host", "Ida Brandt joins board of Acme Lifts", wired.text.removeprefix("KARLSBERG (Newsfile Corp.) - "), hours=1)
    assert relation(wired, hosted) == "copy"


def quote(name, mark, change, price, day):
    return (
        f"Shares of {name} (MSX: {mark}) traded up {change}% on {day}, reaching {price} merks before the close. The stock had opened at"
        f" its usual level, and analysts keep their rating of it unchanged for the coming quarter."
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (quote("Acme Lifts", "ACM", "3.1", "12.30", "Monday"), quote("Bolt Works", "BLT", "4.2", "88.10", "Monday")),
        (quote("Acme Lifts", "ACM", "3.1", "12.30", "Monday"), quote("Acme Lifts", "ACM", "0.4", "12.35", "Tuesday")),
    ],
    ids=["another company", "another day"],
)
def test_kin_template_filled_anew_is_no_copy(first, second):
    assert relation(told("a", "Acme Lifts shares up 3.1%", first, full=False), told("b", "Share price moves", second, full=False)) != "copy"


def test_kin_template_of_another_company_is_nothing():
    first, second = quote("Acme Lifts", "ACM", "3.1", "12.30", "Monday"), quote("Bolt Works", "BLT", "4.2", "88.10", "Monday")
    assert relation(told("a", "Moves of the day", first * 2), told("b", "Share price moves", second * 2)) is None


def test_kin_template_of_which_only_figures_change_is_no_copy():
    form = (
        "The weather service expects a dry day in the valley of the Wend with light wind from Karlsberg and a few clouds in the afternoon. "
        "The thermometer climbs to {} degrees at the lido and falls to {} degrees in the upper villages at night, when fog may form near "
        "Saltmere on the river. Drivers should allow for more time than usual."
    )
    first, second = (
        told("a", "Dry day ahead", form.format(21, 9), full=False),
        told("b", "Valley stays dry", form.format(17, 6), full=False),
    )
    assert relation(first, second) == "adapted"


def test_kin_one_figure_corrected_of_several_is_still_a_copy():
    counted = LEAD.replace("four metres", "4.2 metres").replace("two hundred", "210")
    assert relation(told("paper", LOST, counted.replace("210", "230")), told("wire", FLOOD, counted)) == "copy"


def test_kin_market_reports_of_two_subjects_are_none():
    form = (
        "The {} market was valued at 612 million in 2030 and is expected to expand at a CAGR of 7.4% to 2038, driven by demand. "
        "Segmentation is by type and by region. Request a sample of this report today, single-user, site and enterprise editions are "
        "available."
    )
    kettles = told("mill", "Kettle Market Size, Share & Trends Analysis Report 2031-2038", form.format("kettle"))
    toasters = told("host", "Toaster Market Size, Share & Trends Analysis Report 2031-2038", form.format("toaster"))
    assert relation(kettles, toasters) is None
    assert relation(kettles, told("host", "Global Kettle Market Size and Share, Forecast 2031-2038", "")) == "copy"


def test_kin_same_site_boilerplate_is_none():
    boilerplate = (
        "The Daily Example brings you independent reporting from the whole region, every morning, in print, online and on air, for free."
    )
    assert (
        relation(told("a", "Tram drivers strike", boilerplate, full=False), told("a", "Orchard festival opens early", boilerplate, hours=1))
        is None
    )


def test_kin_same_site_form_of_two_products_is_none():
    form = (
        "Learn all about the new features of {} in this overview of the coming release. Subscribe to the channel for more, share your "
        "thoughts below, and ask the team whatever you like to know: we answer every Thursday, and the best questions win a lamp."
    )
    first = told("a", "Lifts Portals release overview", form.format("the portals"), full=False)
    second = told("a", "Lifts release overview", form.format("lifts"), hours=1, full=False)
    elsewhere = told("b", "Lifts release overview", form.format("lifts"), hours=1, full=False)
    assert (relation(first, second), relation(first, elsewhere)) == (None, "copy")


def test_kin_same_site_text_partly_new_is_none():
    title = "Notes from the growers of the upper valley in week twelve: {}"
    first = told("a", title.format("apples"), LEAD, full=False)
    second = told("a", title.format("pears"), LEAD.replace("hurt", "harmed").replace("night", "evening"), hours=1, full=False)
    assert relation(first, second) is None


def test_kin_same_site_sent_again_is_a_copy():
    assert relation(told("a", f"RE-TRANSMISSION: {FLOOD}", LEAD, hours=1), told("a", FLOOD, LEAD)) == "copy"


# other scripts

CHINESE = (
    "周日夜间，河水在一小时内上涨四米，冲毁了果园小镇唯一的一座大桥。市长表示，事故没有造成人员伤亡，但对岸两百户居民断电，也无法前往医院。"
)
THAI = "คืนวันอาทิตย์ แม่น้ำเอ่อสูงขึ้นสี่เมตรภายในหนึ่งชั่วโมง พัดสะพานแห่งเดียวของเมืองพังทลาย นายกเทศมนตรีกล่าวว่าไม่มีผู้ได้รับบาดเจ็บ แต่สองร้อยครัวเรือนไม่มีไฟฟ้าใช้"
JAPANESE = (
    "日曜日の夜、川の水位が一時間で四メートル上昇し、果樹園の町で唯一の橋が流された。市長によると負傷者はいないが、対岸の二百"
    "世帯が停電し、病院にも行けない状態が続いている。"
)


@pytest.mark.parametrize("text", [CHINESE, THAI, JAPANESE], ids=["Chinese", "Thai", "Japanese"])
def test_kin_scripts_without_blanks(text):
    whole = told("a", text[:14], text, full=False)
    assert relation(told("b", text[20:30], text[: len(text) * 3 // 4], full=False), whole) == "copy"
    assert relation(told("b", text[20:30], text[::-1], full=False), whole) is None


# finding, in any order and at bounded cost


def test_kin_orders_copies_by_share_then_time_then_id():
    cut = told("cut", LOST, f"{LEAD} {REST}"[:-1], hours=-5)
    reworked = told("re", LOST, f"{' '.join(RIVAL.split()[::-1])} {REST}", hours=-9)
    found = kin(
        told("paper", "Bridge of Millbrook gone", f"{LEAD} {REST}", hours=9),
        reworked,
        cut,
        ORIGINAL,
        told("late", FLOOD, ORIGINAL.text, hours=1),
    )
    assert [one.relation for one in found] == ["copy", "copy", "copy", "adapted"]
    assert [one.share for one in found[:3]] == sorted((one.share for one in found[:3]), reverse=True)


def test_kin_leaves_out_itself_and_the_barred():
    copies = Copies()
    other = told("paper", FLOOD, ORIGINAL.text, hours=1)
    copies.add(ORIGINAL)
    copies.add(other)
    assert [found.article for found in copies.kin(ORIGINAL)] == [other.id]
    assert copies.kin(ORIGINAL, barred={other.id}) == ()


def test_kin_of_a_text_reprinted_five_hundred_times_names_few_and_the_original():
    copies = Copies()
    copies.add(ORIGINAL)
    for number in range(500):
        copies.add(told(f"outlet{number}", f"Flood {number}", ORIGINAL.text, hours=1))
    found = copies.kin(told("last", LOST, ORIGINAL.text, hours=2))
    assert ORIGINAL.id in {one.article for one in found}
    assert len(found) <= 6


def test_kin_of_a_title_used_five_hundred_times_names_few():
    copies = Copies()
    for number in range(500):
        copies.add(told(f"outlet{number}", FLOOD, "", full=False))
    assert len(copies.kin(told("last", FLOOD, ""))) == 8


def test_kin_boilerplate_of_a_thousand_texts_hides_no_copy():
    notice = "You have read all your free articles of this month. Subscribe now for unlimited access to everything that we publish. "
    copies = Copies()
    for number in range(1000):
        words = " ".join(f"w{number}x{index}" for index in range(30))
        copies.add(told(f"outlet{number}", f"Title {number}", notice + words, hours=-1, full=False))
    copies.add(told("wire", FLOOD, notice + LEAD, full=False))
    assert [one.relation for one in copies.kin(told("paper", LOST, notice + LEAD, hours=1, full=False))] == ["copy"]


def test_add_another_version_replaces_the_first():
    copies = Copies()
    copies.add(ORIGINAL)
    copies.add(told("wire", "Tram drivers of Karlsberg strike again", RIVAL))
    assert copies.kin(told("paper", LOST, ORIGINAL.text)) == ()
    assert copies.kin(told("paper", LOST, RIVAL))[0].relation == "copy"
    copies.forget([ORIGINAL.id])
    assert not copies._holders


def test_forget_leaves_nothing_behind():
    copies = Copies()
    articles = [ORIGINAL, told("paper", FLOOD, ORIGINAL.text, hours=1), told("other", LOST, RIVAL)]
    for one in articles:
        copies.add(one)
    copies.forget([one.id for one in articles] + ["unknown"])
    assert copies.kin(told("last", FLOOD, ORIGINAL.text)) == ()
    assert not copies._holders
    assert not copies._titles
    assert not copies._sketches


def test_sketch_of_a_long_text_is_bounded():
    sketch = sketched(told("a", "t " * 10_000, " ".join(map(str, range(100_000)))))
    assert len(sketch.runs) <= 1_150
    assert len(sketch.indexed) < 120
    assert len(sketched(told("a", "", " ".join(f"{number:x>30}" for number in range(900)))).runs) < 300


def test_sketch_is_the_same_in_every_process():
    assert list(sketched(article(title="Bridge falls", excerpt="It fell at noon.")).runs) == [
        3_802_750_665,
        563_732_232,
        351_218_593,
        3_110_982_013,
    ]


# origins


def hosted(site, hours, **changes):
    return told(site, FLOOD, LEAD, hours=hours, full=False, **changes)


def test_origin_is_the_earliest_then_the_smallest_id():
    assert origin([hosted("b", 1), hosted("a", 2)]).domain == "b.example"
    twins = [hosted("a", 1), hosted("b", 1)]
    assert origin(twins) == origin(twins[::-1]) == min(twins, key=lambda one: one.id)


def test_origin_wire_that_others_credit_goes_before_them_whenever_they_came():
    wire, early = hosted("wire", 3), hosted("market", 1, wire="wire.example")
    assert origin([early, wire]) == wire
    assert origin([early, wire, hosted("paper", 0)]) == wire


def test_origin_that_credits_nobody_goes_before_one_that_does():
    assert origin([hosted("market", 1, wire="wire.example"), hosted("paper", 2)]).domain == "paper.example"


def test_origin_subjects_own_goes_before_the_wire():
    own, wire, market = hosted("acme", 3), hosted("wire", 2), hosted("market", 1, wire="wire.example")
    assert origin([market, wire, own], official={"acme.example"}) == own


def test_origin_dateline_credits_the_agency():
    agency = article("https://www.reuters.com/world/1", title=FLOOD, excerpt=LEAD, published_at=NOW)
    reprint = told("paper", FLOOD, f"MILLBROOK (Reuters) - {LEAD}", hours=-2, full=False)
    assert origin([reprint, agency]) == agency


@pytest.mark.parametrize(
    ("lead", "domain"),
    [
        ("PARIS (AP) — Farmers", "apnews.com"),
        ("NEW DELHI [India], July 3 (ANI): A", "aninews.in"),
        ("Shares of the lift makers of Karlsberg fell on Monday morning when talks about a new owner (AP) broke down", ""),
        ("", ""),
    ],
)
def test_credit_reads_datelines_only(lead, domain):
    assert credit(told("paper", FLOOD, lead, full=False)) == domain
