"""What is wrong with terms, by a name that stays. Interfaces make sentences of it."""


class Wrong(ValueError):
    """The terms cannot be: `code` says why, `given` says which value."""

    def __init__(self, code: str, given: object = "") -> None:
        super().__init__(f"{code}: {given}" if given != "" else code)
        self.code = code
        self.given = str(given)


def refuse_if(wrong: bool, code: str, given: object = "") -> None:
    """Raise Wrong under that name where the condition holds."""
    if wrong:
        raise Wrong(code, given)
