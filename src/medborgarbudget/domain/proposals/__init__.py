"""What do residents propose, and what do others say about it?"""
