"""`dondoc dossiers load FILE… --store DIR`: what became of each file. Not here: the command line itself (cli)."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from dondoc.analytics import stores
from dondoc.analytics.headers import title_of
from dondoc.analytics.loads import Progress, Stage, load
from dondoc.analytics.stores import StoreUnusable
from dondoc.core.dossiers import FileReport
from dondoc.core.vietnamese import number_text

_STAGES = {
    Stage.WAITING: "{name}: kho hồ sơ đang được nạp bởi một lệnh khác, chờ đến lượt.",
    Stage.READING: "{name}: đã đọc {rows} dòng",
    Stage.COMPARING: "{name}: đã đọc {rows} dòng, đang đối chiếu với kho",
    Stage.DONE: "",
}


def load_command(files: Sequence[Path], store: Path, *, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Prints the report of every file that could be read to `out`, a sentence for every other one to `err`.

    0 when rows of these files are in the store, 2 when none are. As JSON the files that could not be read are among
    the reports, with their `refusal`, unless none could.
    """
    reports = []
    for file in files:
        try:
            (report,) = load([file], store, _Teller(err).tell)
        except StoreUnusable as refusal:
            err.write(f"{refusal.sentence}\n")
            break
        if sentence := report.refusal or _nothing_stored(report, store):
            err.write(f"{sentence}\n")
        if not report.refusal and not as_json:
            out.write(_text(report, store))
        reports.append(report)
    if as_json and any(not report.refusal for report in reports):
        json.dump([asdict(report) for report in reports], out, ensure_ascii=False, indent=1)
        out.write("\n")
    return 0 if any(report.stored or report.unchanged for report in reports) else 2


class _Teller:
    """Progress on one line of a terminal; elsewhere nothing but that the load has to wait."""

    def __init__(self, err: TextIO) -> None:
        self._err, self._is_terminal, self._shown = err, err.isatty(), 0

    def tell(self, progress: Progress) -> None:
        line = _STAGES[progress.stage].format(name=progress.name, rows=number_text(progress.rows))
        if self._is_terminal:
            self._err.write(f"\r{line:<{self._shown}}" + ("\r" if progress.stage is Stage.DONE else ""))
            self._err.flush()
            self._shown = len(line)
        elif progress.stage is Stage.WAITING:
            self._err.write(f"{line}\n")
            self._err.flush()


def _nothing_stored(report: FileReport, store: Path) -> str:
    if report.stored or report.unchanged:
        return ""
    if not report.read:
        return f"Tệp {report.name} không có dòng hồ sơ nào: hãy kiểm tra điều kiện lọc rồi xuất lại."
    return (
        f"Tệp {report.name}: không lưu được dòng nào, cả {number_text(report.read)} dòng đều bị loại. "
        f"Lý do ghi ở {store / stores.REJECTS}."
    )


def _text(report: FileReport, store: Path) -> str:
    counts = (
        f"{report.name}: đọc {number_text(report.read)} dòng; lưu {number_text(report.stored)}, "
        f"loại {number_text(report.rejected)}, không đổi {number_text(report.unchanged)}."
    )
    lines = [counts]
    if report.is_known:
        lines.append("Nội dung tệp này đã được nạp trước đây; kho giữ nguyên.")
    if report.rejected:
        lines.append(f"Dòng bị loại và lý do: {store / stores.REJECTS}")
    for title, columns in (
        ("Cột không dùng đến", report.passed_over),
        ("Cột dữ liệu cá nhân, không lưu", report.personal),
        ("Cột tệp không có (tỷ lệ cần đến cột này để trống)", map(title_of, report.absent)),
    ):
        if told := "; ".join(columns):
            lines.append(f"{title}: {told}")
    return "\n  ".join(lines) + "\n"
