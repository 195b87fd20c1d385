"""What do members ask, share and learn from one another?"""
