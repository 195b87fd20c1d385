"""The network's pages: members."""
