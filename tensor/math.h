// Functions of our own: the C library's differ in the last bit from one library to the next, and a
// training run must not. Plain double arithmetic (no fused operations), within 2 units in the last place.
#pragma once

namespace lgn::portable {

/// e^x; 0 below -745, infinity above 709.78; NaN for NaN.
double exp(double x);

/// Natural logarithm; -infinity at 0, NaN below.
double log(double x);

/// Hyperbolic tangent, within 4 units.
double tanh(double x);

/// sqrt(x^2 + y^2) without overflow; infinity if either is, else NaN if either is.
double hypot(double x, double y);

/// Cosine and sine of an angle in degrees; quarter turns are exact.
struct Direction {
  double cosine, sine;
};
Direction direction(double degrees);

}  // namespace lgn::portable
