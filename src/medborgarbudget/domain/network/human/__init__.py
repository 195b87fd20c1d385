"""Is whoever sends a form a person? A small piece of work by the browser, or a code by mail for those whose browser does none."""
