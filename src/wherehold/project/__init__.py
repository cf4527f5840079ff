"""Where it is put together: settings, addresses, the API root, the command line."""
