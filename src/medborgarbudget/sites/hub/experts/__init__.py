"""The network's pages: experts and partner networks."""
