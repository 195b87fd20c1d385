"""Who wants to join the network, who is a member, and who speaks for a member?"""
