"""The network's pages: interest registration."""
