"""The three flows of a cycle: the only loops with effects. Each runs alone and can be repeated."""
