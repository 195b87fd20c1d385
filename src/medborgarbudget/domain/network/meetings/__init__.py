"""When do members meet, train and visit, and who comes?"""
