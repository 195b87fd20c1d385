"""In which order do the rooms of the network tell the desk their share?"""

SITE = "medborgarbudget.sites.hub"

ORDER = ("interest", "members", "meetings", "room", "examples", "library")
"""Rooms that come first, in this order; the others follow by name."""
