"""Why, why not, what if, what to watch for, what one slip would do, and what not being sure costs: for one person."""
