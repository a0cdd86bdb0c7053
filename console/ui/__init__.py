"""The window: panes that take values and give back intentions."""
