"""Is a proposal possible, what does it cost, and what did we answer the proposer?"""
