"""Worker processes: pure tasks run under a deadline and a memory limit.

pool.py     the pool
preload.py  what its fork server imports once for all workers
"""
