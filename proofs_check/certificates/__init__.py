"""Certificates: claims with numbers from which anyone can verify them anew.

`recheck` verifies them and needs nothing else of this project; the other modules find them.  Language and
arguments: docs/certificates.md.
"""
