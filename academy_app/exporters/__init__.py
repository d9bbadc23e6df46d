"""One module a thing that people take away; docs/export.md describes the formats."""
