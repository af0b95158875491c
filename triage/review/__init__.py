"""A clinician's review of a pack: the book of all questions and rules to read and sign, and the sign-off on record."""
