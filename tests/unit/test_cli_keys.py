"""`newsloom keys`, and what a hub publishes with them."""

from contextlib import closing
import json

from msgspec.structs import replace
import pytest
from typer.testing import CliRunner

from newsloom import hub
from newsloom.app import opened
from newsloom.app.publishing import Publishing
from newsloom.cli.root import app
from newsloom.errors import HubError, SealError
from newsloom.hub.keyring import create, ring, rotate
from newsloom.render.record import emit, parse
from newsloom.seal import REFUSED
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.factories import NOW, SOURCE, article, receipt, story
from newsloom.types import Collected, Curated, Decision

HUB = '[hub]\ntitle = "Tides"\n[[topics]]\nid = "t"\nname = "Tidal power"\nkeywords = ["tide"]\n'
SEALING = HUB + '[publish]\nsecured = ["sources", "desk"]\n'
A, B, C = article("https://a.example/1"), article("https://b.example/2"), article("https://c.example/3")
GATE, FERRY = replace(story(A, B), path="2026-01-05-gate.md"), replace(story(C), path="2026-01-05-ferry.md")
PIN = Decision(do="pin", reason="Einweihung\u202e \x1b[1m", by="mara")
RECEIPTS = (receipt(A, GATE, desk=(PIN,)), receipt(B, GATE, relation="coverage"), receipt(C, FERRY))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hub.toml").write_text(SEALING, encoding="utf-8")
    (tmp_path / ".newsloom").mkdir()
    with closing(SqliteStore(tmp_path / ".newsloom" / "hub.db")) as store:
        store.save_collected(Collected(articles=(A, B, C)))
        store.save_curated(Curated(stories=(GATE, FERRY), receipts=RECEIPTS, judged_at=NOW))
    return tmp_path


@pytest.fixture
def keys(folder):
    """Return a function that runs `newsloom keys` on the folder, and returns exit code and output."""

    def ran(*words, given=None):
        done = CliRunner().invoke(app, ["keys", *words[:1], *words[1:2], str(folder), *words[2:]] if words else ["keys"], input=given)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout

    return ran


def publish(folder, *, again=False):
    with opened(folder, NOW) as application:
        return application.publish(again=again).records


def record(folder, name=GATE.path):
    return parse((folder / "content" / "_news" / name).read_text("utf-8"))


def test_records_have_nothing_sealed_unless_the_hub_asks(folder):
    (folder / "hub.toml").write_text(HUB)
    create(folder / ".newsloom", NOW)
    publish(folder)
    assert "secured" not in record(folder)


def test_sealed_part_says_who_decided_and_what_brought_each_article(folder):
    create(folder / ".newsloom", NOW)
    publish(folder)
    found = record(folder)
    assert list(found)[-1] == "secured"
    seen = {"source": SOURCE, "seen": "2026-01-05T12:00:00Z"}
    assert json.loads(ring(folder / ".newsloom").open(GATE.id, found["secured"])) == {
        "desk": [{"item": A.id, "do": "pin", "value": "", "reason": PIN.reason, "by": "mara", "until": ""}],
        "sources": [{"item": one.id, "url": one.url, **seen} for one in sorted((A, B), key=lambda one: one.id)],
    }
    with pytest.raises(SealError):
        ring(folder / ".newsloom").open(FERRY.id, found["secured"])


def test_unchanged_content_keeps_its_bytes_and_a_rotation_rewrites_once(folder):
    create(folder / ".newsloom", NOW)
    assert publish(folder).written == 2
    first = record(folder)["secured"]
    assert [publish(folder, again=again).written for again in (True, False)] == [0, 0]
    for _ in range(3):
        rotate(folder / ".newsloom", NOW)
        assert [publish(folder).written for _ in range(2)] == [2, 0]
    keys = ring(folder / ".newsloom")
    assert record(folder)["secured"].split(".")[1] == keys.newest.id
    assert keys.open(GATE.id, first) == keys.open(GATE.id, record(folder)["secured"])


def test_rotation_in_the_midst_of_a_publishing_is_seen_by_the_next(folder):
    create(folder / ".newsloom", NOW)

    class Overtaken(Publishing):
        rotated = False

        def keys(self):
            found = super().keys()
            if not self.rotated:
                self.rotated = bool(rotate(folder / ".newsloom", NOW))
            return found

    with opened(folder, NOW) as application:
        Overtaken(application.hub, application.store, application.clock, application.progress).publish()
    assert publish(folder).written == 2
    assert record(folder)["secured"].split(".")[1] == ring(folder / ".newsloom").newest.id


def test_content_that_changes_changes_its_record_alone(folder):
    create(folder / ".newsloom", NOW)
    publish(folder)
    with closing(SqliteStore(folder / ".newsloom" / "hub.db")) as store:
        store.save_curated(Curated(stories=(FERRY,), receipts=(replace(RECEIPTS[2], desk=(PIN,)),)))
    assert publish(folder).written == 1


def test_hub_that_asks_without_keys_is_told_and_publishes_nothing(folder):
    with pytest.raises(SealError, match="no keys; make the first with `newsloom keys new`"):
        publish(folder)
    assert not (folder / "content").exists()
    done = CliRunner().invoke(app, ["check", str(folder)])
    assert isinstance(done.exception, SealError)


def test_keys_are_in_nothing_that_is_published(folder):
    create(folder / ".newsloom", NOW)
    publish(folder)
    stated = json.loads((folder / ".newsloom" / "keys").read_text())["keys"][0]["secret"].encode()
    files = [file for place in ("content", "site") for file in (folder / place).rglob("*") if file.is_file()]
    assert len(files) > 10
    for secret in (stated, stated[:20], ring(folder / ".newsloom").newest.secret):
        assert not [file for file in files if file.name == "keys" or secret in file.read_bytes()]


@pytest.mark.parametrize("place", [".newsloom", ".newsloom/keys", "x/../.newsloom"])
def test_no_tree_can_be_published_where_the_keys_are(folder, place):
    (folder / "hub.toml").write_text(f'{HUB}[publish]\nrecords = "{place}"\n')
    with pytest.raises(HubError, match="holds the hub's own files"):
        hub.load(folder)


def test_unknown_part_names_the_nearest(folder):
    (folder / "hub.toml").write_text(f'{HUB}[publish]\nsecured = ["source"]\n')
    with pytest.raises(HubError, match=r'hub.toml:8: `secured` cannot hold "source"; did you mean `sources`\?'):
        hub.load(folder)


def test_commands_make_and_rotate_and_list_keys_and_never_show_a_secret(folder, keys):
    told = [keys("new"), keys("rotate"), keys("list"), keys("list", "--json")]
    known = ring(folder / ".newsloom").keys
    assert [code for code, _ in told] == [0] * 4
    assert told[0][1].startswith(f"{known[0].id}   made. Keep a copy")
    assert told[1][1].startswith(f"{known[1].id}   seals from now on")
    assert [line.endswith("seals") for line in told[2][1].splitlines()] == [False, True]
    assert [(row["id"], row["seals"]) for row in json.loads(told[3][1])["keys"]] == [(known[0].id, False), (known[1].id, True)]
    stated = (folder / ".newsloom" / "keys").read_text()
    secrets = [row["secret"] for row in json.loads(stated)["keys"]]
    assert not [secret for secret in secrets for _, text in told if secret[:12] in text]


@pytest.mark.parametrize("form", ["content/_news/{}", "_news/{}", "{}"])
def test_record_is_revealed_by_its_path_or_name(folder, keys, form, monkeypatch):
    monkeypatch.chdir(folder)
    create(folder / ".newsloom", NOW)
    publish(folder)
    code, told = keys("reveal", form.format(GATE.path))
    assert code == 0
    assert json.loads(told)["desk"][0]["reason"] == "Einweihung \x1b[1m"
    assert {letter for letter in told if not letter.isprintable()} == {"\n"}  # nothing that commands a terminal


def test_older_record_is_revealed_from_standard_input_and_a_text_by_its_id(folder, keys):
    create(folder / ".newsloom", NOW)
    publish(folder)
    old = record(folder)
    rotate(folder / ".newsloom", NOW)
    whole = json.loads(keys("reveal", "-", "--json", given=emit(old))[1])
    assert whole["id"] == GATE.id
    assert whole["secured"]["desk"][0]["by"] == "mara"
    assert json.loads(keys("reveal", old["secured"], "--id", GATE.id, "--json")[1]) == whole
    assert keys("reveal", old["secured"])[0] == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"id": FERRY.id},
        {"id": None},
        {"secured": "nVF0CrAnXuWeH4vSyPSdlg==;IK1UaUvtpBrfPkdhPO0WSA=="},
        {"secured": "s1.00000000.AAAAAAAAAAAAAAAAAAAAAA.AAAA"},
    ],
)
def test_whatever_does_not_open_is_refused_in_the_same_words(folder, keys, changes):
    create(folder / ".newsloom", NOW)
    publish(folder)
    with pytest.raises(SealError) as caught:
        keys("reveal", "-", given=emit(record(folder) | changes))
    assert str(caught.value) == REFUSED


def test_record_without_a_sealed_part_is_told(keys, folder):
    create(folder / ".newsloom", NOW)
    with pytest.raises(SealError, match="keeps nothing to itself"):
        keys("reveal", "-", given=emit({"id": "s1"}))
