"""The network's pages: public pages."""
