"""Looks only: theme tokens, primitives, one module a noun. Never imports a state."""
