"""What the interfaces share: request types, base templates, components, islands."""
