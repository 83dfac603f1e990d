"""What a cycle did, for people: short lines with the figures, then every source that failed and why."""

from collections import defaultdict
from collections.abc import Sequence

from newsloom.cli.options import FACTS
from newsloom.flows.reports import CollectReport, FailedSource, PicturesReport, PublishReport, RecheckReport, StoriesReport

_UNREACHED = """\
Nothing could be reached. Is this machine on the network? Behind a proxy, set HTTPS_PROXY (and SSL_CERT_FILE if it signs its
own certificates), then run again. Sources that failed wait a little longer each time: `newsloom check --sources` shows how long.
Without a network, `newsloom demo` shows the program on a web of its own."""

_REFUSED = """\
The network answers, but no source gave what it was asked for. If all of them say the same, it may be the proxy that speaks
(HTTP_PROXY, HTTPS_PROXY); else mend the addresses in hub.toml. `newsloom check --sources` shows each source's state."""

LISTED = 10
"""Failed sources, and decisions that nobody can obey, that are told one by one: more would push the figures off a terminal of 24 lines."""


def _line(name: str, *facts: str) -> str:
    return f"{name:<{FACTS}}{' · '.join(fact for fact in facts if fact)}"


def unreached(report: CollectReport) -> str:
    """Tell what to do when no source could be read: nobody may have answered, or everybody may have refused."""
    return _REFUSED if any(source.code.startswith("http-") for source in report.sources.failed) else _UNREACHED


def collected(report: CollectReport) -> list[str]:
    """Tell how the sources answered and what became of the items."""
    sources, items = report.sources, report.items
    lines = [
        _line(
            "sources",
            f"{sources.due} asked",
            f"{sources.ok} answered",
            f"{sources.not_modified} unchanged",
            f"{len(sources.failed)} failed",
            f"{sources.waiting} waiting" if sources.waiting else "",
        ),
        _line(
            "items",
            f"{items.discovered} discovered",
            f"{items.stored} stored",
            f"{items.duplicate} duplicate",
            f"{items.rejected} rejected",
            f"{items.quarantined} quarantined",
        ),
    ]
    if report.pages_failed:
        lines.append(_line("pages", f"{len(report.pages_failed)} could not be read (--json lists them)"))
    return lines + _failed(sources.failed)


def _failed(failed: Sequence[FailedSource]) -> list[str]:
    """Tell each reason once, with the first source that it stopped: a dead network is one fact, not ninety."""
    alike = defaultdict[str, list[str]](list)
    for source in failed:
        alike[f"{source.code}: {source.reason}"].append(source.url)
    lines = []
    for reason, urls in list(alike.items())[:LISTED]:
        lines += [f"  failed   {urls[0]}{f' and {len(urls) - 1} more' if len(urls) > 1 else ''}", f"           {reason}"]
    if len(failed) > len(alike) or len(alike) > LISTED:
        lines.append("           `newsloom check --sources` lists all of them")
    return lines


def curated(report: StoriesReport) -> list[str]:
    """Tell what happened to the stories."""
    facts = (f"{report.open} open", f"{report.new} new", f"{report.grown} grown", f"{report.merged} merged", f"{report.split} split")
    return [_line("stories", *facts)]


def rechecked(report: RecheckReport) -> list[str]:
    """Tell what second looks at pages brought; nothing when none was due."""
    facts = (
        f"{report.read} looked at again",
        f"{report.corrected} corrected",
        f"{report.held} held back",
        f"{report.freed} back again" if report.freed else "",
    )
    return [_line("rechecked", *facts)] if report.read else []


def pictured(report: PicturesReport) -> list[str]:
    """Tell what became of the pictures of published stories; nothing when there was nothing to do."""
    facts = (f"{report.kept} kept", f"{report.failed} failed", f"{report.evicted} let go" if report.evicted else "")
    return [_line("pictures", *facts)] if report != PicturesReport() else []


def decided(problems: Sequence[str]) -> list[str]:
    """Tell which of the editors' decisions cannot be obeyed as they stand; nothing when all of them can."""
    listed = [f"  desk     {problem}" for problem in problems[:LISTED]]
    more = [f"  desk     {len(problems) - LISTED} more; `newsloom check` lists all of them"] if len(problems) > LISTED else []
    return listed + more


def published(report: PublishReport) -> list[str]:
    """Tell what was written."""
    records, files = report.records, report.files
    return [
        _line("records", f"{records.written} written", f"{records.unchanged} unchanged", f"{records.removed} removed"),
        _line("files", f"{files.written} written", f"{files.unchanged} unchanged", f"{files.removed} removed"),
        _line("published", f"{report.published} stories"),
        *(_line("missing", what) for what in report.missing),
    ]
