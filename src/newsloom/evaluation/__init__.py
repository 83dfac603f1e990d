"""Evaluation: how far newsloom's answers agree with recorded or labelled ones."""
