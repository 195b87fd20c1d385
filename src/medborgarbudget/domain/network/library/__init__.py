"""What is worth reading, seeing and following: methods, guides, news from the world?"""
