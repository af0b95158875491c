"""Practice for learners, alone or in a class: cases, a quiz, a profile, and the teacher's pages, without JavaScript."""
