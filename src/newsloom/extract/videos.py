"""Videos: pages that are a film rather than a text, and the player that shows it."""

import re
from urllib.parse import parse_qs, urlsplit

from newsloom import urls
from newsloom.extract.page import Page

STAGES = frozenset(("youtube.com", "youtu.be", "vimeo.com"))
"""Sites whose pages are videos."""

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")
_YOUTUBE_PATH = re.compile(r"^/(?:embed|shorts|live|v)/([^/]{1,40})")
_VIMEO_PATH = re.compile(r"/(\d{5,12})$")
_PLAYER = (
    '<iframe width="800" height="500" frameborder="0" src="{}" '
    'allow="accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture" allowfullscreen></iframe>'
)


def is_video(page: Page, domain: str) -> bool:
    """Tell whether a page is a video: by its site, or by Open Graph's type."""
    return domain in STAGES or page.first("og:type").lower().startswith("video")


def player(url: str) -> str:
    """Return the player of a YouTube or Vimeo address as the reference's records write it; empty for any other address.

    Example:
        >>> 'src="https://www.youtube.com/embed/dQw4w9WgXcQ"' in player("https://youtu.be/dQw4w9WgXcQ")
        True
        >>> player('https://youtube.com/watch?v="><script>')
        ''
    """
    domain, parts = urls.domain(url), urlsplit(url)
    if domain == "vimeo.com" and (film := _VIMEO_PATH.search(parts.path)):
        return _PLAYER.format(f"https://player.vimeo.com/video/{film[1]}")
    if domain == "youtu.be":
        key = parts.path.strip("/")
    elif domain == "youtube.com":
        inner = _YOUTUBE_PATH.match(parts.path)
        key = inner[1] if inner else parse_qs(parts.query, max_num_fields=100).get("v", [""])[0]
    else:
        return ""
    return _PLAYER.format(f"https://www.youtube.com/embed/{key}") if _YOUTUBE_ID.fullmatch(key) else ""
