"""The small tables of hub.toml: [stories], [publish], [network], and single values of [hub]."""

import os
from pathlib import Path
import re

from newsloom.flows.retention import Retention
from newsloom.hub.branch import read_branch
from newsloom.hub.records import PRIVATE, Network, Policy, Publish, Weaving
from newsloom.hub.table import Table, nearest, seconds
from newsloom.render.secured import PARTS
from newsloom.text import is_language
from newsloom.urls import absolute

HEAT_STEP = 5
"""How coarsely heat is published when a hub does not say: a quiet story then costs no diff (record contract)."""

MOST_PICTURES = 100_000
"""Megabytes; at some 100 kB a picture, a million stories."""

HOTTEST = 250
"""The top of the heat scale (the project's scoring prototype clamps heat to 0 to 250)."""

SHORTEST = "1d"
"""The youngest that a record is archived or given up: retention counts in days."""

LONGEST_AGE = 36_600 * 86_400.0
"""Seconds: a hundred years; what is older than the calendar cannot be subtracted from a day."""

MOST_RECORDS = 1_000_000_000
"""More than any hub will hold."""

SEARCHED = 10_000
"""Stories that a site can search when a hub does not say: a year of the reference's busy days (34 published on a Thursday). Their index
takes some 8 s of one core and 0.5 GB each time that one of them changed (docs/decisions/0041-search.md)."""

MOST_SEARCHED = 100_000
"""Stories; by the same measure two minutes and 5 GB."""

_JUDGES = ("minilm",)
_MODEL = ("model.onnx", "tokenizer.json")
_OWN = (PRIVATE, "topics", "desk", "rules", "templates")
_LOGIN = re.compile(r"(https?://)[^/?#]*@")
_NO_LOGIN = "a feed behind a login has `username` and `password_env`"
_CONTACT = re.compile(r"[!#-'*-:=?-\[\]-~]{3,254}")


def read_address(table: Table, key: str) -> str:
    """Return an http(s) address as it was written; empty when there is none or it is wrong."""
    value = table.text(key)
    if value and not absolute(value) and absolute(_LOGIN.sub(r"\1", value)):
        table.problem(key, f"`{key}` holds a user name or password, and addresses are published; take it out ({_NO_LOGIN})")
    elif value and not absolute(value):
        table.problem(key, f'`{key} = "{value}"` is no web address; write one that begins with https:// or http://')
    return absolute(value)


def read_language(table: Table) -> str:
    """Return the hub's language tag, in the shape of BCP 47."""
    value = table.text("language", "en")
    if not is_language(value):
        table.problem("language", f'`language = "{value}"` is no language tag; write one such as "en" or "pt-BR"')
    return value


def read_stories(table: Table, root: Path) -> Weaving:
    """Return [stories]; a judge with a slash is the folder of a model, and must hold one."""
    judge = table.text("judge")
    if "/" not in judge:
        judge = table.choice("judge", "", _JUDGES)
    elif missing := [name for name in _MODEL if not (root / judge / name).is_file()]:
        lacking = " and no ".join(missing)
        table.problem("judge", f'`judge = "{judge}"` has no {lacking}; name the folder of a model that was exported to ONNX')
    table.finish()
    return Weaving(judge=judge)


def read_publish(table: Table, policy: Policy, root: Path) -> Publish:
    """Return [publish]; no folder may hold, or lie in, what is the hub's own."""
    branch, remote = read_branch(table)
    publish = Publish(
        records=_folder(table, "records", "content", root),
        site=_folder(table, "site", "site", root),
        heat_step=_heat_step(table, policy),
        pictures=table.whole("pictures", 0, 0, MOST_PICTURES),
        retention=_retention(table),
        secured=_secured(table),
        git=branch,
        remote=remote,
        llms=table.flag("llms", default=False),
        search=table.whole("search", SEARCHED, 0, MOST_SEARCHED),
    )
    table.finish()
    records, site = _lexical(root, publish.records), _lexical(root, publish.site)
    if records.is_relative_to(site) or site.is_relative_to(records):
        clash = f'`records = "{publish.records}"` and `site = "{publish.site}"` are one folder, or one lies in the other'
        table.problem("site" if "site" in table.values else "records", f"{clash}; give each its own")
    return publish


def _secured(table: Table) -> tuple[str, ...]:
    """Return what records have sealed, in one order and each part once."""
    wanted = table.texts("secured")
    for name in [name for name in wanted if name not in PARTS]:
        table.problem("secured", f'`secured` cannot hold "{name}"; {nearest(name, PARTS)}')
    return tuple(part for part in PARTS if part in wanted)


def _retention(table: Table) -> Retention:
    """Return what becomes of old records: `keep` is an age, a number of records, or "forever"."""
    archive_after = table.duration("archive_after", SHORTEST, "36600d")
    if type(table.values.get("keep")) is int:
        return Retention(archive_after=archive_after, keep_most=table.whole("keep", 1, 1, MOST_RECORDS))
    keep, shortest = table.text("keep", "forever"), seconds(SHORTEST) or 0.0
    age = seconds(keep)
    if keep != "forever" and (age is None or not shortest <= age <= LONGEST_AGE):
        advice = 'write "forever", an age from 1d on such as "365d", or a number of records such as 5000'
        table.problem("keep", f'`keep = "{keep}"` is no retention; {advice}')
        return Retention(archive_after=archive_after)
    return Retention(archive_after=archive_after, keep_for=age)


def _heat_step(table: Table, policy: Policy) -> int:
    """Return the step of published heat: it must divide the threshold, or rounding would contradict `published`."""
    step = table.whole("heat_step", 0, 1, HOTTEST)
    if policy.profile == "classic":
        return 1
    if step and policy.threshold % step:
        clash = f"`heat_step = {step}` does not divide `threshold = {policy.threshold}`"
        table.problem("heat_step", f"{clash}: rounded heat would contradict what is published; use 1")
    return step or next(fits for fits in range(HEAT_STEP, 0, -1) if policy.threshold % fits == 0)


def _lexical(root: Path, folder: str) -> Path:
    return Path(os.path.normpath(root.absolute() / folder))


def _folder(table: Table, key: str, default: str, root: Path) -> str:
    value = table.text(key, default)
    path = _lexical(root, value)
    own = any(path.is_relative_to(_lexical(root, name)) for name in _OWN)
    if own or _lexical(root, ".").is_relative_to(path):
        table.problem(key, f'`{key} = "{value}"` holds the hub\'s own files; name a folder apart, such as "{default}"')
        return default
    return value


def read_network(table: Table) -> Network:
    """Return [network]."""
    spacing = table.duration("spacing", "0s", "1h")
    contact = table.text("contact")
    if contact and not _CONTACT.fullmatch(contact):
        table.problem("contact", f'`contact = "{contact}"` does not fit into a header; write a mail or web address in plain letters')
    network = Network(
        trust_environment=table.flag("trust_environment", default=True),
        spacing=1.0 if spacing is None else spacing,
        contact=contact,
    )
    table.finish()
    return network
