"""A batch on a Dask cluster of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.batch import run_batch

distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")


@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_cluster_writes_the_bytes_of_one_process(tmp_path: Path) -> None:
    for town in ("Goma", "Oslo", "Kharkiv"):
        (tmp_path / f"{town}.txt").write_text(f"Buses left {town} on Monday.", "utf-8")
    articles = sorted(tmp_path.glob("*.txt"))
    run_batch(articles, tmp_path / "one")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        run_batch(articles, tmp_path / "many", dask=cluster.scheduler_address)
    one, many = (tmp_path / out / "records.jsonl" for out in ("one", "many"))
    assert one.read_bytes() == many.read_bytes()
