// Whitenings on disk, so that one is computed once for the same images and settings.
//
// Files named whitening-KEY.safetensors in the folder $LGN_CACHE, else $XDG_CACHE_HOME/lgn, else
// ~/.cache/lgn; 38 MB for CIFAR-10, 2.5 MB for MNIST. They can be deleted at any time.
#pragma once

#include <optional>
#include <string>

#include "datasets/whitening.h"

namespace lgn {

/// The folder; empty when neither variable nor HOME is set, and then nothing is kept.
std::string cache_folder();

/// What was kept under `key`; nothing when there is no such file or it is damaged (a sum over its numbers
/// tells), which is no error.
std::optional<Whitening> cached_whitening(const std::string& key);

/// Keeps a whitening. A folder that cannot be written is no error: the next run computes again.
void keep_whitening(const std::string& key, const Whitening& whitening);

/// Whether the cache has a whitening of images of D numbers at all: by the size of its files.
bool may_be_cached(Index D);

}  // namespace lgn
