"""Pictures, and what they have in common."""
