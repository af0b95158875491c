"""What alembic runs: the steps, on the connection that it was handed and inside its transaction."""

from __future__ import annotations

from alembic import context

from triage.store.models import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
