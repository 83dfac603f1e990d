"""Source kinds: how each kind of source is asked and read.

Every kind is a generator that yields requests and is sent their answers (`stages.Conversation`), so the whole package
touches no network. `feed` reads RSS, RDF, Atom and JSON Feed, `sitemap` reads sitemaps, news sitemaps and their
indexes, and `detect` finds out which of them an address holds.
"""
