// What the program runs: a table for each of its parts.
#pragma once

#include <string>

#include "tensor/io/json.h"
#include "tensor/random.h"

namespace lgn {

struct ContinuousGroupSettings {
  Index seeds = 10, seed = 1;
  Index pairs = 20'000;   // of images, to fit on
  Index copies = 20'000;  // of a cloud, and points of a function
  double noise = 0.01;    // of every coordinate of a cloud, about 1 wide
  bool quick = false;

  Random random(Index s) const { return Random(static_cast<std::uint64_t>(seed + s), Stream::data); }
  std::string of_seeds(Index count) const { return concat(count, " of ", seeds); }
};

/// Each returns its table and adds its numbers to the summary; the first also draws generators.png.
std::string flow_table(const ContinuousGroupSettings& settings, const std::string& folder, Json& summary);
std::string control_table(const ContinuousGroupSettings& settings, Json& summary);
std::string cloud_table(const ContinuousGroupSettings& settings, Json& summary);
std::string angle_table(const ContinuousGroupSettings& settings, Json& summary);

}  // namespace lgn
