// Turning, scaling and shifting small images by any amount t, and what generates it, on flattened side x side
// images; x and y are counted in pixels from the centre.
//
//   rotation  L = x d_y - y d_x            scaling  L = -(x d_x + d_x x + y d_y + d_y y) / 2, norms kept
//   shift     L = -d_x
#pragma once

#include "lgn/recovery/flow_generator.h"
#include "tensor/random.h"

namespace lgn {

enum class Movement { rotation, scaling, shift };

/// How d_x and d_y are made of pixels. All are zero outside the image.
enum class PixelDerivative {
  whittaker,  // of the Shannon-Whittaker interpolation with period 2 side, cut to the image, as in the
              // code of Dehmamy et al. (2021)
  central,    // (next - previous) / 2: what bilinear interpolation comes to for small amounts
};

/// L [d,d], d = side^2, skew-symmetric.
TensorD movement_generator(Movement movement, Index side, PixelDerivative derivative);

/// The movement by t (radians, logarithm of the factor, pixels): a pixel of `moved` takes the value of where
/// it came from, bilinear between the four pixels around, zeros outside. image, moved: side^2 numbers.
void move_image(Movement movement, const double* image, Index side, double t, double* moved);

struct ImageFlow {
  Movement movement = Movement::rotation;
  Index side = 7;
  double reach = 0.3;       // amounts are uniform in [0, reach]
  bool both_ways = false;   // or in [-reach, reach]
  bool one_amount = false;  // or all `reach`
  bool bilinear = false;    // else exp(t L) with the Shannon-Whittaker L
};

/// Pairs of an image of noise, uniform in [-0.5, 0.5), and the same image moved.
MovedPairs draw_moved_images(const ImageFlow& flow, Index count, Random& random);

/// Pairs that no one-parameter group of amounts explains.
enum class NoFlow {
  unrelated,       // two images of noise
  own_generator,   // exp(t L), each of a hundred random L for a hundredth of the pairs
  two_generators,  // exp(t L) of two random L, half of the pairs each
  one_map,         // one random rotation for all pairs
  one_amount,      // all pairs turned by the same angle
};

MovedPairs draw_without_flow(NoFlow kind, Index side, Index count, Random& random);

}  // namespace lgn
