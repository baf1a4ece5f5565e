"""What LDM does, without a window: each operation is `(bench, request, progress) -> result`."""
