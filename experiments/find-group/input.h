// What find-group looks at: vectors cut out of images or signals, or as they are given.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace lgn {

/// How the numbers of a vector lie: channels x rows x columns; rows = 1 for signals, and for plain vectors,
/// whose order means nothing.
struct Geometry {
  Index channels = 1, rows = 1, columns = 1;
  bool ordered = true;

  Index count() const { return channels * rows * columns; }
};

struct ProbeInput {
  TensorD vectors;           // [N, d]
  std::vector<Index> units;  // [N], the image, signal or unit of each
  Geometry geometry;
  std::string description;         // "20,000 patches of 6 x 6 pixels of cifar10-gray"
  std::vector<std::string> notes;  // on the data
};

struct InputSettings {
  std::string dataset = "sample", data_dir, images, signals, vectors, units, layout;
  Index patches = 100'000;
  Index kernel = 6;
  Index window = 0;  // of signals; 0: the whole signal
  std::uint64_t seed = 1;
};

/// Patches at uniformly drawn places of uniformly drawn images, all channels of each; `name` is the data's.
ProbeInput draw_patches(const Images& images, const std::string& name, const InputSettings& settings);

/// Patches at uniformly drawn places of uniformly drawn images; windows likewise of signals [N,L]; or vectors
/// [N,d] as they are. Error when more than one of images, signals and vectors is named, when a file does not
/// hold what its flag says, or when a patch or window does not fit.
ProbeInput read_input(const InputSettings& settings);

}  // namespace lgn
