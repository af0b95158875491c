"""The rules as a solver's formulas: what holds for every possible answer set, and the smallest answers where it does not."""
