#pragma once

/// Keeps the calling thread on one processor.
///
/// @return 0, or an errno.
int ctestlinux_pin(int processor);
