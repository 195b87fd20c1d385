"""The network's pages: comparison."""
