"""The screens that join slices: the asset list, the bulk engine, the asset page, omnisearch."""
