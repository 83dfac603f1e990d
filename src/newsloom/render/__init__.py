"""Render: an edition, made into artifacts. Pure: the same edition always gives the same bytes."""
