"""The checks themselves: a page with one thing wrong, and what they say of it; a test that cannot fail shows nothing."""

import pytest
from tests.browser.looking import beyond_keys, misprints, visit
from tests.browser.server import serving

pytestmark = pytest.mark.loopback

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A page</title><link rel="icon" href="data:,">{head}</head><body><main><h1>A page</h1><p>Some words.</p>{body}</main></body></html>"""

TWO = "<input type='radio' name='v' checked><input type='radio' name='v'><style>:focus-visible { outline: 3px solid }</style>"
"""Radio buttons are one stop of the keyboard."""

WRONG = {
    "a picture elsewhere": ('<img src="http://127.0.0.1:9/a.png" alt="A">', "asked outside of the site: http://127.0.0.1:9/a.png"),
    "a link's icon at the root": ('<img src="/root.png" alt="A">', "asked outside of the site: "),
    "a picture that is not there": ('<img src="gone.png" alt="A">', "answered 404: "),
    "an error in the console": ("<script>console.error('broken')</script>", "console error: broken"),
    "a warning in the console": ("<script>console.warn('soon')</script>", "console warning: soon"),
    "a script that fails": ("<script>throw Error('no')</script>", "script failed: no"),
    "pale words": ('<p style="color:#999;background:#fff">Pale words.</p>', "axe color-contrast: "),
    "a picture without words": ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9">', "axe image-alt: "),
    "a small target": (
        "<p>" + '<button style="width:9px;height:9px;padding:0;border:0" aria-label="A button"></button>' * 3 + "</p>",
        "axe target-size: ",
    ),
    "a second level left out": ("<h3>Third</h3>", "axe heading-order: "),
    "a wide table": ('<div style="width:900px">Wide.</div>', "scrolls sideways: "),
}


@pytest.fixture
def look(opened, tmp_path):
    """Return a function that serves a page with this body, visits it on a phone, and returns what is wrong."""

    def at(body: str, head: str = "") -> list[str]:
        (tmp_path / "index.html").write_text(PAGE.format(head=head, body=body), encoding="utf-8")
        with serving(tmp_path, "/hub/") as site:
            return visit(opened(viewport={"width": 390, "height": 900}), site, site)

    return at


def test_page_with_nothing_wrong_is_told_so(look):
    assert look("") == []


@pytest.mark.parametrize(("body", "complaint"), WRONG.values(), ids=WRONG)
def test_page_with_something_wrong_is_told_what(look, body, complaint):
    found = look(body)
    assert any(said.removeprefix("light: ").startswith(complaint) for said in found), found


UNREACHED = {
    '<a href="#" tabindex="-1">A link</a>': "out of the keyboard's reach: 0 <a",
    "<style>a { outline: none !important }</style><a href='#'>A link</a>": "focus unseen: <a",
}

MISPRINTED = {
    "<nav><a href='#'>Elsewhere</a></nav>": "leads on: <nav",
    "<p class='hl'><a href='https://a.example/1'>A headline</a></p>": "has no address: <a",
    "<p class='card'>A card</p>": "may be torn: <p",
    "<style>@media print { body { color: #222 } }</style>": "rgb(34, 34, 34) on rgb(255, 255, 255)",
}


@pytest.mark.parametrize(("body", "complaint"), UNREACHED.items())
def test_what_the_keyboard_does_not_reach_or_show_is_told(opened, body, complaint):
    page = opened()
    page.set_content(body)
    assert [said for said in beyond_keys(page) if said.startswith(complaint)]
    page.set_content("<a href='#'>A link</a><details><summary>More</summary><a href='#'>Not shown</a></details>" + TWO)
    assert list(beyond_keys(page)) == []


@pytest.mark.parametrize(("body", "complaint"), MISPRINTED.items())
def test_what_is_wrong_on_paper_is_told(opened, body, complaint):
    page = opened()
    page.set_content("<body style='background: #fff'>" + body)
    assert [said for said in misprints(page) if said.startswith(complaint)]


def test_page_that_is_pale_at_night_only_is_told_when(look):
    (said,) = look("<p>Words.</p>", "<style>@media (prefers-color-scheme: dark) { p { color: #999 } }</style>")
    assert said.startswith("dark: axe color-contrast: ")
