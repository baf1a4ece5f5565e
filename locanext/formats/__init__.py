"""File bytes to segments and back. One module per format, found by `registry`; no database, no Qt."""
