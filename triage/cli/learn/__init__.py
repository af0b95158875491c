"""The parts of `triage learn`, one a module: each has HELP, configure and run, as a command does."""
