"""The network's pages: search."""
