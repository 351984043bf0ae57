// What nearly every test includes, for the Makefile to compile once and for all of them. No file relies on it
// (tensor/precompiled.h).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#ifndef LGN_SEPARATE  // the standard library alone
#include "tensor/tensor.h"
#endif
