"""The network's pages: the office's desk."""
