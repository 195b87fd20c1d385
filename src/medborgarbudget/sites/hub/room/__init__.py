"""The network's pages: the members' room."""
