"""Why a file was not read: the refusal that a user can cause. Not here: what is checked (containers, readers)."""

VIRUS_SAMPLE = "EICAR-STANDARD-ANTIVIRUS-TEST-FILE"  # the one text that every antivirus program must find


class UnreadableFile(Exception):
    """A file that cannot be read as a plan; `sentence` is what to show: what, where, what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TakesLong(Exception):
    """A file whose reading needs a background job: a scan, or a format that another program must convert first.

    `page_count`: pages to be recognised, 0 where they are not known before the conversion.
    """

    def __init__(self, page_count: int) -> None:
        super().__init__(f"{page_count} pages")
        self.page_count = page_count


def infected(name: str) -> UnreadableFile:
    """What is told of a file with the sample in it. No antivirus program looks for anything else (operations)."""
    return UnreadableFile(
        f"Tệp {name} chứa đoạn mã mà phần mềm diệt virus coi là độc hại nên không được mở. "
        "Hãy kiểm tra lại nguồn của tệp."
    )
