// Which axes of an array are which: images come as [N, C, H, W] or, from other programs, as [N, H, W, C].
#pragma once

#include <string>
#include <string_view>

#include "datasets/dataset.h"

namespace lgn {

/// What was said about the axes of images; as [N, C, H, W] where nothing was, unless they look otherwise.
enum class Layout { unstated, nchw, nhwc };

/// "nchw" or "nhwc"; empty when nothing is said. Throws Error for anything else.
Layout layout_from(std::string_view name);

/// [N, C, H, W] for an array of this shape, or [N, H, W, C] when `layout` says nhwc: an axis of one channel
/// is put in where there is none. Throws Error naming the file when it is no such array, and, where nothing
/// is said, when it may well have other axes (channels last, images last, one image, flat images): what it
/// looks like, the flag, and the line of Python that mends it. Nothing is suspected of images of the size `image`,
/// C x H x W, where that is known.
Shape image_axes(const Shape& shape, Layout layout, const std::string& path, const Shape& image = {});

/// [N, H, W, C] -> [N, C, H, W].
Images channels_first(const Images& images);

/// What to do about images [N, C, H, W] of another size than the C x H x W that are `wanted`, to end a
/// sentence; empty when nothing is known.
std::string size_remedy(const Shape& images, const Shape& wanted, const std::string& path);

}  // namespace lgn
