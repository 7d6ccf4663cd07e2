"""Use cases as plain functions: they take a session and the time, and print nothing."""
