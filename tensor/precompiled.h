// What nearly every source includes, for the Makefile to compile once for those that are compiled with CALLERS.
// No file relies on it; each includes what it uses, and `make SEPARATE=yes` shows that.
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

#include "tensor/tensor.h"
