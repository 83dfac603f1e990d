from datetime import timedelta

import pytest

from newsloom.testing import factories as make


def test_factories_agree_with_each_other():
    own = make.article("https://a.example/1?utm_source=x")
    whole = make.story(own)
    assert make.item(own).article == own.id == whole.lead == make.receipt(own).article
    assert make.receipt(own).story == whole.id
    assert make.item(own).identity == "a.example/1"
    assert (own.domain, make.entry().source, make.memory().source) == ("a.example", own.source, own.source)


def test_factory_story_is_in_order_of_publication_and_led_by_the_first():
    late, early = make.article("https://a.example/1"), make.article("https://b.example/2", published_at=make.NOW - timedelta(hours=3))
    whole = make.story(late, early)
    assert [own.article for own in whole.coverage] == [early.id, late.id]
    assert (whole.lead, whole.first, whole.last) == (early.id, early.published_at, late.published_at)
    assert [own.relation for own in whole.coverage] == ["lead", "coverage"]


def test_factory_unknown_field_is_refused():
    with pytest.raises(TypeError):
        make.article(titel="typo")


def test_page_html_hostile_title_is_escaped():
    page = make.page_html('<script>"x"</script>', ("A & B.",))
    assert b"<script>" not in page
    assert b"<p>A &amp; B.</p>" in page
    assert b'content="A &amp; B."' in page
