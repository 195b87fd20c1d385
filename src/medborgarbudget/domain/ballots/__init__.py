"""Kinds of ballots as data: one file each. Plain values; knows nothing of votes, databases or pages."""
