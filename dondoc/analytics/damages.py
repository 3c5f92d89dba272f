"""Which data file of a store cannot be read, once an engine has stumbled. Not here: a file gone or cut off (stores)."""

import pyarrow as pa
import pyarrow.parquet as pq

from dondoc.analytics.stores import StoreUnusable, StoreVersion


def check(version: StoreVersion) -> None:
    """Reads every data file through. Raises StoreUnusable that names the first one that is damaged."""
    for path in (path for paths in version.paths.values() for path in paths):
        try:
            with pq.ParquetFile(path) as file:
                for _ in file.iter_batches():
                    pass
        except (pa.ArrowException, OSError) as error:
            raise StoreUnusable(
                f"Tệp dữ liệu {path} của kho hồ sơ bị hỏng, không đọc được. Hãy khôi phục tệp này từ bản sao lưu."
            ) from error
