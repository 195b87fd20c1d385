"""Who outside the network can help members, and with what?"""
