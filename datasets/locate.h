// Where the files of a data set are.
#pragma once

#include <string>

#include "datasets/original_files.h"

namespace lgn {

/// The distribution's own place for Fashion-MNIST (the Debian package dataset-fashion-mnist).
inline constexpr const char* distribution_folder = "/usr/share/datasets/fashion-mnist";

/// The folder that holds all files of `set`. Looked at, in this order:
///   - `data_dir`, when it is not empty, and then nowhere else;
///   - the folder named by the environment variable DATA_DIR;
///   - data/ in the current folder, and beside the folder of the running program (where `make data` puts it);
///   - for Fashion-MNIST, the distribution's own place.
/// In each, first a folder of the data set's name, then the folder itself. The sample and MNIST-1D are looked
/// for only where the build and `make install` put them. Throws Error with every place that was
/// looked at, what it lacks, and what to type.
std::string locate(const OriginalFiles& set, const std::string& data_dir);

}  // namespace lgn
