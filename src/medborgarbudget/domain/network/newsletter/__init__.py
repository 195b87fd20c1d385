"""What does the office send out, to whom, and how do they say no?"""
