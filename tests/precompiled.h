// The same for the tests: see tensor/precompiled.h.
#pragma once

#include <gtest/gtest.h>

#include "tensor/precompiled.h"
