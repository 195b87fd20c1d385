"""Ballots on paper: handed out, sealed in a box, read blind by two, settled, approved by two others, read again in a sample."""
