#include "tensor/simd/band_filters.h"

#include <algorithm>
#include <array>
#include <vector>

namespace lgn::simd {
namespace {

/// W of parts of height m, [m][k][r], worked out once.
constexpr auto filter_coefficients = [] {
  std::array<std::array<std::array<double, 7>, toom_cook_points>, 8> w{};
  for (std::size_t m = 4; m < w.size(); ++m)
    for (std::size_t k = 0; k < w[m].size(); ++k)
      for (std::size_t r = 0; r < m; ++r)
        w[m][k][r] = filter_coefficient(static_cast<Index>(k), static_cast<Index>(r), static_cast<Index>(m));
  return w;
}();

/// w as [above,R,S]: its parts (toom_cook.h).
struct FilterParts {
  Index above, R, S;

  explicit FilterParts(const LaneConvolution& shape)
      : above(shape.filters * shape.channels * toom_cook_parts(shape.kernel[0])),
        R(shape.kernel[0] / toom_cook_parts(shape.kernel[0])),
        S(shape.kernel[1]) {}
};

/// W w, every plane [F,C,1,s] with the channels of all parts.
std::vector<float> evaluated_filters(const LaneConvolution& shape, const float* w) {
  const auto [above, R, S] = FilterParts(shape);
  std::vector<float> planes;
  planes.reserve(toom_cook_points * above * S);
  for (const auto& coefficients : filter_coefficients[static_cast<std::size_t>(R)]) {
    for (Index i = 0; i < above; ++i) {
      for (Index s = 0; s < S; ++s) {
        const float* column = w + i * R * S + s;
        double sum = 0;
        for (Index r = 0; r < R; ++r) sum += coefficients[static_cast<std::size_t>(r)] * column[r * S];
        planes.push_back(static_cast<float>(sum));
      }
    }
  }
  return planes;
}

Index plane_count(const LaneConvolution& shape) {
  return uses_toom_cook(shape) ? toom_cook_points : 1;
}

Index filter_size(const LaneConvolution& shape) {
  return shape.filters * shape.channels * shape.kernel[0] * shape.kernel[1];
}

template <class Pack>
void pack_planes(const LaneConvolution& shape, const float* w, float* packed, Pack pack) {
  if (!uses_toom_cook(shape)) return pack(shape, w, packed);
  const std::vector<float> planes = evaluated_filters(shape, w);
  const LaneConvolution plane = plane_shape(shape);
  for (Index k = 0; k < toom_cook_points; ++k)
    pack(plane, planes.data() + k * filter_size(plane), packed + k * plane.packed_size());
}

}  // namespace

LaneConvolution plane_shape(const LaneConvolution& shape) {
  LaneConvolution plane = shape;
  if (!uses_toom_cook(shape)) return plane;
  plane.channels *= toom_cook_parts(shape.kernel[0]);
  plane.kernel[0] = 1;
  plane.padding[0] = 0;
  plane.image[0] = plane.code[0] = toom_cook_points;
  return plane;
}

Index band_packed_size(const LaneConvolution& shape) {
  return plane_count(shape) * plane_shape(shape).packed_size();
}

Index band_gradient_size(const LaneConvolution& shape) {
  return plane_count(shape) * filter_size(plane_shape(shape));
}

Index band_scratch_size(const LaneConvolution& shape) {
  // As the constructors of the bands divide it.
  if (!uses_toom_cook(shape)) return gradient_rows * (filters_per_tile + shape.filters) * shape.code[1];
  const LaneConvolution plane = plane_shape(shape);
  return plane.padded_image_size() + plane.image_size() + plane.code_size() +
         toom_cook_rows(shape.kernel[0]) * (shape.filters + filters_per_tile) * plane.code[1] +
         toom_cook_points * filters_per_tile * plane.code[1];
}

void pack_band_filters(const LaneConvolution& shape, const float* w, float* packed) {
  pack_planes(shape, w, packed, pack_filters);
}

void pack_band_filters_transposed(const LaneConvolution& shape, const float* w, float* packed) {
  pack_planes(shape, w, packed, pack_filters_transposed);
}

void reduce_band_gradient(const LaneConvolution& shape, const float* sums, float* planes) {
  const auto& kernels = select<ConvolutionKernels>();
  const LaneConvolution plane = plane_shape(shape);
  for (Index k = 0; k < plane_count(shape); ++k) {
    kernels.reduce_weight_gradient(plane, sums + k * plane.packed_size() * kernels.lanes,
                                   planes + k * filter_size(plane));
  }
}

void unpack_band_gradient(const LaneConvolution& shape, const double* planes, double* w_gradient) {
  if (!uses_toom_cook(shape)) {
    std::copy_n(planes, filter_size(shape), w_gradient);
    return;
  }
  const auto [above, R, S] = FilterParts(shape);
  for (Index i = 0; i < above; ++i) {
    for (Index r = 0; r < R; ++r) {
      for (Index s = 0; s < S; ++s) {
        double sum = 0;
        for (Index k = 0; k < toom_cook_points; ++k)
          sum += filter_coefficients[R][k][r] * planes[(k * above + i) * S + s];
        w_gradient[(i * R + r) * S + s] = sum;
      }
    }
  }
}

}  // namespace lgn::simd
