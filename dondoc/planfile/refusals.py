"""The refusal of a file: the one error a user can cause here. Not here: what is checked (containers, readers)."""


class UnreadableFile(Exception):
    """A file that cannot be read as a plan; `sentence` is what to show: what, where, what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
