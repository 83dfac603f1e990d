"""Every mistake in a hub's files, and the sentence it is answered with: file, line, what is wrong, what to do."""

from pathlib import Path

import pytest

from newsloom import hub
from newsloom.errors import HubError

HEAD = '[hub]\ntitle = "T"\n'
TOPIC = '[[topics]]\nname = "AI"\nkeywords = ["ai"]\n'
SOURCE = '[[sources]]\nurl = "https://a.example/feed"\n'
ID_ADVICE = (
    "use a-z, 0-9 and -, at most 80, no name that Windows keeps (`con`, `nul`), and none of `api`, `assets`, `days`, `index`, "
    "`newsletters`, `page`, `pagefind`, `pictures`, `publishers`, `searches`, `stories`, `topics`, "
    'such as `id = "ai-hardware"`'
)
LOGIN_ADVICE = (
    "hub.toml:7: `url` holds a user name or password, and addresses are published; take it out (a feed behind a login has `username` "
    "and `password_env`)"
)
GOOD = HEAD + TOPIC


def problems_of(folder: Path, text: str | bytes) -> tuple[str, ...]:
    """Return the problems of a hub.toml in an otherwise empty folder; none when it loads."""
    (folder / "hub.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        hub.load(folder)
    except HubError as error:
        return error.problems
    return ()


def test_hub_of_the_least_lines_has_no_problems(tmp_path):
    assert problems_of(tmp_path, GOOD) == ()


ONE_PROBLEM = {
    "title missing": ("[hub]\n" + TOPIC, 'hub.toml:1: the hub has no title; add `title = "…"` under [hub]'),
    "title empty": ('[hub]\ntitle = " "\n' + TOPIC, 'hub.toml:2: the hub has no title; add `title = "…"` under [hub]'),
    "title no text": ("[hub]\ntitle = 3\n" + TOPIC, "hub.toml:2: `title` must be text in quotes"),
    "hub missing": (TOPIC, 'hub.toml:1: the hub has no title; add `title = "…"` under [hub]'),
    "policy no table": ("policy = 1\n" + GOOD, "hub.toml:1: `policy` must be a table; write [policy]"),
    "unknown table": (GOOD + "[polcy]\n", "hub.toml:6: `polcy` is unknown here; did you mean `policy`?"),
    "unknown key": (GOOD + "[policy]\ntreshold = 1\n", "hub.toml:7: `treshold` is unknown here; did you mean `threshold`?"),
    "unknown key, far from all": (
        GOOD + "[policy]\nzz = 1\n",
        "hub.toml:7: `zz` is unknown here; known are `profile`, `threshold`, `catalogue_points`, `max_age`, `lift`, `floors`, `front`",
    ),
    "url of no web": (
        '[hub]\ntitle = "T"\nurl = "ftp://a.example"\n' + TOPIC,
        'hub.toml:3: `url = "ftp://a.example"` is no web address; write one that begins with https:// or http://',
    ),
    "language": (
        '[hub]\ntitle = "T"\nlanguage = "english"\n' + TOPIC,
        'hub.toml:3: `language = "english"` is no language tag; write one such as "en" or "pt-BR"',
    ),
    "topics missing": (HEAD, "hub.toml:1: the hub has no topics; add one with [[topics]], `name` and `keywords`"),
    "topics as one table": (
        HEAD + '[topics]\nname = "AI"\n',
        "hub.toml:3: `topics` must be a list of tables; write [[topics]]",
    ),
    "topics as texts": ('topics = ["AI"]\n' + HEAD, "hub.toml:1: `topics` must be a list of tables; write [[topics]]"),
    "topic without name": (
        HEAD + '[[topics]]\nid = "ai"\n',
        'hub.toml:3: the topic has no `name`; add one, such as `name = "AI Hardware"`',
    ),
    "topic id with capitals": (
        HEAD + '[[topics]]\nname = "AI"\nid = "AI"\nkeywords = ["ai"]\n',
        'hub.toml:5: `id` is "AI"; ' + ID_ADVICE,
    ),
    "topic id that the API needs": (
        HEAD + '[[topics]]\nname = "AI"\nid = "page"\nkeywords = ["ai"]\n',
        'hub.toml:5: `id` is "page"; ' + ID_ADVICE,
    ),
    "topic id that is a device to Windows": (
        HEAD + '[[topics]]\nname = "AI"\nid = "nul"\nkeywords = ["ai"]\n',
        f'hub.toml:5: `id` is "nul"; {ID_ADVICE}',
    ),
    "topic name without letters for an id": (
        HEAD + '[[topics]]\nname = "人工智能"\nkeywords = ["人工智能"]\n',
        'hub.toml:3: no `id` can be made of the name "人工智能"; ' + ID_ADVICE,
    ),
    "topic id twice": (
        GOOD + '[[topics]]\nname = "ai!"\n',
        'hub.toml:6: another topic has the id "ai" (AI in hub.toml); give each its own',
    ),
    "topic name twice": (
        GOOD + '[[topics]]\nid = "b"\nname = "ai"\n',
        'hub.toml:8: another topic has the name "ai" (AI in hub.toml); give each its own',
    ),
    "topic of unknown parent": (
        GOOD + '[[topics]]\nname = "Chips"\nparent = "Ai"\n',
        'hub.toml:8: no topic is named "Ai"; did you mean `AI`?',
    ),
    "root with a parent": (
        HEAD + '[[topics]]\nname = "AI"\nparent = "ML"\nkeywords = ["ai"]\n',
        'hub.toml:5: the first topic is the root and has no parent; take `parent = "ML"` out or put another topic first',
    ),
    "root without words": (
        HEAD + '[[topics]]\nname = "AI"\n',
        'hub.toml:3: the root topic has no words; add `keywords`, such as `keywords = ["artificial intelligence"]`',
    ),
    "topic that is its own parent": (
        GOOD + '[[topics]]\nname = "B"\nparent = "B"\n',
        'hub.toml:8: "B" is its own ancestor through `parent = "B"`; break the circle',
    ),
    "keywords no list": (
        HEAD + '[[topics]]\nname = "AI"\nkeywords = "ai"\nweak = ["ai"]\n',
        'hub.toml:5: `keywords` must be a list, such as ["one", "two"]',
    ),
    "keywords with an empty one": (
        HEAD + '[[topics]]\nname = "AI"\nkeywords = ["ai", ""]\n',
        "hub.toml:5: `keywords` must hold nothing but texts in quotes, none of them empty",
    ),
    "weight of nothing": (GOOD + "weight = 0\n", "hub.toml:6: `weight` is 0; it must be above 0 and at most 10"),
    "weight without number": (GOOD + "weight = nan\n", "hub.toml:6: `weight` is nan; it must be above 0 and at most 10"),
    "weight no number": (GOOD + "weight = true\n", "hub.toml:6: `weight` must be a number"),
    "source without url": (
        GOOD + "[[sources]]\nofficial = true\n",
        'hub.toml:6: the source has no `url`; add one, such as `url = "https://example.com/feed.xml"`',
    ),
    "source of no web": (
        GOOD + '[[sources]]\nurl = "a.example/feed"\n',
        'hub.toml:7: `url = "a.example/feed"` is no web address; write one that begins with https:// or http://',
    ),
    "source with a login": (
        GOOD + '[[sources]]\nurl = "https://user:pw@a.example/feed"\n',
        LOGIN_ADVICE,
    ),
    "source with a user's name": (
        GOOD + '[[sources]]\nurl = "http://user@a.example/feed"\n',
        LOGIN_ADVICE,
    ),
    "source twice": (
        GOOD + SOURCE + '[[sources]]\nurl = "http://www.a.example/feed/"\n',
        'hub.toml:9: `url = "http://www.a.example/feed/"` is the same source as the one at line 7; keep one of them',
    ),
    "source's topic unknown": (
        GOOD + SOURCE + 'topics = ["A.I."]\n',
        'hub.toml:8: no topic is named "A.I."; did you mean `AI`?',
    ),
    "selector that is none": (
        GOOD + SOURCE + 'select = "main >"\n',
        "hub.toml:8: `select = 'main >'` is no CSS selector; write one such as \"main h2 a\"",
    ),
    "selector of a feed": (
        GOOD + SOURCE + 'kind = "feed"\nselect = "a"\n',
        'hub.toml:9: `select` names the links of a page; `kind = "feed"` has none: take one of the two out',
    ),
    "username alone": (
        GOOD + SOURCE + 'username = "u"\n',
        "hub.toml:8: `username` and `password_env` belong together; add `password_env`",
    ),
    "password in the file": (
        GOOD + SOURCE + 'username = "u"\npassword_env = "p4ss word"\n',
        'hub.toml:9: `password_env` is no name of a variable; write the one that holds the password, such as "FEED_PASSWORD"',
    ),
    "headers no table": (
        GOOD + SOURCE + 'headers = "x"\n',
        'hub.toml:8: `headers` must be a table, such as { Cookie = "session=${SESSION}" }',
    ),
    "header that is none": (
        GOOD + SOURCE + 'headers = { "a b" = "x" }\n',
        'hub.toml:8: `a b` is no name of a header; write it as in { Cookie = "session=${SESSION}" }',
    ),
    "header of our own": (
        GOOD + SOURCE + 'headers = { User-Agent = "x" }\n',
        "hub.toml:8: the header `User-Agent` is newsloom's own; take it out",
    ),
    "secret in a header": (
        GOOD + SOURCE + 'headers = { Authorization = "Bearer s3cret" }\n',
        'hub.toml:8: `Authorization` holds a secret in the file; put it into the environment and write "${NAME}" in its place',
    ),
    "header with half a variable": (
        GOOD + SOURCE + 'headers = { Cookie = "id=${ID" }\n',
        'hub.toml:8: `Cookie` names no variable; write "${NAME}", in letters, digits and underscores',
    ),
    "login twice": (
        GOOD + SOURCE + 'username = "u"\npassword_env = "P"\nheaders = { authorization = "Bearer ${T}" }\n',
        "hub.toml:10: `username` and an `Authorization` header say the same twice; keep one of them",
    ),
    "source's kind unknown": (
        GOOD + SOURCE + 'kind = "feeds"\n',
        'hub.toml:8: `kind = "feeds"` is unknown; did you mean `feed`?',
    ),
    "source's official no flag": (GOOD + SOURCE + 'official = "yes"\n', "hub.toml:8: `official` must be true or false"),
    "duration in words": (
        GOOD + SOURCE + 'every = "soon"\n',
        'hub.toml:8: `every` is "soon", no duration; write a number and ms, s, m, h or d, such as "30m"',
    ),
    "duration without quotes": (GOOD + SOURCE + "every = 30\n", 'hub.toml:8: `every` must be text in quotes, such as "30m"'),
    "duration of nothing": (
        GOOD + SOURCE + 'every = "0s"\n',
        'hub.toml:8: `every` is "0s"; it must be from 1ms to 366d',
    ),
    "profile": (GOOD + '[policy]\nprofile = "clasic"\n', 'hub.toml:7: `profile = "clasic"` is unknown; did you mean `classic`?'),
    "threshold too high": (GOOD + "[policy]\nthreshold = 251\n", "hub.toml:7: `threshold` is 251; it must be from 1 to 250"),
    "threshold below nothing": (GOOD + "[policy]\nthreshold = -1\n", "hub.toml:7: `threshold` is -1; it must be from 1 to 250"),
    "threshold of parts": (GOOD + "[policy]\nthreshold = 70.5\n", "hub.toml:7: `threshold` must be a whole number"),
    "front page of none": (GOOD + "[policy.front]\nsize = 0\n", "hub.toml:7: `size` is 0; it must be from 1 to 60"),
    "front page no table": (GOOD + "[policy]\nfront = 3\n", "hub.toml:7: `front` must be a table; write [policy.front]"),
    "lift of no cap": (GOOD + '[policy]\nlift = ["deals"]\n', 'hub.toml:7: no cap is named "deals"; did you mean `deal`?'),
    "floor of an unknown topic": (
        GOOD + '[[policy.floors]]\ntopic = "A.I."\nheat = 90\n',
        'hub.toml:7: no topic is named "A.I."; did you mean `AI`?',
    ),
    "floor of nobody": (
        GOOD + "[[policy.floors]]\nheat = 90\n",
        "hub.toml:6: a floor is for one topic or one publisher; write `topic` or `publisher`, and not both",
    ),
    "floor of a host": (
        GOOD + '[[policy.floors]]\npublisher = "www.bbc.co.uk"\nheat = 90\n',
        'hub.toml:7: `publisher = "www.bbc.co.uk"` is no publisher; write "bbc.co.uk"',
    ),
    "floor of a name": (
        GOOD + '[[policy.floors]]\npublisher = "bbc"\nheat = 90\n',
        'hub.toml:7: `publisher = "bbc"` is no publisher; write its domain, such as "example.com"',
    ),
    "floor below the threshold": (
        GOOD + '[[policy.floors]]\ntopic = "AI"\nheat = 70\n',
        "hub.toml:8: `heat` is 70; it must be from 71 to 250",
    ),
    "floor without heat": (
        GOOD + '[[policy.floors]]\ntopic = "AI"\n',
        "hub.toml:6: the floor has no `heat`; write one above the threshold, such as `heat = 90`",
    ),
    "floor twice": (
        GOOD + '[[policy.floors]]\ntopic = "AI"\nheat = 90\n' * 2,
        'hub.toml:10: "AI" has a floor at line 7 already; keep one of them',
    ),
    "age under classic": (
        GOOD + '[policy]\nprofile = "classic"\nmax_age = "30d"\n',
        'hub.toml:8: `max_age` is not for the classic formula, which is exact; take it out, or write `profile = "default"`',
    ),
    "points": (GOOD + "[policy]\ncatalogue_points = 201\n", "hub.toml:7: `catalogue_points` is 201; it must be from 0 to 200"),
    "heat step of nothing": (GOOD + "[publish]\nheat_step = 0\n", "hub.toml:7: `heat_step` is 0; it must be from 1 to 250"),
    "heat step against the threshold": (
        GOOD + "[publish]\nheat_step = 4\n",
        "hub.toml:7: `heat_step = 4` does not divide `threshold = 70`: rounded heat would contradict what is published; use 1",
    ),
    "keep": (
        GOOD + '[publish]\nkeep = "1y"\n',
        'hub.toml:7: `keep = "1y"` is no retention; write "forever", an age from 1d on such as "365d", or a number of records such as 5000',
    ),
    "branch": (
        GOOD + '[publish]\ngit = "../main"\n',
        'hub.toml:7: `git = "../main"` is no name of a branch; write one in plain letters, such as "published"',
    ),
    "branch that is a lock": (
        GOOD + '[publish]\ngit = "a.lock"\n',
        'hub.toml:7: `git = "a.lock"` is no name of a branch; write one in plain letters, such as "published"',
    ),
    "remote without a branch": (
        GOOD + '[publish]\nremote = "../news.git"\n',
        'hub.toml:7: `remote` has no branch to publish to; add one, such as `git = "published"`',
    ),
    "remote with a password": (
        GOOD + '[publish]\ngit = "news"\nremote = "https://mara:secret@git.example/news"\n',
        "hub.toml:8: `remote` holds a password, and hub.toml is no place for one; teach it to Git (`git help credentials`)",
    ),
    "remote that runs a program": (
        GOOD + '[publish]\ngit = "news"\nremote = "ext::sh -c touch% /tmp/x"\n',
        'hub.toml:8: `remote = "ext::sh -c touch% /tmp/x"` could make Git run a program; write file://, https://, ssh:// or a path',
    ),
    "remote whose host is an option": (
        GOOD + '[publish]\ngit = "news"\nremote = "ssh://-oProxyCommand=x/a"\n',
        'hub.toml:8: `remote = "ssh://-oProxyCommand=x/a"` could make Git run a program; write file://, https://, ssh:// or a path',
    ),
    "remote in the clear": (
        GOOD + '[publish]\ngit = "news"\nremote = "git://git.example/news"\n',
        'hub.toml:8: `remote = "git://git.example/news"` cannot be trusted to be who it says; write file://, https://, ssh:// or a path',
    ),
    "site over the hub": (
        GOOD + '[publish]\nsite = "x/.."\n',
        'hub.toml:7: `site = "x/.."` holds the hub\'s own files; name a folder apart, such as "site"',
    ),
    "records among the desk's": (
        GOOD + '[publish]\nrecords = "desk/out"\n',
        'hub.toml:7: `records = "desk/out"` holds the hub\'s own files; name a folder apart, such as "content"',
    ),
    "two outputs in one folder": (
        GOOD + '[publish]\nsite = "content/"\n',
        'hub.toml:7: `records = "content"` and `site = "content/"` are one folder, or one lies in the other; give each its own',
    ),
    "an output in another": (
        GOOD + '[publish]\nrecords = "out"\nsite = "out/pages"\n',
        'hub.toml:8: `records = "out"` and `site = "out/pages"` are one folder, or one lies in the other; give each its own',
    ),
    "an output around another": (
        GOOD + '[publish]\nrecords = "./site/records"\n',
        'hub.toml:7: `records = "./site/records"` and `site = "site"` are one folder, or one lies in the other; give each its own',
    ),
    "records over the hub": (
        GOOD + '[publish]\nrecords = "."\n',
        'hub.toml:7: `records = "."` holds the hub\'s own files; name a folder apart, such as "content"',
    ),
    "site among what is never published": (
        GOOD + '[publish]\nsite = ".newsloom/site"\n',
        'hub.toml:7: `site = ".newsloom/site"` holds the hub\'s own files; name a folder apart, such as "site"',
    ),
    "spacing": (
        GOOD + '[network]\nspacing = "2h"\n',
        'hub.toml:7: `spacing` is "2h"; it must be from 0s to 1h',
    ),
    "contact": (
        GOOD + '[network]\ncontact = "Ä (b)"\n',
        'hub.toml:7: `contact = "Ä (b)"` does not fit into a header; write a mail or web address in plain letters',
    ),
}


@pytest.mark.parametrize(("text", "problem"), ONE_PROBLEM.values(), ids=ONE_PROBLEM)
def test_mistake_is_named_with_its_line_and_the_fix(tmp_path, text, problem):
    assert problems_of(tmp_path, text) == (problem,)


@pytest.mark.parametrize("key", ["title"])
def test_key_of_a_later_version_in_a_source_is_refused_not_ignored(tmp_path, key):
    expected = f"hub.toml:8: `{key}` is not supported yet by this version; take the line out for now"
    assert problems_of(tmp_path, GOOD + SOURCE + f'{key} = "x"\n') == (expected,)


def test_circle_of_topics_is_named_at_every_member(tmp_path):
    text = GOOD + '[[topics]]\nname = "B"\nparent = "C"\n[[topics]]\nname = "C"\nparent = "B"\n[[topics]]\nname = "D"\nparent = "C"\n'
    assert problems_of(tmp_path, text) == (
        'hub.toml:8: "B" is its own ancestor through `parent = "C"`; break the circle',
        'hub.toml:11: "C" is its own ancestor through `parent = "B"`; break the circle',
    )


def test_all_mistakes_come_together_in_order_of_their_lines(tmp_path):
    found = problems_of(tmp_path, '[policy]\nthreshold = "x"\n[hub]\ntitel = "T"\n' + TOPIC)
    assert [problem.split(": ")[0] for problem in found] == ["hub.toml:2", "hub.toml:3", "hub.toml:4"]


def test_folder_without_hub_says_how_to_make_one(tmp_path):
    with pytest.raises(HubError, match=r"hub.toml:1: there is no hub in .*; make one with `newsloom init "):
        hub.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "line"),
    [('[hub]\ntitle = "T\n', 2), ("[hub]\ntitle =\n", 2), ("a = [\n\n1,\n", 3), ("a = " + "[" * 100_000, 1), ("a = " + "9" * 5000, 1)],
    ids=["open quote", "no value", "open list", "too deep", "too many digits"],
)
def test_invalid_toml_is_shown_at_its_line(tmp_path, text, line):
    (problem,) = problems_of(tmp_path, text)
    assert problem.startswith(f"hub.toml:{line}: this is no TOML (")
    assert problem.endswith("); check quotes, brackets and commas there")


def test_file_that_is_not_utf8_is_shown_at_the_line_of_the_wrong_byte(tmp_path):
    assert problems_of(tmp_path, b'[hub]\ntitle = "\xff"\n') == ("hub.toml:2: the file is not UTF-8; save it as UTF-8",)


def test_file_with_mark_and_windows_line_ends_is_read(tmp_path):
    assert problems_of(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == ()


def test_file_that_is_too_large_is_refused(tmp_path):
    found = problems_of(tmp_path, GOOD + "#" * (4 * 1024 * 1024))
    assert found == ("hub.toml:1: the file is larger than 4,194,304 bytes; split it",)


def test_folder_in_place_of_a_file_is_named(tmp_path):
    (tmp_path / "hub.toml").mkdir()
    with pytest.raises(HubError, match=r"hub.toml:1: the file cannot be read .*; mend its permissions or remove it"):
        hub.load(tmp_path)


def test_file_in_place_of_the_topics_folder_is_named(tmp_path):
    (tmp_path / "topics").write_text("x")
    (problem,) = problems_of(tmp_path, GOOD)
    assert problem.startswith("topics:1: the folder cannot be read (")


def test_topic_file_is_named_with_its_own_lines(tmp_path):
    topics = tmp_path / "topics"
    topics.mkdir()
    (topics / "a.toml").write_text('name = "B"\nkeyword = ["b"]\n')
    (topics / "b.toml").write_text('[[topics]]\nname = "C"\n[[topics]]\nname = "D"\nparent = "d"\n')
    (topics / "c.yml").write_text("_id: e\nname: E\nkeywords:\n  - e\nkeyword: f\n")
    (topics / "d.yml").write_text("a:\n  - b\n c: d\n")
    (topics / "e.yaml").write_text("- a\n")
    (topics / "f.yml").write_text("name: G\ntaxonomy: organization\n")
    (topics / "g.yml").write_text("name: H\nweight: heavy\n")
    assert problems_of(tmp_path, GOOD) == (
        "topics/a.toml:2: `keyword` is unknown here; did you mean `keywords`?",
        'topics/b.toml:5: no topic is named "d"; known are `AI`, `B`, `C`, `E`, `G`, `H`',
        "topics/c.yml:5: `keyword` is unknown here; did you mean `keywords`?",
        "topics/d.yml:3: this is no YAML; check indents, quotes and colons there",
        "topics/e.yaml:1: the file holds no keys and values; write `_id:`, `name:` and `keywords:`, or move it away",
        "topics/f.yml:2: `taxonomy` is not `topic`; move the file out of topics/ or correct it",
        "topics/g.yml:2: `weight` must be a number",
    )


def test_desk_file_is_named_beside_the_hubs_own_mistakes(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "today.toml").write_text('[[decision]]\ndo = "pinn"\nitem = "https://a.example/1"\nreason = "x"\n')
    hub_problem, desk_problem = problems_of(tmp_path, GOOD + "x = 1\n")
    assert hub_problem.startswith("hub.toml:6: `x` is unknown here; ")
    assert desk_problem.startswith("desk/today.toml:2: ")
