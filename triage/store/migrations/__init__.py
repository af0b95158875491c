"""How the schema came to be, step by step; run by `triage.store.migrate`."""
