"""Gathering evidence about a statement: one kind to a module; each says what it is blind to."""
