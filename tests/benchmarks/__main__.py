"""`python -m tests.benchmarks`: timings as ratios, never as a test."""

import os
import sys

# Before any library starts its threads: one thread each, the same for all.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
# XLA starts as many threads as there are processors, whatever it is told: everything runs on one of them.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

from tests.benchmarks.command import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
