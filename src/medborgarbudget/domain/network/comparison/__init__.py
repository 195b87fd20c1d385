"""How do members' cycles compare?"""
