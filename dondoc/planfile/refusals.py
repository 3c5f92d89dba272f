"""Why a file was not read: the refusal that a user can cause. Not here: what is checked (containers, readers)."""

from dondoc.core.archives import UnreadableFile

__all__ = ["SAVE_AS", "VIRUS_SAMPLE", "TakesLong", "UnreadableFile", "infected"]

SAVE_AS = "Hãy mở tệp bằng Word và lưu lại dạng .docx rồi tải lên"

VIRUS_SAMPLE = "EICAR-STANDARD-ANTIVIRUS-TEST-FILE"  # the one text that every antivirus program must find


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
