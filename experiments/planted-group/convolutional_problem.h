// Images with a planted group:  y = sum over i, j of u_ij * (A*^j b_i) + noise,  * convolution, u_ij sparse
// feature maps: Bernoulli times exponential; b_i random unit filters.
#pragma once

#include "experiments/common/planted/actions.h"

namespace lgn {

struct ConvolutionalProblemSettings {
  std::string action = "quarter_turn";
  Index side = 6;       // of a filter, d = side^2
  Index filters = 60;   // n q is the least multiple of n that is not smaller
  Index images = 1000;  // half to fit on, half held out
  Index size = 32;      // of an image: size x size pixels
  double active = 12;   // expected number of non-zero u in an image; filters stand whole within it
  double noise = 0.1;   // standard deviation per pixel over the root mean square of the clean images
  Index seed = 1;
};

struct ConvolutionalProblem {
  PlantedAction action;
  Index groups = 0;          // q; without a group the number of filters
  TensorD bank;              // [n q, d]: row j q + i is A*^j b_i at unit norm
  TensorD fitted, held_out;  // images [N/2, size, size]
  TensorD judged;            // [5 N, size, size], further ones: certifying takes more images than finding
  double noise = 0;          // standard deviation per pixel
};

ConvolutionalProblem make_convolutional_problem(const ConvolutionalProblemSettings& settings);

}  // namespace lgn
