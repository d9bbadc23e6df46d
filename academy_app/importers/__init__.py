"""One module a source format; all of them write through services."""
