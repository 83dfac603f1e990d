"""The only network: `http` asks, `guard` says which addresses may be reached, `politeness` and `robots` how and what one may ask."""
