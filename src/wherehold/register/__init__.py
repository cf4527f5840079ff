"""What we own: assets, models, categories, places, parties, identifiers, holds."""
