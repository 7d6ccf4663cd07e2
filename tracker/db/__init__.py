"""The database: models, sessions, queries and migrations."""
