"""The small tables of hub.toml: [stories], [publish], [network], and single values of [hub]."""

import os
from pathlib import Path
import re

from newsloom.hub.records import PRIVATE, Network, Policy, Publish, Weaving
from newsloom.hub.table import Table
from newsloom.text import is_language
from newsloom.urls import absolute

HEAT_STEP = 5
"""How coarsely heat is published when a hub does not say: a quiet story then costs no diff (record contract)."""

MOST_PICTURES = 100_000
"""Megabytes; at some 100 kB a picture, a million stories."""

HOTTEST = 250
"""The top of the heat scale (the project's scoring prototype clamps heat to 0 to 250)."""

_JUDGES = ("minilm",)
_MODEL = ("model.onnx", "tokenizer.json")
_PUBLISH_LATER = ("git", "remote")
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
    publish = Publish(
        records=_folder(table, "records", "content", root),
        site=_folder(table, "site", "site", root),
        heat_step=_heat_step(table, policy),
        pictures=table.whole("pictures", 0, 0, MOST_PICTURES),
    )
    table.choice("keep", "forever", ("forever",))
    table.finish(_PUBLISH_LATER)
    records, site = _lexical(root, publish.records), _lexical(root, publish.site)
    if records.is_relative_to(site) or site.is_relative_to(records):
        clash = f'`records = "{publish.records}"` and `site = "{publish.site}"` are one folder, or one lies in the other'
        table.problem("site" if "site" in table.values else "records", f"{clash}; give each its own")
    return publish


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
