// Turning small images, and what generates it: L = x d_y - y d_x on flattened side x side images, x and y
// counted in pixels from the centre.
#pragma once

#include "tensor/tensor.h"

namespace lgn {

/// Turns an image by `angle` (radians) about its centre: a pixel of `turned` takes the value of where it came
/// from, bilinear between the four pixels around, zeros outside. image, turned: side^2 numbers.
void turn_image(const double* image, Index side, double angle, double* turned);

/// The same as a matrix [d,d], d = side^2.
TensorD bilinear_rotation(Index side, double angle);

/// How d_x and d_y are made of pixels. All are zero outside the image.
enum class Derivative {
  whittaker,  // of the Shannon-Whittaker interpolation with period 2 side, cut to the image, as in the
              // code of Dehmamy et al. (2021)
  central,  // (next - previous) / 2: what bilinear interpolation comes to for small angles, the mean of both
            // directions
};

/// L [d,d], skew-symmetric; bilinear_rotation(side, h) = I + h L + .. up to the blur of interpolation.
TensorD rotation_generator(Index side, Derivative derivative);

/// <a, b> / (||a|| ||b||) with the Frobenius product; 0 where either is zero.
double generator_cosine(const TensorD& a, const TensorD& b);

}  // namespace lgn
