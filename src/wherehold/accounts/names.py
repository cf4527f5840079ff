"""Names that several parts of accounts share."""

RESET_JOB = "accounts.reset_mail"
VERIFY_JOB = "accounts.verify_ledger"
