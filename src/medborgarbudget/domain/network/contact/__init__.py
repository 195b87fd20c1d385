"""What do people write to the office, and who answers?"""
