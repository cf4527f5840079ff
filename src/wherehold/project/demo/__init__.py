"""The demonstration organisation: made up, the same on every machine, dated up to today.

`people` and `things` say what there is, `plan` works out a year of acts from them, `play` does
them through the ordinary commands, with the clock held at the moment of each.
"""
