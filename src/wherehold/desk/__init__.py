"""The screens that join slices: the asset list, the bulk engine, the asset page, omnisearch.

`telling` puts entries of the ledger into sentences, for timelines and activity.
"""
