"""What a hub remembers between cycles, behind the `ports.Store` protocol."""
