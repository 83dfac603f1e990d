"""Times and figures as pages write them. Pages are kept, so they never say *ago*; every clock is UTC."""

from datetime import date, datetime


def when(moment: datetime) -> str:
    """Write a time in full.

    Example:
        >>> from newsloom.times import parse
        >>> when(parse("2031-03-04T05:44Z"))
        '4 March 2031, 05:44 UTC'
    """
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def moment(at: datetime, near: datetime) -> str:
    """Write a time for a page made at `near`: the year is said where it is another one.

    Example:
        >>> from newsloom.times import parse
        >>> [moment(parse("2031-03-04T05:44Z"), parse(made)) for made in ("2031-03-05", "2032-01-01")]
        ['4 March, 05:44', '4 March 2031, 05:44']
    """
    return f"{at.day} {at:%B, %H:%M}" if at.year == near.year else f"{at.day} {at:%B %Y, %H:%M}"


def clock(at: datetime, day: date) -> str:
    """Write a time on the page of a day: the clock alone, with the date where it lies on another day.

    Example:
        >>> from newsloom.times import parse
        >>> at = parse("2031-03-04T05:44Z")
        >>> clock(at, at.date()), clock(at, date(2031, 3, 3))
        ('05:44', '4 March, 05:44')
    """
    return f"{at:%H:%M}" if at.date() == day else f"{at.day} {at:%B, %H:%M}"


def day_name(day: date) -> str:
    """Write a day in full.

    Example:
        >>> day_name(date(2031, 3, 4))
        'Tuesday 4 March 2031'
    """
    return f"{day:%A} {day.day} {day:%B %Y}"


def weekday(day: date) -> str:
    """Write a day of the week in three letters.

    Example:
        >>> weekday(date(2031, 3, 4))
        'Tue'
    """
    return f"{day:%a}"


def month(day: date) -> str:
    """Write a month.

    Example:
        >>> month(date(2031, 3, 4))
        'March 2031'
    """
    return f"{day:%B %Y}"


def count(number: int, one: str, many: str) -> str:
    """Write a number with its noun.

    Example:
        >>> count(1, "copy", "copies"), count(1204, "copy", "copies")
        ('1 copy', '1,204 copies')
    """
    return f"{number:,} {one if number == 1 else many}"


def signed(points: int) -> str:
    """Write points with their sign, the minus as long as the plus.

    Example:
        >>> signed(3), signed(-3), signed(0)
        ('+3', '−3', '0')
    """
    return f"{points:+d}".replace("-", "\N{MINUS SIGN}") if points else "0"
