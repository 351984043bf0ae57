// exp and log of our own: the C library's differ in the last bit from one library to the next, and a
// training run must not. Plain double arithmetic (no fused operations), within 2 units in the last place.
#pragma once

namespace lgn::portable {

/// e^x; 0 below -745, infinity above 709.78; NaN for NaN.
double exp(double x);

/// Natural logarithm; -infinity at 0, NaN below.
double log(double x);

}  // namespace lgn::portable
