"""Dossiers for the benchmarks, the same every time: straight into a store, or as the .csv that is loaded into one."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from dondoc.analytics.month_files import MonthFiles
from dondoc.analytics.stores import WORK, Load, commit, opened_for_writing

MONTHS = tuple(f"{year}-{month:02d}" for year in range(2023, 2027) for month in range(1, 13))
UNITS, PROCEDURES, FIELDS = 122, 180, 12

# Each value from a hash of the row's number: no two runs differ, no column follows from another by accident.
_ROWS = f"""
WITH drawn AS (
    SELECT i, hash(i, 1) AS h, hash(i, 3) % 1000 AS a, hash(i, 4) % 1000 AS b, hash(i, 5) % 1000 AS c,
        hash(i, 6) % 1000 AS e, hash(i, 7) % 100 AS s,
        TIMESTAMP '{{month}}-01' + to_minutes((hash(i, 2) % (1440 * 28))::INT) AS received_at
    FROM range({{first}}, {{after}}) AS numbers(i)),
settled AS (
    SELECT *, CASE WHEN s < 92 THEN 'resolved' WHEN s < 96 THEN 'open' WHEN s < 98 THEN 'withdrawn' ELSE 'returned' END
        AS status, CASE WHEN a < 620 THEN 'online' WHEN a < 950 THEN 'direct' ELSE 'post' END AS channel
    FROM drawn)
SELECT 'H21.' || lpad((h % 20)::TEXT, 2, '0') || '-' || strftime(received_at, '%y%m%d') || '-'
        || lpad(i::TEXT, 10, '0') AS dossier_code,
    '1.' || lpad((h // 7 % {PROCEDURES} * 37)::TEXT, 6, '0') AS procedure_code,
    'Lĩnh vực ' || h // 7 % {FIELDS} AS field,
    CASE WHEN e > 0 THEN 'Đơn vị ' || h // 1300 % {UNITS} END AS unit,
    channel, channel = 'online' AND b < 550 AS fully_online, received_at,
    date_trunc('day', received_at) + to_days(2 + (h % 30)::INT) - to_microseconds(1) AS due_at,
    CASE WHEN status <> 'open' THEN received_at + to_minutes(((c / 1000.0) ** 2 * 54000)::INT) END AS finished_at,
    status, (CASE WHEN e < 500 THEN 0 WHEN e < 800 THEN 50000 ELSE 1200000 END)::DECIMAL(18, 4) AS fee,
    b < 500 AS paid_online, (c + a) % 1000 < 800 AS input_digitised, e < 700 AS result_electronic,
    a < 700 AS result_stored, c % 500 < 150 AS data_reused, b % 500 < 450 AS in_ministry_system,
    e % 250 < 25 AS outside_boundary, CASE WHEN b % 4 = 0 THEN (1 + h % 3)::TINYINT END AS satisfaction,
    1::INT AS load, (i + 2)::INT AS row
FROM settled
"""

_FLAGS = {
    "fully_online": "Toàn trình",
    "paid_online": "Thanh toán trực tuyến",
    "input_digitised": "Số hóa thành phần hồ sơ",
    "result_electronic": "Kết quả điện tử",
    "result_stored": "Lưu Kho dữ liệu điện tử",
    "data_reused": "Tái sử dụng dữ liệu",
    "in_ministry_system": "Xử lý trên hệ thống của Bộ",
    "outside_boundary": "Phi địa giới",
}
_AS_EXPORTED = f"""
SELECT dossier_code AS "Mã hồ sơ", procedure_code AS "Mã TTHC", field AS "Lĩnh vực", unit AS "Đơn vị",
    CASE channel WHEN 'online' THEN 'Trực tuyến' WHEN 'direct' THEN 'Trực tiếp' ELSE 'Bưu chính' END
        AS "Kênh tiếp nhận",
    strftime(received_at, '%d/%m/%Y %H:%M') AS "Ngày tiếp nhận", strftime(due_at, '%d/%m/%Y') AS "Ngày hẹn trả",
    CASE WHEN status <> 'open' THEN strftime(finished_at, '%d/%m/%Y %H:%M') END AS "Ngày trả kết quả",
    CASE status WHEN 'resolved' THEN 'Đã giải quyết' WHEN 'open' THEN 'Đang xử lý' WHEN 'withdrawn' THEN 'Rút hồ sơ'
        ELSE 'Trả lại' END AS "Trạng thái",
    CASE fee WHEN 0 THEN '0' WHEN 50000 THEN '50.000' ELSE '1.200.000' END AS "Phí, lệ phí",
    {", ".join(f"CASE WHEN {column} THEN 'x' END AS {chr(34)}{title}{chr(34)}" for column, title in _FLAGS.items())},
    satisfaction AS "Mức độ hài lòng"
"""


def queries(rows: int) -> Iterator[str]:
    """The rows of each month, as many in one as in the other."""
    for place, month in enumerate(MONTHS):
        first, after = rows * place // len(MONTHS), rows * (place + 1) // len(MONTHS)
        yield _ROWS.format(month=month, first=first, after=after)


def write_store(folder: Path, rows: int) -> None:
    """A store of that many dossiers, its files written as a load writes them."""
    with opened_for_writing(folder) as version, duckdb.connect() as connection:
        with MonthFiles(folder / WORK, 1) as months:
            for query in queries(rows):
                for batch in connection.execute(query).to_arrow_reader(122_880):
                    months.add(batch)
        commit(version, Load(1, "bench", f"bench {rows}", rows, rows, 0, 0), months.files)


def write_csv(path: Path, rows: int) -> None:
    """The same dossiers as an export of a procedure system: 19 columns, Vietnamese headers, dates and words."""
    with duckdb.connect() as connection:
        every = " UNION ALL ".join(f"({query})" for query in queries(rows))
        connection.execute(f"COPY ({_AS_EXPORTED} FROM ({every})) TO '{path}' (HEADER, DELIMITER ',')")
