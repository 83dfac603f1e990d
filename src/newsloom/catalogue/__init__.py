"""What newsloom knows before a hub says anything: publishers, their ratings, and hubs to start from.

Example:
    >>> publishers()["apnews.com"].name
    'Associated Press'
    >>> "artificial-intelligence" in starters()
    True
"""

import gzip
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast

from newsloom.types import Publisher, Role

_HERE = files(__name__)
_STARTERS = "starters"
_RULES = "rules"
_SCRATCH = "scratch.toml"


def publishers() -> dict[str, Publisher]:
    """Return the publishers the catalogue knows, by registrable domain.

    How a row is made and where its facts come from stands at the top of `publishers.tsv`.
    """
    rows = (line.split("\t") for line in _lines(_HERE / "publishers.tsv"))
    return {row[0]: _publisher(row) for row in rows}


def _publisher(row: list[str]) -> Publisher:
    domain, name, country, language, family, role, rating, specialist, reference, _ = row
    return Publisher(
        domain=domain,
        name=name,
        country=country,
        language=language,
        family=family,
        role=cast("Role", role),
        rating=float(rating) if rating else None,
        specialist=specialist == "1",
        reference=reference == "1",
    )


def ratings() -> dict[str, float]:
    """Return the rating, 0 to 1, of every domain that Lin et al. (2023) rate, listed publishers or not.

    Source: Lin et al. (2023), "High level of correspondence across different news domain quality rating sets", PNAS Nexus 2(9),
    doi:10.1093/pnasnexus/pgad286: the first principal component of six ratings.

    Example:
        >>> ratings()["reuters.com"]
        1.0
    """
    text = gzip.decompress((_HERE / "ratings.tsv.gz").read_bytes()).decode("ascii")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {domain: int(thousandths) / 1000 for domain, thousandths in rows}


def rated() -> dict[str, Publisher]:
    """Return the listed publishers, and one bare row for each domain of which only the rating is known: for judges.

    A bare row's name is its domain: nobody should show it, so whoever names publishers takes `publishers()`.

    Example:
        >>> rated()["apnews.com"] == publishers()["apnews.com"], len(rated()) > len(publishers())
        (True, True)
    """
    bare = {domain: Publisher(domain=domain, name=domain, rating=rating) for domain, rating in ratings().items()}
    return bare | publishers()


def starters() -> tuple[str, ...]:
    """Return the names of the hubs one can start from."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in (_HERE / _STARTERS).iterdir() if file.name.endswith(".toml")))


def starter(name: str) -> str:
    """Return the text of a starter hub's hub.toml.

    Raises:
        KeyError: there is none of this name.
    """
    if name not in starters():
        raise KeyError(name)
    return (_HERE / _STARTERS / f"{name}.toml").read_text("utf-8")


def rules() -> dict[str, str]:
    """Return the texts of the rules by which articles are judged, by file: the points, then one file a language (`any.toml`: every one)."""
    return {file.name: file.read_text("utf-8") for file in sorted((_HERE / _RULES).iterdir(), key=lambda file: file.name)}


def scratch() -> str:
    """Return the text of a hub.toml from scratch: "SUBJECT" stands for the subject, "subject" for its id."""
    return (_HERE / _SCRATCH).read_text("utf-8")


def _lines(file: Traversable) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
