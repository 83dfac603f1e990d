"""The Git sink: one commit with what differs, on top of whatever is there, and nobody else's work touched."""

from contextlib import closing
from datetime import UTC, datetime
import io
import os
from pathlib import Path
import resource
import shutil
import subprocess
import sys
import tarfile

import pytest
from tests.unit.test_flows_newsletter import tell
from tests.unit.test_render_hostile_texts import Hostile, Tame, corpora, whole

from newsloom.app import opened
from newsloom.errors import SinkError
from newsloom.render.records import RecordRenderer
from newsloom.sink.directory import DirectorySink
from newsloom.sink.git import GitSink
from newsloom.sink.git_branch import Place
from newsloom.sink.git_commit import MARK, Authorship
from newsloom.store.sqlite import SqliteStore
from newsloom.testing.rendering import rendered
from newsloom.types import Artifact, Swap

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CONFIGURATION = "[user]\nname = Mara\nemail = mara@example.com\n"


@pytest.fixture(autouse=True)
def _configured(tmp_path, monkeypatch):
    """Let Git know nothing but what stands here."""
    (tmp_path / "gitconfig").write_text(CONFIGURATION)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True).stdout.rstrip("\n")


def record(title: str, *others: str) -> bytes:
    related = "\nrelated:\n" + "".join(f'  - title: "{other}"\n' for other in others) if others else ""
    return f'---\ncategory: news\ntitle: "{title}"\n{related}---\n\n'.encode()


class Hub:
    """A hub's folder, and the branch that it publishes to."""

    def __init__(self, root: Path, remote: str = "", name: str = "hub") -> None:
        self.root, self.remote, self.name = root / name, remote, name
        self.state = self.root / ".newsloom"
        self.state.mkdir(parents=True)
        self.taken_down: set[str] = set()

    def swap(self, files, now: datetime = NOW) -> Swap:
        place = Place(root=self.root, own=self.state / "publish.git", branch="news", remote=self.remote)
        sink = GitSink(place, self.state / "git.manifest", Authorship(now=now, hub=self.name), self.taken_down.__contains__)
        return sink.swap(Artifact(path=path, body=body) for path, body in (files.items() if isinstance(files, dict) else files))

    @property
    def repository(self) -> Path:
        return self.root / self.remote if self.remote else self.state / "publish.git"

    @property
    def files(self) -> dict[str, bytes]:
        archive = subprocess.run(["git", "-C", self.repository, "archive", "news"], capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            return {member.name: tar.extractfile(member).read().rstrip(b"\n") for member in tar if member.isfile()}

    def commits(self) -> list[str]:
        return git(self.repository, "log", "--format=%s", "news").split("\n")


@pytest.fixture
def hub(tmp_path) -> Hub:
    """Return a hub that lies in no repository."""
    return Hub(tmp_path)


def edit(repository: Path, changes: dict[str, bytes | None], folder: Path) -> None:
    """Commit to the branch as an editor does, from a clone."""
    if not folder.exists():
        git(folder.parent, "clone", "-q", "-b", "news", str(repository), str(folder))
    git(folder, "pull", "-q", "--ff-only")
    for path, body in changes.items():
        if body is None:
            (folder / path).unlink()
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(body)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "edited")
    git(folder, "push", "-q", "origin", "news")


def intercept(folder: Path, monkeypatch, command: str, script: str) -> None:
    """Put a `git` in front of the real one that runs a script before a command."""
    real = shutil.which("git")
    (folder / "bin").mkdir()
    (folder / "bin/git").write_text(f'#!/bin/sh\ngit={real}\ncase " $* " in *" {command} "*) {script};; esac\nexec {real} "$@"\n')
    (folder / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}/bin:{os.environ['PATH']}")


def test_swap_makes_one_commit_with_what_differs_and_none_when_nothing_does(hub):
    assert hub.swap({"_news/a.md": b"1", "b": b"2", "empty": b""}) == Swap(written=3)
    assert hub.swap({"_news/a.md": b"1", "b": b"2", "empty": b""}) == Swap(unchanged=3)
    assert hub.swap({"_news/a.md": b"1", "b": b"22"}) == Swap(written=1, unchanged=1, removed=1)
    assert hub.files == {"_news/a.md": b"1", "b": b"22"}
    assert len(hub.commits()) == 2


def test_commit_says_what_changed_in_lines_that_order_nobody_about(hub):
    hub.swap({f"_news/{name}.md": record(name) for name in ("old", "told", "gone", "quiet")})
    changed = {
        "_news/old.md": record("New\\u2028name"),
        "_news/told.md": record("told", "copy"),
        "_news/quiet.md": record("quiet") + b"\n",
        "_archive/_news/quiet.md": record("quiet"),
        "_news/x.md": record("[skip ci] ***NO_CI*** skip-checks:true closes #1 --output=x"),
        "_data/topics/a.yml": b"",
    }
    del changed["_news/quiet.md"]
    hub.swap(changed)
    assert git(hub.repository, "log", "-1", "--format=%an <%ae> %ad%n%B", "--date=iso", "news").split("\n") == [
        "Mara <mara@example.com> 2026-03-02 12:00:00 +0000",
        "1 new story, 1 grown, 1 retitled, 1 moved story, 1 removed story, 1 other file",
        "",
        "new: (skip ci) ***NO CI*** skip-checks true closes ＃1 --output=x",
        "grown: told (+1)",
        "retitled: New name (was: old)",
        "moved: _archive/_news/quiet.md",
        "removed: gone",
        "",
        "Newsloom-Hub: hub",
    ]


def test_same_editions_at_the_same_times_make_the_same_commits(tmp_path):
    hubs = [Hub(tmp_path / place) for place in ("one", "two")]
    for one in hubs:
        one.swap({"a": b"1"})
        one.swap({"a": b"2"})
    assert len({git(one.repository, "rev-parse", "news") for one in hubs}) == 1


def test_rules_about_files_of_others_are_those_of_the_directory_sink(tmp_path, hub):
    folder, clone = tmp_path / "out", tmp_path / "clone"
    first = {"ours": b"1", "kept": b"1", "edited": b"1", "dropped/deep": b"1", "same": b"1"}
    others = {"README.md": b"mine", "edited": b"mine", "taken": b"mine", "agreed": b"2", "folder/file": b"mine"}
    second = {"ours": b"2", "kept": b"1", "taken": b"2", "agreed": b"2", "folder": b"2", "README.md/x": b"2", "same": b"1", "a/..": b""}

    def both(files):
        results = []
        for swap in (
            hub.swap,
            lambda files: DirectorySink(folder, tmp_path / "manifest").swap(Artifact(path=p, body=b) for p, b in files.items()),
        ):
            try:
                results.append(swap(files))
            except SinkError as error:
                results.append(sorted(problem.partition(" ")[0] for problem in error.problems))
        return results

    for files in (first, {**first, "edited": b"2"}):
        one, two = both(files)
        assert one == two
    edit(hub.repository, others, clone)
    for path, body in others.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(body)
    for files in (second, {"ours": b"3"}, {}):
        one, two = both(files)
        assert one == two
        assert hub.files == {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert hub.files == {path: body for path, body in others.items() if path != "agreed"}


def test_branch_of_the_repository_around_the_hub_is_used_and_its_work_tree_left_alone(tmp_path, hub):
    git(tmp_path, "init", "-q", "-b", "main", ".")
    (tmp_path / "mine.txt").write_text("mine")
    git(tmp_path, "add", "mine.txt")
    hub.swap({"a": b"1"})
    assert git(tmp_path, "ls-tree", "-r", "--name-only", "news") == "a"
    assert git(tmp_path, "status", "--porcelain", "--untracked-files=no") == "A  mine.txt"
    assert not (hub.state / "publish.git").exists()


def test_branch_that_is_checked_out_is_refused(tmp_path, hub):
    git(tmp_path, "init", "-q", "-b", "news", ".")
    with pytest.raises(SinkError, match=r"the branch news is checked out in .*: name a branch of its own, such as `git = \"published\"`"):
        hub.swap({"a": b"1"})
    assert not git(tmp_path, "for-each-ref")


def test_branch_under_another_name_is_refused_where_the_first_is_checked_out(tmp_path, hub):
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "commit", "-qm", "mine", "--allow-empty")
    git(tmp_path, "symbolic-ref", "refs/heads/news", "refs/heads/main")
    with pytest.raises(SinkError, match="the branch news is checked out in"):
        hub.swap({"a": b"1"})
    assert git(tmp_path, "log", "--format=%s") == "mine"


def test_remote_is_named_as_the_repository_around_the_hub_knows_it(tmp_path):
    git(tmp_path, "init", "-q", "--bare", "-b", "news", "far.git")
    git(tmp_path, "init", "-q", "-b", "main", ".")
    git(tmp_path, "remote", "add", "origin", str(tmp_path / "far.git"))
    assert Hub(tmp_path, "origin").swap({"a": b"1"}) == Swap(written=1)
    assert git(tmp_path / "far.git", "ls-tree", "-r", "--name-only", "news") == "a"
    assert not git(tmp_path, "branch", "--list")


def test_remote_is_looked_at_by_one_publisher_of_a_repository_at_a_time(tmp_path, monkeypatch):
    git(tmp_path, "init", "-q", "--bare", "-b", "news", "far.git")
    git(tmp_path, "init", "-q", "-b", "main", ".")
    one, other = (Hub(tmp_path, "../far.git", name) for name in ("one", "other"))
    one.swap({"a": b"1"})
    take = f"import fcntl; fcntl.flock(open('{tmp_path}/.git/newsloom.lock'), fcntl.LOCK_EX | fcntl.LOCK_NB); print('free')"
    intercept(tmp_path, monkeypatch, "ls-remote", f'{sys.executable} -ISc "{take}" 2>&- >>{tmp_path}/seen || echo taken >>{tmp_path}/seen')
    other.swap({"b": b"1"})
    assert set((tmp_path / "seen").read_text().split()) == {"taken"}


def test_bare_remote_that_is_named_is_published_to_where_git_looks_for_none(tmp_path):
    git(tmp_path, "init", "-q", "--bare", "-b", "news", "far.git")
    with (tmp_path / "gitconfig").open("a") as settings:
        settings.write("[safe]\nbareRepository = explicit\n")
    assert Hub(tmp_path, "../far.git").swap({"a": b"1"}) == Swap(written=1)


def test_branch_that_is_the_folder_of_another_is_told_at_once(tmp_path):
    git(tmp_path, "init", "-q", "--bare", "far.git")
    Hub(tmp_path, "../far.git").swap({"a": b"1"})
    git(tmp_path / "far.git", "branch", "-m", "news", "news/drafts")
    with pytest.raises(SinkError, match="'refs/heads/news/drafts' exists; cannot create 'refs/heads/news'"):
        Hub(tmp_path, "../far.git", "other").swap({"b": b"1"})


def test_plain_clone_of_a_sha256_remote_has_the_files_and_the_history(tmp_path):
    git(tmp_path, "init", "-q", "--bare", "-b", "news", "--object-format=sha256", "there.git")
    hub = Hub(tmp_path, "../there.git")
    hub.swap({"_news/a.md": b"1"})
    edit(hub.repository, {"_config.yml": b"theme: x"}, tmp_path / "clone")
    assert hub.swap({"_news/a.md": b"2"}) == Swap(written=1)
    git(tmp_path, "clone", "-q", str(hub.repository), "reader")
    assert (tmp_path / "reader/_news/a.md").read_bytes() == b"2"
    assert (tmp_path / "reader/_config.yml").read_bytes() == b"theme: x"
    assert len(hub.commits()) == 3
    assert not git(hub.repository, "fsck", "--strict")


def test_two_hubs_publish_to_one_branch_and_keep_each_others_files(tmp_path):
    git(tmp_path, "init", "-q", "--bare", "-b", "news", "there.git")
    hubs = [Hub(tmp_path, "../there.git", name) for name in ("one", "two")]
    for number in range(2):
        for one in hubs:
            one.swap({one.name: b"%d" % number})
    assert hubs[0].files == {"one": b"1", "two": b"1"}
    with pytest.raises(SinkError, match=r"'two' was not published: a file that newsloom did not write for this hub lies there"):
        hubs[0].swap({"one": b"1", "two": b"mine"})


def test_hub_that_lost_its_notes_goes_on_with_its_own_files_alone(tmp_path, hub):
    hub.swap({"a": b"1", "b": b"1", "gone": b"1"})
    edit(hub.repository, {"b": b"mine", "a2": b"mine"}, tmp_path / "clone")
    (hub.state / "git.manifest").unlink()
    with pytest.raises(SinkError, match="'b' was not published"):
        hub.swap({"a": b"2", "b": b"2"})
    assert hub.files == {"a": b"2", "b": b"mine", "a2": b"mine", "gone": b"1"}


def test_hub_that_lost_its_notes_knows_its_name_whatever_git_is_told_of_letters_and_logs(tmp_path):
    with (tmp_path / "gitconfig").open("a") as settings:
        settings.write("[i18n]\ncommitEncoding = ISO-8859-1\n[log]\nshowRoot = false\n")
    hub = Hub(tmp_path, name="Zürich 東京")
    hub.swap({"a": b"1"})
    (hub.state / "git.manifest").unlink()
    assert hub.swap({"a": b"2"}) == Swap(written=1)


@pytest.mark.parametrize(("remote", "moment"), [("", "update-ref"), ("../there.git", "push")])
def test_editor_who_commits_while_we_do_loses_nothing(tmp_path, monkeypatch, remote, moment):
    git(tmp_path, "init", "-q", "--bare", "-b", "news", "there.git")
    hub = Hub(tmp_path, remote)
    hub.swap({"a": b"1"})
    edit(hub.repository, {"x": b"1"}, tmp_path / "clone")
    late = f"cd {tmp_path}/clone; echo late>late; $git add .; $git commit -qm late; $git push -q"
    intercept(tmp_path, monkeypatch, moment, f"if mkdir {tmp_path}/once 2>&-; then ({late}) >&2; fi")
    assert hub.swap({"a": b"2"}) == Swap(written=1)
    assert hub.files == {"a": b"2", "x": b"1", "late": b"late"}
    assert hub.commits()[1] == "late"


def test_lock_left_by_a_killed_publisher_is_taken_away(hub):
    hub.swap({"a": b"1"})
    lock = hub.repository / "refs/heads/news.lock"
    lock.touch()
    (hub.repository / "newsloom.lock").write_text("refs/heads/news")
    hub.swap({"a": b"2"})
    assert hub.files == {"a": b"2"}
    assert (hub.repository / "newsloom.lock").read_bytes() == b""


@pytest.mark.parametrize("dropped", [False, True])
def test_record_of_what_is_taken_down_goes_though_somebody_edited_it_and_is_told_once(tmp_path, hub, dropped):
    hub.swap({"_news/a.md": b"1", "_archive/_news/b.md": b"1", "_news/c.md": b"1"})
    mine = {"_news/a.md": b"mended", "_archive/_news/b.md": b"mended", "_news/c.md": b"mended", "_news/own.md": b"mine"}
    edit(hub.repository, mine, tmp_path / "clone")
    if dropped:  # the stories had left before, and with them the notes
        hub.swap({"d": b"1"})
    hub.taken_down = {"a.md", "b.md"}
    with pytest.raises(SinkError) as caught:
        hub.swap({"d": b"1"})
    assert [problem.partition(" was edited")[0] for problem in sorted(caught.value.problems)] == ["'_archive/_news/b.md'", "'_news/a.md'"]
    assert "is taken down: it was removed all the same: its versions are in the history" in caught.value.problems[0]
    assert hub.files == {"d": b"1", "_news/c.md": b"mended", "_news/own.md": b"mine"}
    assert hub.swap({"d": b"1"}) == Swap(unchanged=1)
    assert git(hub.repository, "show", "news~1:_news/a.md") == "mended"


def test_refusal_of_a_remotes_hook_is_told_in_its_own_words(tmp_path):
    git(tmp_path, "init", "-q", "--bare", "-b", "news", "there.git")
    hook = tmp_path / "there.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Nothing is published on Sundays:' >&2\necho 'wait for Monday.' >&2\nexit 1\n")
    hook.chmod(0o755)
    hub = Hub(tmp_path, "../there.git")
    with pytest.raises(SinkError) as caught:
        hub.swap({"a": b"1"})
    (problem,) = caught.value.problems
    said = "Nothing is published on Sundays: wait for Monday. (pre-receive hook declined)"
    assert f"the remote refused it: {said}: do what that says" in problem
    assert "fsck" not in problem


def test_environment_and_hooks_lead_nowhere_else(tmp_path, hub, monkeypatch):
    (tmp_path / "hooks").mkdir()
    for name in ("reference-transaction", "pre-push", "post-commit"):
        (tmp_path / "hooks" / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
        (tmp_path / "hooks" / name).chmod(0o755)
    (tmp_path / "gitconfig").write_text(f"{CONFIGURATION}[core]\nhooksPath = {tmp_path}/hooks\n")
    for name in ("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "COMMON_DIR", "NAMESPACE", "CONFIG_PARAMETERS"):
        monkeypatch.setenv(f"GIT_{name}", str(tmp_path / "elsewhere"))
    hub.swap({"a": b"1"})
    for name in ("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "COMMON_DIR", "NAMESPACE", "CONFIG_PARAMETERS"):
        monkeypatch.delenv(f"GIT_{name}")
    assert hub.files == {"a": b"1"}
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "elsewhere").exists()


def test_remote_of_the_repository_that_runs_a_program_is_not_reached(tmp_path, hub):
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "config", "remote.origin.url", f"ext::touch {tmp_path}/ran")
    hub.remote = "origin"
    with pytest.raises(SinkError, match="transport 'ext' not allowed"):
        hub.swap({"a": b"1"})
    assert not (tmp_path / "ran").exists()


def test_login_of_a_remote_is_not_told(tmp_path, hub):
    git(tmp_path, "init", "-q", ".")
    git(tmp_path, "config", "remote.origin.url", "https://mara:s3cret@127.0.0.1:9/news")
    hub.remote = "origin"
    with pytest.raises(SinkError, match=r"the branch news of origin: .*see that `git ls-remote origin` works") as caught:
        hub.swap({"a": b"1"})
    assert "s3cret" not in str(caught.value)


def test_missing_name_of_a_committer_is_told_with_the_command(tmp_path, hub):
    (tmp_path / "gitconfig").write_text("")
    with pytest.raises(SinkError, match=r"Git does not know who commits; say so with `git config --global user\.name"):
        hub.swap({"a": b"1"})
    (tmp_path / "gitconfig").write_text(CONFIGURATION)
    assert hub.swap({"a": b"1"}) == Swap(written=1)


def test_commits_are_signed_when_git_is_told_to(tmp_path, hub):
    signer = tmp_path / "gpg"
    signer.write_text("#!/bin/sh\ncat > /dev/null\n[ -e $0.broken ] && exit 1\necho '[GNUPG:] SIG_CREATED ' >&2\necho 'SIGNED'\n")
    signer.chmod(0o755)
    (tmp_path / "gitconfig").write_text(f"{CONFIGURATION}[commit]\ngpgSign = true\n[gpg]\nprogram = {signer}\n")
    hub.swap({"a": b"1"})
    assert "\ngpgsig SIGNED\n" in git(hub.repository, "cat-file", "commit", "news")
    (tmp_path / "gpg.broken").touch()
    with pytest.raises(SinkError, match=r"signing failed: .*: mend the key, or `git config commit\.gpgSign false`"):
        hub.swap({"a": b"2"})
    assert hub.files == {"a": b"1"}


def test_missing_program_is_told(hub, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SinkError, match="the program `git` is not there"):
        hub.swap({"a": b"1"})


def test_program_that_is_too_old_is_told(tmp_path, hub, monkeypatch):
    intercept(tmp_path, monkeypatch, "--path-format=absolute", 'echo "--path-format=absolute"; echo .git; exit')
    with pytest.raises(SinkError, match=r"Git is older than 2\.31: install a newer one"):
        hub.swap({"a": b"1"})


def test_remote_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SinkError, match=r"`remote = \"\.\./nowhere\"` in \[publish\] is no folder, .*: make it with `git init --bare "):
        Hub(tmp_path, "../nowhere").swap({"a": b"1"})


def test_disk_without_room_leaves_the_branch_and_the_next_swap_heals(hub):
    files = {f"_news/{number:04}-{'x' * 100}.md": b"%d" % number for number in range(600)}
    hub.swap({"a": b"1"})
    before = git(hub.repository, "rev-parse", "news")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (4096, 60_000):  # too little for the contents; enough for them, too little for the list of names
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(SinkError, match=r"Git could not publish to the branch news: .* as it was, and the next cycle tries again"):
                hub.swap(files)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert git(hub.repository, "rev-parse", "news") == before
    assert hub.swap(files) == Swap(written=600, removed=1)
    assert git(hub.repository, "fsck", "--strict", "--no-dangling") == ""
    assert not [path for path in hub.repository.iterdir() if "crash" in path.name or "index" in path.name]


def test_half_a_pack_on_a_full_disk_is_taken_away(tmp_path, hub, monkeypatch):
    hub.swap({"a": b"1"})
    half = hub.repository / "objects/pack/tmp_pack_half"
    with monkeypatch.context() as patch:
        intercept(tmp_path, patch, "fast-import", f"touch {half}; echo fatal: No space left on device >&2; exit 128")
        with pytest.raises(SinkError, match="No space left on device: make room on the disk; the branch is as it was"):
            hub.swap({"a": b"2"})
    assert not half.exists()
    assert hub.swap({"a": b"2"}) == Swap(written=1)


def test_hub_that_is_named_from_the_current_folder_publishes_all_the_same(tmp_path, hub, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hub.root, hub.state = Path("hub"), Path("hub/.newsloom")
    hub.swap({"a": b"1"})
    assert hub.files == {"a": b"1"}


def test_mistake_of_a_renderer_commits_nothing(hub):
    def failing():
        yield "a", b"1"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hub.swap(failing())
    assert not git(hub.repository, "for-each-ref")


def test_hub_with_a_branch_publishes_its_records_to_it(tmp_path):
    head = '[hub]\ntitle = "Tides"\n[[topics]]\nid = "t"\nname = "Tides"\nkeywords = ["tide"]\n[publish]\n'
    (tmp_path / "hub.toml").write_text(f'{head}git = "published"\n')
    with opened(tmp_path, NOW) as application:
        report = application.publish()
    assert git(tmp_path / ".newsloom/publish.git", "ls-tree", "-r", "--name-only", "published") == "_data/topics/t.yml"
    assert git(tmp_path / ".newsloom/publish.git", "log", "--format=%s %cI%n%b", "published") == (
        "1 other file 2026-03-02T12:00:00+00:00\nNewsloom-Hub: Tides"
    )
    assert report.files.written > report.records.written


def test_record_that_an_editor_mended_in_the_branch_goes_when_the_desk_takes_its_story_down(tmp_path):
    hub, repository = tmp_path / "hub", tmp_path / "hub/.newsloom/publish.git"
    (hub / ".newsloom").mkdir(parents=True)
    (hub / "hub.toml").write_text('[hub]\ntitle = "Tides"\n[[topics]]\nname = "Tides"\nkeywords = ["tide"]\n[publish]\ngit = "news"\n')
    with closing(SqliteStore(hub / ".newsloom/hub.db")) as store:
        tell(store, "a")
    with opened(hub, NOW) as application:
        application.publish()
    assert "_news/a.md" in git(repository, "ls-tree", "-r", "--name-only", "news")
    edit(repository, {"_news/a.md": b"mended"}, tmp_path / "clone")
    (hub / "desk").mkdir()
    (hub / "desk/law.toml").write_text('[[decision]]\ndo = "take-down"\nitem = "https://a.example/1"\nreason = "an order"\n')
    with opened(hub, NOW) as application:
        application.curate()
        with pytest.raises(SinkError, match=r"'_news/a.md' was edited in the branch, and its story is taken down"):
            application.publish()
        application.publish()
    assert "_news/a.md" not in git(repository, "ls-tree", "-r", "--name-only", "news")


@pytest.mark.shared
def test_every_hostile_text_as_a_title_leads_nowhere_and_adds_no_line_to_the_message(hub):
    """What a text says is in the files; the tree has the paths that a tame twin's has, the message its lines, the last of them its own."""
    texts = corpora()[::4]
    twins = [
        {file.path: file.body for file in rendered(RecordRenderer(), whole(words([f"\n\n{MARK}: other\n{text}" for text in texts])))}
        for words in (Hostile, Tame)
    ]
    said = []
    for files in twins:
        hub.swap(files)
        assert hub.files == {path: body.rstrip(b"\n") for path, body in files.items()}
        said.append(git(hub.repository, "log", "-1", "--format=%B%x00%(trailers)", "news"))
    assert [one.partition("\0")[2].strip() for one in said] == [f"{MARK}: hub"] * 2
    assert len({one.count("\n") for one in said}) == 1
    assert git(hub.repository, "fsck", "--strict", "--no-dangling") == ""
