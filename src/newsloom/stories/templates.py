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
        >>> without_dateline("Reuters said on Monday")
        'Reuters said on Monday'
    """
    return _DATELINE.sub("", text, count=1)


def is_report(title: str) -> bool:
    """Tell whether a title is a market-report mill's: a market with a span of years, a growth rate or the mills' set phrases.

    Example:
        >>> is_report("Kettle Market Size, Share & Trends Analysis 2021-2027"), is_report("Carbon market to end free permits by 2030")
        (True, False)
    """
    return _REPORT.search(title[:_TITLE_LIMIT]) is not None


def is_template(stem: str) -> bool:
    """Tell whether a word's stem belongs to the mills' form letter and not to what the report is about.

    Example:
        >>> is_template("forecast"), is_template("2027"), is_template("kettl")
        (True, True, False)
    """
    return stem in _FORM_WORDS or stem.isdigit()
