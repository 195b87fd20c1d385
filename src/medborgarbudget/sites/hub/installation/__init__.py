"""The installation's own pages: which organisations use it, and where they are made."""
