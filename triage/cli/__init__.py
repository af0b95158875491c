"""The command line: one module a command, and the questionnaire in the terminal."""
