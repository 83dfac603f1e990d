"""Read a hub's folder: every file, every mistake, and one record at the end."""

from collections.abc import Iterator
import os
from pathlib import Path
import re

from msgspec.structs import replace

from newsloom import desk
from newsloom.errors import HubError
from newsloom.hub.files import file_names, parsed_toml, text_of, toml_document, yaml_document
from newsloom.hub.newsletter import read_newsletter
from newsloom.hub.overlay import laid_over
from newsloom.hub.policy import read_policy
from newsloom.hub.records import Hub
from newsloom.hub.rules import read_rules
from newsloom.hub.searches import read_searches
from newsloom.hub.settings import read_address, read_language, read_network, read_publish, read_stories
from newsloom.hub.sources import read_sources
from newsloom.hub.table import Table
from newsloom.hub.templates import read_templates
from newsloom.hub.topics import arrange, plain_topic, read_topic
from newsloom.types import Decision, Topic

SETTINGS = "hub.toml"

_PLACE = re.compile(r"([^\n]{1,4096}?):(\d{1,9}): ")


def load(directory: Path, *, settings: str | None = None, over: Path | None = None) -> Hub:
    """Return the hub in a folder.

    Args:
        directory: holds `hub.toml`, and perhaps `topics/` (TOML, or the reference's YAML), `desk/` and `rules/` (TOML) and `templates/`.
        settings: a text to read as if it stood in `hub.toml`: would that be a hub?
        over: a file that is laid over `hub.toml` and the topics (`hub.overlay`): what hub would that be?

    Raises:
        HubError: with every mistake of every file, each as `file:line: what is wrong; what to do`.
    """
    problems: list[str] = []
    if not os.path.lexists(directory / SETTINGS):
        raise HubError((f"{SETTINGS}:1: there is no hub in {directory}; make one with `newsloom init {directory}`",))
    document = toml_document(directory, SETTINGS, problems) if settings is None else parsed_toml(SETTINGS, settings, problems)
    files = list(_topic_files(directory, problems))
    if over is not None and document is not None:
        change = toml_document(Path(), str(over), problems)
        document = laid_over(document, [table.values for table in files], change) if change else None
        files = []
    hub = _hub(directory, Table(document, problems), files) if document else None
    decisions = _decisions(directory, [topic.name for topic in hub.topics] if hub else None, problems)
    templates = read_templates(directory, problems)
    if hub is None or problems:
        raise HubError(tuple(sorted(problems, key=_place)))
    return replace(hub, decisions=decisions, templates=templates)


def _place(problem: str) -> tuple[bool, str, int]:
    """Return what puts a problem in order: hub.toml first, then by file and line."""
    found = _PLACE.match(problem)
    name, line = (found[1], int(found[2])) if found else ("", 0)
    return name != SETTINGS, name, line


def _hub(root: Path, top: Table, files: list[Table]) -> Hub:
    about, letters = top.table("hub"), top.table("newsletter")
    topics = _topics(top, files)
    policy = read_policy(top.table("policy"), [topic.name for topic in topics])
    hub = Hub(
        root=root,
        title=about.needed("title", 'the hub has no title; add `title = "…"` under [hub]'),
        subject=about.text("subject"),
        description=about.text("description"),
        url=read_address(about, "url"),
        language=read_language(about),
        full_text=about.flag("full_text", default=False),
        topics=topics,
        sources=tuple(read_sources(top.tables("sources"), [topic.name for topic in topics])),
        policy=policy,
        stories=read_stories(top.table("stories"), root),
        publish=read_publish(top.table("publish"), policy, root),
        network=read_network(top.table("network")),
        newsletter=read_newsletter(letters) if "newsletter" in top.values else None,
        searches=read_searches(top.tables("searches")),
        rules=read_rules(root, top),
    )
    about.finish()
    top.finish()
    return hub


def _topics(top: Table, files: list[Table]) -> tuple[Topic, ...]:
    tables = [*top.tables("topics"), *files]
    if not tables and not top.values.get("topics"):
        top.problem("topics", "the hub has no topics; add one with [[topics]], `name` and `keywords`")
    return arrange([(table, topic) for table in tables if (topic := read_topic(table))])


def _topic_files(root: Path, problems: list[str]) -> Iterator[Table]:
    """Yield a table for each topic of the files in topics/: one a file, or several under [[topics]]."""
    for name in file_names(root, "topics", (".toml", ".yml", ".yaml"), problems):
        document = toml_document(root, name, problems) if name.endswith(".toml") else yaml_document(root, name, problems)
        if document is None:
            continue
        if not name.endswith(".toml"):
            yield Table(plain_topic(document, problems), problems)
        elif "topics" in document.values:
            table = Table(document, problems)
            yield from table.tables("topics")
            table.finish()
        else:
            yield Table(document, problems)


def _decisions(root: Path, topics: list[str] | None, problems: list[str]) -> tuple[Decision, ...]:
    decisions: list[Decision] = []
    for name in file_names(root, "desk", (".toml",), problems):
        text = text_of(root, name, problems)
        if text is not None:
            stated, wrong = desk.parse(text, name, topics)
            decisions.extend(stated)
            problems.extend(wrong)
    return tuple(decisions)
