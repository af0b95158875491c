"""Which question comes next: one questionnaire as an immutable value, and what is still open in it."""
