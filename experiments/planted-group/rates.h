// Shares of data sets, with their Wilson intervals.
#pragma once

#include <string>

#include "tensor/io/json.h"
#include "tensor/shape.h"

namespace lgn {

/// Sets `key`, the share of hits, and its 95 % interval as key_low and key_high.
void set_rate(Json& summary, const std::string& key, Index hits, Index trials);

/// "18/20 (0.70..0.97)".
std::string rate_text(Index hits, Index trials);

}  // namespace lgn
