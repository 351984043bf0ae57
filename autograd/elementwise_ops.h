// Operations on elements, and sums of them.
//
// In every vector-Jacobian product, dy is the gradient of the output and dx that of an input; backward adds
// dx to what is there. All throw Error when shapes do not fit.
//
// The second operand b of add, subtract and multiply has a's shape, or the same rank with extent 1 on every
// axis but at most one: [1, F, 1, 1] beside [N, F, h, w] acts per channel. Its gradient is then summed
// (in double) over the axes along which it was repeated.
#pragma once

#include "autograd/tape.h"

namespace lgn {

/// y = a + b.   da = dy,  db = dy.
Variable add(Variable a, Variable b);

/// y = a - b.   da = dy,  db = -dy.
Variable subtract(Variable a, Variable b);

/// y = a b, element by element.   da = dy b,  db = dy a.
Variable multiply(Variable a, Variable b);

/// y = factor x.   dx = factor dy.
Variable scale(Variable x, double factor);

/// y = max(x, 0); NaN stays NaN.   dx = dy where x > 0, else 0: at the kink x = 0 the derivative is 0.
Variable relu(Variable x);

/// Non-negative soft threshold, the proximal operator of  eta lmbd u  over u >= 0 (u_k+1 of FISTA).
///   v [N, F, h, w], lmbd [1, F, 1, 1]:   u = max(v - eta lmbd, 0)
///   dv = du where u > 0, else 0;   dlmbd_f = -eta sum of du over n, i, j where u > 0.  0 at the kink.
Variable soft_threshold(Variable v, Variable lmbd, double eta);

/// y [1] = sum of all elements, accumulated in double.   dx = dy everywhere.
Variable sum(Variable x);

/// y [1] = mean of all elements.   dx = dy / count.   Error when there are no elements.
Variable mean(Variable x);

/// Sum along one axis (negative ones count from the end), which stays with extent 1.   dx = dy, repeated.
Variable sum(Variable x, Index axis);

/// Mean along one axis, which stays with extent 1.   dx = dy / extent, repeated.
Variable mean(Variable x, Index axis);

}  // namespace lgn
