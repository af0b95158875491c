"""The commands, one module each: `HELP` says all that `--help` says, `configure` adds options, `run` does the work."""
