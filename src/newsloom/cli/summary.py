"""What a cycle did, for people: short lines with the figures, then every source that failed and why."""

from newsloom.flows.reports import CollectReport, PublishReport, StoriesReport

UNREACHED = """\
Nothing could be reached. Is this machine on the network? Behind a proxy, set HTTPS_PROXY (and SSL_CERT_FILE if it signs its
own certificates), then run again. Sources that failed wait a little longer each time: `newsloom check --sources` shows how long."""


LISTED = 10
"""Failed sources that are told one by one: more would push the figures off a terminal of 24 lines."""


def _line(name: str, *facts: str) -> str:
    return f"{name:<11}{' · '.join(fact for fact in facts if fact)}"


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
    lines += [f"  failed   {source.url}\n           {source.code}: {source.reason}" for source in sources.failed[:LISTED]]
    if len(sources.failed) > LISTED:
        lines.append(f"  failed   {len(sources.failed) - LISTED} more; `newsloom check --sources` lists all of them")
    return lines


def curated(report: StoriesReport) -> list[str]:
    """Tell what happened to the stories."""
    facts = (f"{report.open} open", f"{report.new} new", f"{report.grown} grown", f"{report.merged} merged", f"{report.split} split")
    return [_line("stories", *facts)]


def published(report: PublishReport) -> list[str]:
    """Tell what was written."""
    records, files = report.records, report.files
    return [
        _line("records", f"{records.written} written", f"{records.unchanged} unchanged", f"{records.removed} removed"),
        _line("files", f"{files.written} written", f"{files.unchanged} unchanged", f"{files.removed} removed"),
        _line("published", f"{report.published} stories"),
    ]
