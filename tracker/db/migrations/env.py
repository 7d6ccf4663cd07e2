"""What Alembic runs: migrations on the connection that `tracker.db.migrate` hands over."""

from __future__ import annotations

from alembic import context

from tracker.db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
