"""Queries and conditional updates, by subject."""
