"""What have members done that others can learn from?"""
