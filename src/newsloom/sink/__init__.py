"""Sinks: where artifacts go."""
