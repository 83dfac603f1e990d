"""Extraction: the bytes of a page and what its source said of it, made into an article.

`extractor` puts the article together; one module for each question chooses among what the page (`page`, `jsonld`)
and the source say: `titles`, `excerpts`, `dates`, `addresses`, `publishers`, `authors`, `pictures`, `videos`, `declared`.
`body` reads the whole text; `boilerplate` knows what belongs to a page instead of a piece.
"""

from newsloom.extract.extractor import PageExtractor

__all__ = ["PageExtractor"]
