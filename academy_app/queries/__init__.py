"""What a screen shows: few statements, eager, returning the views of `core.views`."""
