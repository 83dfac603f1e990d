"""[[searches]] in hub.toml."""

import pytest

from newsloom import hub
from newsloom.errors import HubError
from newsloom.types import Search

GOOD = '[hub]\ntitle = "T"\n[[topics]]\nname = "AI"\nkeywords = ["ai"]\n'


def load(folder, text):
    (folder / "hub.toml").write_text(GOOD + text, encoding="utf-8")
    return hub.load(folder)


def test_searches_are_read_and_named_by_their_query_if_by_nothing_else(tmp_path):
    loaded = load(
        tmp_path, "[[searches]]\nid = 'night'\nname = 'Nights'\nquery = '\"night shift\" crane'\n[[searches]]\nid = 'b'\nquery = 'ship'\n"
    )
    assert loaded.searches == (
        Search(id="night", name="Nights", query='"night shift" crane'),
        Search(id="b", name="ship", query="ship"),
    )
    assert loaded.view().searches == loaded.searches


def test_search_is_on_and_can_be_switched_off(tmp_path):
    assert load(tmp_path, "").publish.search == 10_000
    assert load(tmp_path, "[publish]\nsearch = 0\n").publish.search == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[searches]]\nquery = "a"\n', "6: the search has no `id`; add one"),
        ('[[searches]]\nid = "a"\n', "6: the search has no `query`; add one"),
        ('[[searches]]\nid = "A b"\nquery = "a"\n', '7: `id` is "A b"; use a-z, 0-9 and -'),
        ('[[searches]]\nid = "con"\nquery = "a"\n', '7: `id` is "con"; use a-z, 0-9 and -, at most 80, no name that Windows keeps'),
        ('[[searches]]\nid = "../x"\nquery = "a"\n', '7: `id` is "../x"; use a-z, 0-9 and -'),
        ("[[searches]]\nid = 'a'\nquery = '\"a b'\n", '8: `query` is "a b, where a quote is open'),
        ("[[searches]]\nid = 'a'\nquery = '-- !'\n", "8: `query` is -- !, which has no word"),
        ("[[searches]]\nid = 'a'\nquery = '" + "ab " * 70 + "'\n", "8: `query` has 209 characters; use 200 at most"),
        (
            "[[searches]]\nid = 'a'\nquery = 'a'\n[[searches]]\nid = 'a'\nquery = 'b'\n",
            '10: another search has the id "a"; give each its own',
        ),
        ("[[searches]]\nid = 'a'\nquery = 'a'\nnmae = 'b'\n", "9: `nmae` is unknown here; did you mean `name`?"),
        ("[[searches]]\nid = 'a'\nquery = 7\n", "8: `query` must be text in quotes"),
        ("searches = 'a'\n", "1: "),
    ],
)
def test_mistake_is_told_with_its_line(tmp_path, text, problem):
    body = text if text.startswith("[[") else ""
    if not body:
        (tmp_path / "hub.toml").write_text(text + GOOD)
    with pytest.raises(HubError) as caught:
        load(tmp_path, body) if body else hub.load(tmp_path)
    assert caught.value.problems[0].startswith(f"hub.toml:{problem}"), caught.value.problems
    assert len(caught.value.problems) == 1
