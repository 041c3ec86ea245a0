"""Pure decisions: standard library only."""
