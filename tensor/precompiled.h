// What nearly every source includes, for the Makefile to compile once for those that are compiled with CALLERS.
// No file relies on it: each includes what it uses, as `make separate` shows for our own headers (it precompiles those
// of the standard library alone) and tests/includes_test.cpp for the standard library.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#ifndef LGN_SEPARATE  // the standard library alone
#include "tensor/tensor.h"
#endif
