"""How is the service put together: environment, settings, addresses, commands?"""
