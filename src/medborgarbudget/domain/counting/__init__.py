"""Who won, why, and how can anyone recount it?"""
