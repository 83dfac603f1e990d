"""What the standing of a publisher says about outlets whose rating we do not know, against the rating that they have.

    python evals/standing.py

Every rated domain is held back whose name's MD5 hash is odd: its rating is taken out of the catalogue, and what is left (its role, that it
is listed, or nothing) gives its standing. The script prints Spearman's correlation of the standing's points with the rating for the
domains held back, for those of them that are listed, and how each standing is rated.
"""

from collections import defaultdict
from hashlib import md5
import json
from statistics import median

from msgspec.structs import replace

from newsloom import catalogue
from newsloom.evaluation.measures import spearman
from newsloom.hub.rules import standard
from newsloom.score.standing import Register
from newsloom.testing.factories import article


def held_back(domain: str) -> bool:
    """Tell whether a domain's rating is kept from the catalogue.

    Example:
        >>> held_back("reuters.com"), held_back("apnews.com")
        (True, False)
    """
    return bool(int(md5(domain.encode(), usedforsecurity=False).hexdigest(), 16) % 2)


def main() -> None:
    """Print the figures as one JSON object."""
    ratings, listed = catalogue.ratings(), catalogue.publishers()
    held = [domain for domain in ratings if held_back(domain)]
    known = catalogue.rated()
    for domain in held:
        known.pop(domain)
        if domain in listed:
            known[domain] = replace(listed[domain], rating=None)
    register, rules = Register(known, {}, None), standard()
    points, rated = {}, defaultdict(list)
    for domain in held:
        standing = register.standing(article(f"https://{domain}/a"))
        points[domain] = sum(part.points for part in standing.parts(rules))
        rated[standing.part].append(ratings[domain])
    by_part = {part: {"n": len(values), "median_rating": round(median(values), 2)} for part, values in sorted(rated.items())}
    told = [domain for domain in held if domain in listed]
    print(
        json.dumps(
            {
                "held_back": len(held),
                "spearman": round(spearman([points[one] for one in held], [ratings[one] for one in held]), 3),
                "listed": len(told),
                "spearman_listed": round(spearman([points[one] for one in told], [ratings[one] for one in told]), 3),
                "standings": by_part,
            }
        )
    )


if __name__ == "__main__":
    main()
