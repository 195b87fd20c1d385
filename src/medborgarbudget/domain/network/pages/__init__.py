"""What does the office tell the public about the network?"""
