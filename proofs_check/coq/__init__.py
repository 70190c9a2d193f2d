"""The hand-written Coq library in ``library/``, and what runs it (`check`): optional, not in the kernel."""
