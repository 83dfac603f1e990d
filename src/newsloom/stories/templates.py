"""Words that a form letter wrote: wire datelines and the titles of market-report mills. They say nothing of an event."""

import re

_WIRES = (
    "ACCESS ?WIRE|PR ?News ?wire|BUSINESS WIRE|GLOBE ?NEWS ?WIRE|N(?:EWSFILE|ewsfile)|EIN ?Presswire|PRWEB|MARKETERSMEDIA"
    "|Reuters|AP|AFP|UPI|ANI|PTI|IANS|CNN|Xinhua"
)
_DATELINE = re.compile(
    r"^\W{0,4}(?:[^\W\d_][\w.,'’ \[\]]{0,80}?[\s,]{0,3})?"  # a place, and perhaps a date
    rf"(?:[/(\[]\s?|--?\s?\(?)(?:{_WIRES})\b[^/)\]]{{0,40}}[/)\]]"  # the wire service, in slashes or brackets
    r"(?:[^/]{1,40}/)?[\s:–—-]{0,6}"  # perhaps a date between slashes, and a dash
)

_ABROAD_WIRES = (
    "dpa|AFP|APA|sda|SDA|Keystone-SDA|KNA|epd|SID|Reuters|EFE|EUROPA PRESS|Europa Press|T[ée]lam|ANSA|AGI|askanews|Adnkronos|Belga|Lusa"
    "|ANP|PAP|NTB|TT|STT|ritzau|Ritzau|ТАСС|Интерфакс|Укрінформ"
)
_ABROAD_DATELINE = re.compile(
    r"^\W{0,4}(?:[^\W\d_][\w.,'’/ ]{0,60}?[\s,.]{0,3})?"  # a place, and perhaps a date
    rf"[(/\[]\s?(?:{_ABROAD_WIRES})(?:[-/][\w/]{{1,12}})?[)/\]]"  # the agency, perhaps with its desk: dpa-AFX, dpa/bb
    r"(?:\s?\.?\s?[-–—:]{1,2}|\.)\s{1,2}"  # the mark without which "(AGI)" would be any abbreviation
    r"(?:[A-ZÀ-Ý'’ ]{2,30}, \d{1,2} [A-Z]{3} [-–—] )?"  # ANSA names the place after itself
)
_MARK = re.compile(r"[(/\[-]")
_DATELINE_LIMIT = 180

_YEARS = r"20[1-4]\d\s?(?:-|–|—|to)\s?20[1-4]\d"
_FORM = r"(?:forecasts?|outlook|analysis|reports?|growth|trends?|size|shares?|insights?|industry|demand|opportunit\w{1,4})"
_REACHES = r"(?:is |will |set |expected |projected |likely |size |to ){0,4}(?:worth|reach|hit|surpass|exceed)"
_REPORT = re.compile(
    rf"\bmarket(?: {_REACHES}\b.{{0,60}}\b(?:by|till|until|in) 20[2-4]\d"
    rf"|\b.{{0,160}}?\b(?:{_FORM}\b.{{0,60}}?\b{_YEARS}|(?:forecasts?|outlook) (?:to|till|until|through|by) 20[2-4]\d"
    r"|cagr|key players|(?:research|analysis) report|segmentation|competitive (?:landscape|analysis))"
    r"|:? (?:size,? (?:and |& )?shares?|shares?,? (?:and |& )?size))\b|\b(?:cagr|key players)\b.{0,160}?\bmarket\b",
    re.IGNORECASE,
)
"""No title of 2,844 UCI headlines (a third about business) or 772 ECB+ texts matches."""

_ABROAD_FORM = (  # what reports hold, in German, French, Spanish, Portuguese and Italian: size, share, growth, trends, analysis, forecast
    r"(?:(?:markt)?größe|(?:markt)?anteile?|wachstum|trends?|analyse|prognosen?|ausblick|umsatz"
    r"|taille|parts?|croissance|tendances|prévisions?|perspectives"
    r"|tamaño|cuota|participación|crecimiento|tendencias|análisis|pronósticos?|previsión|previsiones"
    r"|tamanho|participação|quota|crescimento|tendências|análise|previsão|previsões"
    r"|dimensioni|quote|crescita|tendenze|analisi|previsioni)"
)
_ABROAD_REPORT = re.compile(
    rf"\b(?:markt|marché|mercado|mercato)\b.{{0,120}}?\b{_ABROAD_FORM}\b.{{0,40}}?\b{_ABROAD_FORM}\b.{{0,60}}?"
    rf"\b(?:{_YEARS}|(?:bis|d[’']ici(?: à)?|jusqu[’']en|hasta|para|até|fino al|entro il) 20[2-4]\d)\b",
    re.IGNORECASE,
)
"""Two words of the form letter and its years, as a labour market has a forecast too."""

_ABROAD_MARKETS = ("markt", "marché", "mercado", "mercato")

_TITLE_LIMIT = 300
_FORM_WORDS = frozenset(
    "market size share growth trend analysi forecast report research industri outlook opportun global key player segment "
    "demand cagr top compani manufactur competit landscap revenu insight statist strateg strategi overview scope develop "
    "applic type futur scenario impact covid covid19 pandem analyst billion million trillion usd bn mn worth reach valu "
    "expect project valuat estim period dure assess compound annual rate latest emerg detail comprehens studi accord busi exclus".split()
)


def without_dateline(text: str) -> str:
    """Drop the wire's dateline at the beginning of a text.

    Example:
        >>> without_dateline("HONG KONG, CHINA / ACCESSWIRE / July 21, 2020 / The arrival of 5G")
        'The arrival of 5G'
        >>> without_dateline("NEW YORK, July 21, 2020 /PRNewswire/ -- A firm"), without_dateline("LONDON (Reuters) - Shares fell")
        ('A firm', 'Shares fell')
        >>> (
        ...     without_dateline("Reuters said on Monday"),
        ...     without_dateline("Madrid, 3 jul (EFE).- El río"),
        ...     without_dateline("BERLIN (dpa) - Der Fluss"),
        ... )
        ('Reuters said on Monday', 'El río', 'Der Fluss')
    """
    head = text[:_DATELINE_LIMIT]
    if not _MARK.search(head):
        return text
    found = _ABROAD_DATELINE.match(head) or _DATELINE.match(head)
    return text[found.end() :] if found else text


def is_report(title: str) -> bool:
    """Tell whether a title is a market-report mill's: a market with a span of years, a growth rate or the mills' set phrases.

    English, German, French, Spanish, Portuguese and Italian ones are known.

    Example:
        >>> is_report("Kettle Market Size, Share & Trends Analysis 2021-2027"), is_report("Carbon market to end free permits by 2030")
        (True, False)
        >>> is_report("Wasserkocher-Markt: Größe, Anteil und Prognose 2021-2027"), is_report("Arbeitsmarkt: Prognose bis 2030 gesenkt")
        (True, False)
    """
    head = title[:_TITLE_LIMIT].lower()
    if "market" in head:
        return _REPORT.search(head) is not None
    return any(word in head for word in _ABROAD_MARKETS) and _ABROAD_REPORT.search(head) is not None


def is_template(stem: str) -> bool:
    """Tell whether a word's stem belongs to the mills' form letter and not to what the report is about.

    Example:
        >>> is_template("forecast"), is_template("2027"), is_template("kettl")
        (True, True, False)
    """
    return stem in _FORM_WORDS or stem.isdigit()
