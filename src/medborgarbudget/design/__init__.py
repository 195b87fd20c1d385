"""How does the product look? Tokens, components, form rendering, charts, maps and a page that shows them all."""
