"""The network's pages: world-watch and library."""
