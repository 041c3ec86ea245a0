"""建档: immutable bundles of what was published, printable volumes, and their checks."""
