"""Tables of percentages as the IRS published them (Publication 946, Appendix A)."""
