"""The site: plain HTML pages that need no script and ask no other server for anything.

pages       the templates, packaged or a hub's own, and how a page comes out of one
renderer    an edition in one pass: story pages as they come, every list of stories from the few that lead its order
reports     a story's originals, each with its copies          cards     a story in a list
curve       attention as thirteen points                       timeline  how a story spread, lane by lane
receipts    why a story is here                                story     what its own page shows
front days topics sources scores                               the other pages
"""

from newsloom.render.site.pages import TEMPLATES, mistake, packaged
from newsloom.render.site.renderer import SiteRenderer

__all__ = ["TEMPLATES", "SiteRenderer", "mistake", "packaged"]
