#include "datasets/array_axes.h"

#include <algorithm>
#include <cmath>

#include "tensor/io/quote.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

/// Numbers of channels that pictures have.
bool is_channel_count(Index extent) {
  return extent == 1 || extent == 3 || extent == 4;
}

std::string picture_size(Index channels, Index height, Index width) {
  return concat(channels, channels == 1 ? " channel of " : " channels of ", height, " x ", width, " pixels");
}

/// What an array of pictures looks like instead of [N, C, H, W], and how it becomes that.
struct Suspicion {
  std::string looks, form;
  bool can_be_said = false;  ///< --layout nhwc reads it
};

Suspicion suspicion(const Shape& s) {
  if (s.size() == 4) {
    if (is_channel_count(s[3]) && s[1] > 1 && s[1] >= s[3] && s[2] > s[3])
      return {concat("[N, H, W, C], ", picture_size(s[3], s[1], s[2])), "{}.transpose(0,3,1,2)", true};
    if (is_channel_count(s[2]) && s[0] == s[1] && s[0] > s[2] && s[3] > s[0])
      return {concat("[H, W, C, N], ", s[3], " images"), "{}.transpose(3,2,0,1)"};
  }
  if (s.size() == 3) {
    if (is_channel_count(s[2]) && s[0] == s[1] && s[0] > 4)
      return {concat("one image [H, W, C], ", picture_size(s[2], s[0], s[1])), "{}[None].transpose(0,3,1,2)"};
    if (s[0] == s[1] && s[0] > 4 && s[2] > 4 * s[0])
      return {concat("[H, W, N], ", s[2], " images"), "{}.transpose(2,0,1)"};
  }
  return {};
}

/// Flat images, a row each, are square or in three colours more often than not, perhaps behind a label; else
/// they are signals.
std::string unflattening(Index numbers) {
  for (const Index behind : {0, 1}) {
    for (const Index channels : {1, 3}) {
      const Index pixels = numbers - behind;
      const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(pixels / channels))));
      if (side > 1 && channels * side * side == pixels)
        return concat(behind ? "{}[:,1:]" : "{}", ".reshape(-1,", channels, ",", side, ",", side, ")");
    }
  }
  return concat("{}.reshape(-1,1,1,", numbers, ")");
}

}  // namespace

Layout layout_from(std::string_view name) {
  require(name.empty() || name == "nchw" || name == "nhwc", "--layout is '", name, "'; expected nchw or nhwc");
  return name.empty() ? Layout::unstated : name == "nchw" ? Layout::nchw : Layout::nhwc;
}

Shape image_axes(const Shape& shape, Layout layout, const std::string& path, const Shape& image) {
  const std::string found = concat(path, ": it holds an array of shape ", shape);
  const char* expected = "; expected images as [N, C, H, W] or [N, H, W]";
  const std::size_t axes = shape.size();
  require(axes > 0, found, ", a single number", expected, ": save the array of all images");
  require(element_count(shape) > 0, found, ": no images", expected, ": save it again when it is filled");
  if (axes <= 2)
    fail(found, expected, axes == 1 ? "; if it is one image: " : "; if each row is an image: ",
         numpy_remedy(path, axes == 1 ? concat("{}.reshape(1,1,1,", shape[0], ")") : unflattening(shape[1])));
  if (axes > 4)
    fail(
        found, expected, "; if the last three are those of an image: ",
        numpy_remedy(path, concat("{}.reshape(-1,", shape[axes - 3], ",", shape[axes - 2], ",", shape[axes - 1], ")")));
  const Shape as_expected = axes == 4 ? shape : Shape{shape[0], 1, shape[1], shape[2]};
  if (layout == Layout::unstated && Shape(as_expected.begin() + 1, as_expected.end()) != image) {
    const Suspicion other = suspicion(shape);
    const bool grey = shape.size() == 3;
    require(other.looks.empty(), found, ", which looks like ", other.looks, "; expected [N, C, H, W], which would be ",
            shape[0], " images with ", picture_size(grey ? 1 : shape[1], shape[grey ? 1 : 2], shape[grey ? 2 : 3]),
            other.can_be_said ? "; say which with --layout nhwc or --layout nchw, or save it as expected: "
                              : "; if that is what it is, add --layout nchw; else save it as expected: ",
            numpy_remedy(path, other.form));
  }
  return axes == 3 && layout == Layout::nhwc ? Shape{shape[0], shape[1], shape[2], 1} : as_expected;
}

Images channels_first(const Images& images) {
  const Shape& s = images.shape();
  const Index N = s[0], H = s[1], W = s[2], C = s[3];
  Images result{{}, images.labels};
  std::visit(
      [&](const auto& from) {
        auto to = std::decay_t<decltype(from)>::uninitialized({N, C, H, W});
        parallel_for(N, [&](Index i) {
          for (Index p = 0; p < H * W; ++p)
            for (Index c = 0; c < C; ++c) to[(i * C + c) * H * W + p] = from[(i * H * W + p) * C + c];
        });
        result.pixels = std::move(to);
      },
      images.pixels);
  return result;
}

std::string size_remedy(const Shape& images, const Shape& wanted, const std::string& path) {
  if (images[1] == wanted[1] && images[2] == wanted[2] && images[3] == wanted[0])
    return concat("; they look like [N, H, W, C]: add --layout nhwc, or save them as expected: ",
                  numpy_remedy(path, "{}.transpose(0,3,1,2)"));
  if (images[3] == wanted[1] && images[1] == wanted[2] && images[2] == wanted[0])
    return "; they look like [N, C, H, W] although --layout says nhwc: leave it out";
  if (images[2] == wanted[1] && images[3] == wanted[2] && images[1] == 1)
    return concat(
        "; for grey images as colours: ",
        numpy_remedy(path, concat("{}.reshape(-1,1,", wanted[1], ",", wanted[2], ").repeat(", wanted[0], ", 1)")));
  if (images[2] == wanted[1] && images[3] == wanted[2] && wanted[0] == 1)
    return concat("; for colours as grey images: ", numpy_remedy(path, "{}.mean(1, keepdims=True).astype({}.dtype)"));
  if (images[1] != wanted[0]) return "";
  // As much of the middle as there is, with zeros around it where that is less than wanted.
  std::string cut = "{}[..., ", pad;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const Index have = images[axis + 2], want = wanted[axis + 1], less = std::max<Index>(0, have - want),
                more = std::max<Index>(0, want - have);
    cut += concat(less / 2, ":", less / 2 + std::min(have, want), axis == 0 ? ", " : "]");
    pad += concat(", (", more / 2, ", ", more - more / 2, ")");
  }
  return concat("; for their middle, with zeros around it where they are smaller: ",
                numpy_remedy(path, concat("numpy.pad(", cut, ", [(0, 0)] * ({}.ndim - 2) + [", pad.substr(2), "])")));
}

}  // namespace lgn
