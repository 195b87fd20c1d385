"""The network's pages: good examples."""
