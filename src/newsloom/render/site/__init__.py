"""The site: plain HTML pages that need no script and ask no other server for anything.

pages       the templates, packaged or a hub's own, and how a page comes out of one
words       what pages and letters say, in the hub's language
plurals     plural forms and directions of languages      proof    what is wrong with a file of words
renderer    an edition in one pass: story pages as they come, every list of stories from the few that lead its order
reports     a story's originals, each with its copies          cards     a story in a list
curve       attention as thirteen points                       timeline  how a story spread, lane by lane
receipts    why a story is here                                story     what its own page shows
publishers  who reports what
front days topics sources scores                               the other pages
"""

from newsloom.render.site.pages import OVERRIDES, TEMPLATES, mistake, packaged
from newsloom.render.site.renderer import SiteRenderer

__all__ = ["OVERRIDES", "TEMPLATES", "SiteRenderer", "mistake", "packaged"]
