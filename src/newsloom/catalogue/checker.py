"""The checker of the catalogue: every mistake in `publishers.tsv`, with its line and what to do about it.

    python -m newsloom.catalogue.checker [FILE]

Prints what is wrong and ends with 1, or says how many rows are right. The tests run it, too.
"""

from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
import re
import sys

from newsloom import urls

COLUMNS = ("domain", "name", "country", "language", "family", "role", "rating", "specialist", "reference", "sources")
ROLES = ("newsroom", "wire", "release-host", "not-news", "unknown")
LETTERS = "hrpfkgultc"

# ISO 3166-1, the officially assigned codes of two letters.
_COUNTRIES = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH "
    "CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN "
    "GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI "
    "LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM "
    "PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD "
    "TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW".split()
)
# ISO 639-1.
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa "
    "ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr "
    "ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl "
    "ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur "
    "uz ve vi vo wa wo xh yi yo za zh zu".split()
)
# These outlets are called by their domain, themselves.
_CALLED_BY_DOMAIN = frozenset(
    """
    3dprint.com 3dprinting.com actu.fr al.com amwaj.media automation.com bdnews24.com bitcoin.com blacknews.com boston.com
    boursier.com breakingnews.ie canada.com cleveland.com comicbook.com contactmusic.com crypto.news debugpoint.com
    deeplearning.ai devops.com eldiario.es engineering.com examiner.com finanznachrichten.de gamesindustry.biz gazeta.ru
    golem.de guns.com hackster.io hotnews.ro ifun.de india.com interest.co.nz investing.com iphone-ticker.de jobs.ac.uk law.com
    lenta.ru linux.com linux.org lwn.net manufacturing.net military.com mmorpg.com netzpolitik.org news.com.au nj.com
    northcentralpa.com northjersey.com novinky.cz nu.nl oilprice.com opensource.com philly.com phys.org pr.com prowrestling.net
    rabble.ca radio.com risk.net scienceblog.com scroll.in siliconvalley.com slate.fr space.com syracuse.com tech.eu
    techcentral.ie telecoms.com thejournal.ie tv.com unite.ai voicebot.ai zdnet.de
    """.split()
)
_RATING = re.compile(r"(?:0|0?\.\d{1,3}|1)?")


def problems(text: str) -> list[str]:
    r"""Return what is wrong with a catalogue, line by line; nothing when it is right.

    Example:
        >>> row = "example.com\tExample\tUK\ten\t\tnewsroom\t\t\t\th"
        >>> problems(row)
        ['line 1: example.com: the country "UK" is none of ISO 3166-1; write two capitals, GB for the United Kingdom']
    """
    lines = [(number, line.split("\t")) for number, line in enumerate(text.splitlines(), 1) if not line.startswith("#")]
    found = [(number, f"{len(row)} columns, not {len(COLUMNS)}; separate {', '.join(COLUMNS)} by one tab each")
             for number, row in lines if len(row) != len(COLUMNS)]  # fmt: skip
    whole = [(number, row) for number, row in lines if len(row) == len(COLUMNS)]
    found += [(number, f"{row[0]}: {problem}") for number, row in whole for problem in _in_row(*row)]
    found += _between(whole)
    return [f"line {number}: {problem}" for number, problem in sorted(found)]


def _in_row(domain: str, name: str, country: str, language: str, family: str, role: str, *others: str) -> Iterator[str]:
    """Yield what is wrong with one row, looked at alone."""
    rating, specialist, reference, sources = others
    if urls.hostname(f"https://{domain}/") != domain or domain.startswith("www."):
        yield "no host in lower case; write the registrable domain alone, without scheme, www. and path"
    if not name or name != " ".join(name.split()):
        yield "no name, or one with odd blanks; write what the outlet calls itself"
    elif "://" in name or name.lower().startswith("www.") or (name.lower() == domain and domain not in _CALLED_BY_DOMAIN):
        yield f'"{name}" is an address; write the name as people do, or note in the checker that the outlet is called by its domain'
    if country and country not in _COUNTRIES:
        yield f'the country "{country}" is none of ISO 3166-1; write two capitals, GB for the United Kingdom'
    if language and language not in _LANGUAGES:
        yield f'the language "{language}" is none of ISO 639-1; write two small letters, or nothing for an outlet of several languages'
    if family != " ".join(family.split()):
        yield "a family with odd blanks; write it as the other rows do"
    if role not in ROLES:
        yield f'the role "{role}" is unknown; write one of {", ".join(ROLES)}'
    if not _RATING.fullmatch(rating):
        yield f'the rating "{rating}" is no figure from 0 to 1 of at most 3 decimals; copy it from the source, or leave it empty'
    if not {specialist, reference} <= {"", "1"}:
        yield "specialist and reference are 1 or empty"
    yield from _sourced(language, rating, specialist, reference, sources)


def _sourced(language: str, rating: str, specialist: str, reference: str, sources: str) -> Iterator[str]:
    if not sources or not set(sources) <= set(LETTERS) or len(set(sources)) != len(sources):
        yield f'the sources "{sources}" are not letters from the head of the file, each once; a fact of your own is h'
    if bool(rating) != ("l" in sources):
        yield "a rating and its source, l, go together; drop the one or add the other"
    if bool(reference) != ("r" in sources):
        yield "a mark as reference and its source, r, go together; a new row gets neither"
    if specialist and not set(sources) & set("ht"):
        yield "a specialist without its source; add t or h, or leave it empty for an outlet of general news"
    if language and not set(sources) & set("hpguc"):
        yield "a language without its source; add h if it is your own knowledge"


def _between(rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong between rows: order, twins, hosts without their domain, families of one."""
    families = Counter(row[4] for _, row in rows if row[4])
    by_domain = {row[0]: row for _, row in rows}
    before = ""
    for number, row in rows:
        domain, name, family = row[0], row[1], row[4]
        if domain == before:
            yield number, f"{domain}: stands twice; keep one row"
        elif domain < before:
            yield number, f"{domain}: stands after {before}; sort the rows by domain (LC_ALL=C sort)"
        before = domain
        if (own := urls.registrable(domain)) != domain and own not in by_domain:
            yield number, f"{domain}: is no registrable domain; write {own}, or give that a row, too, if the host is another outlet than it"
        elif own != domain and by_domain[own][1] == name:
            yield number, f"{domain}: has the name of {own}; a host needs a row only where its name differs"
        if families[family] == 1:
            yield number, f'{domain}: nobody else is of the family "{family}"; write it as the other rows do, or leave it empty'


def main() -> int:
    """Check a file, by default the catalogue itself."""
    path = Path(sys.argv[1]) if sys.argv[1:] else None
    text = path.read_text("utf-8") if path else files("newsloom.catalogue").joinpath("publishers.tsv").read_text("utf-8")
    found = problems(text)
    rows = sum(not line.startswith("#") for line in text.splitlines())
    sys.stdout.write(("\n".join(found) or f"{rows} rows, all right") + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
