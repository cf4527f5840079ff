"""Acts on what is registered: a module for each kind of thing or act."""
