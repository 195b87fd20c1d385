"""Is what was decided being built?"""
