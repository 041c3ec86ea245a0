"""Use cases: no Flask import; who acts and when are arguments."""
