"""Archives as Parquet files, compressed by zstd. pyarrow is loaded with the first archive."""

from adapters.parquet.folder import ParquetArchives

__all__ = ["ParquetArchives"]
