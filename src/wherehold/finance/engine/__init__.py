"""Depreciation as arithmetic: terms in, rows out. No clock, no database, no fractions of a float.

A *method* says how much of the base is used up at the end of each step of a life. A *convention*
says how much of that life has gone by at the end of a day. A *rounding* makes whole minor units
of it. The three know nothing of each other; `schedule` puts them together.
"""

# Rises whenever the same terms would give other rows. What is posted names the one it came from.
VERSION = 1
