"""Wiring: state vars and handlers into components. One module a page."""
