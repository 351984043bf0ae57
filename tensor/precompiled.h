// What nearly every file includes, for the Makefile to compile once and for all of them: it halves the time
// of a build. No file relies on it; each includes what it uses, and `make PRECOMPILE=` shows that.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tensor/tensor.h"
