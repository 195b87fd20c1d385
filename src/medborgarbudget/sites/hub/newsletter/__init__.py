"""The network's pages: the newsletter."""
