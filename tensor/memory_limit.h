// How much memory this process may still use.
#pragma once

#include <cstddef>
#include <string>

namespace lgn {

/// Bytes: the least of what the machine has available, what the control groups of the process leave, and the
/// limit on the address space (ulimit -v). The largest number where nothing is known.
std::size_t available_memory();

/// Bytes that this process has in memory, now and at the most so far; 0 where that is not known.
std::size_t resident_memory();
std::size_t most_resident_memory();

/// "1.2 GB", "340 MB".
std::string bytes_text(double bytes);

}  // namespace lgn
