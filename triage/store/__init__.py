"""What outlives a request: the database, its models and migrations, the audit log, users and their sessions."""

from sqlalchemy.orm import Session

from triage.store.database import Database

__all__ = ["Database", "Session"]
