"""How does a request come in: to which organisation, who asks, in which language, and may they open this page?"""
