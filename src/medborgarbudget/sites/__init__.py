"""The pages: residents' and staff's pages of an organisation, and the installation's own. They parse, call one function, answer."""
