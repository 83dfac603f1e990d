"""Well-known services: the feed behind an address that a person copied from the browser, and which addresses are a search."""

import re
from urllib.parse import parse_qsl, urlencode

from newsloom import urls

_YOUTUBE = "https://www.youtube.com/feeds/videos.xml?"
_CHANNEL = re.compile(r"/channel/(UC[A-Za-z0-9_-]{22})(?:/.{0,200})?")
_USER = re.compile(r"/user/([A-Za-z0-9_.-]{1,100})(?:/.{0,200})?")
_LIST = re.compile(r"[A-Za-z0-9_-]{2,100}")
_GOOGLE = re.compile(r"/(?:search|topics/.{1,300}|)")


def feed_address(url: str) -> str:
    """Return the address of the feed that a well-known service makes of what this one shows; any other address as it is.

    YouTube channels, users and playlists; searches and topics of Google News; searches of Bing News and Hacker News. A
    YouTube handle (`/@name`) does not hold the channel's number: its page announces the feed.

    Example:
        >>> feed_address("https://www.youtube.com/playlist?list=PLabc")
        'https://www.youtube.com/feeds/videos.xml?playlist_id=PLabc'
        >>> feed_address("https://news.google.com/search?q=tides&hl=en")
        'https://news.google.com/rss/search?q=tides&hl=en'
        >>> feed_address("https://news.example/")
        'https://news.example/'
    """
    address, mark, query = url.partition("#")[0].partition("?")
    path, said, rest = "/" + "/".join(address.split("/")[3:]), dict(parse_qsl(query)), mark + query
    match urls.hostname(url).removeprefix("www.").removeprefix("m."):
        case "youtube.com":
            return _youtube(path, said) or url
        case "news.google.com" if _GOOGLE.fullmatch(path):
            return f"https://news.google.com/rss{path.rstrip('/')}{rest}"
        case "bing.com" if path == "/news/search" and "q" in said and "format" not in said:
            return f"https://www.bing.com{path}{rest}&format=rss"
        case "hn.algolia.com" if path == "/" and (words := said.get("query") or said.get("q")):
            return "https://hn.algolia.com/api/v1/search_by_date?" + urlencode({"query": words, "tags": "story"})
    return url


def _youtube(path: str, said: dict[str, str]) -> str:
    if channel := _CHANNEL.fullmatch(path):
        return f"{_YOUTUBE}channel_id={channel[1]}"
    if user := _USER.fullmatch(path):
        return f"{_YOUTUBE}user={user[1]}"
    if path == "/playlist" and _LIST.fullmatch(playlist := said.get("list", "")):
        return f"{_YOUTUBE}playlist_id={playlist}"
    return ""


def is_search(url: str) -> bool:
    """Tell whether an address is an aggregator's feed: it lists what others publish, and is nobody's publisher.

    Example:
        >>> is_search("https://www.bing.com/news/search?q=tides&format=rss"), is_search("https://news.example/feed")
        (True, False)
    """
    return any(urls.within(url, place) for place in ("news.google.com", "bing.com/news", "hnrss.org", "hn.algolia.com"))


def is_hacker_news(url: str) -> bool:
    """Tell whether an address lists what readers of Hacker News found: the names in it are theirs, not the authors'.

    Example:
        >>> is_hacker_news("https://hnrss.org/newest?q=tides")
        True
    """
    return any(urls.within(url, place) for place in ("hnrss.org", "hn.algolia.com"))
