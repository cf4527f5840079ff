"""Questions about what is registered: a module for each kind of answer."""
