"""The installation itself: its front page and its operator."""
