"""How is a ballot cast, kept sealed, single, and opened when the vote is over?"""
