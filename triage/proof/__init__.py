"""The rules as a solver's formulas: what holds for every answer set, and the smallest answers where it does not."""
