"""newsloom: many feeds about one subject, woven into one trustworthy, ranked, de-duplicated news hub."""

__version__ = "0.1.0"
