"""The network's pages: meetings, training and study visits."""
