// What training minimises. Every loss is one number, shape [1], accumulated in double.
#pragma once

#include <vector>

#include "autograd/tape.h"

namespace lgn {

/// Cross-entropy of softmax(logits), mean over the batch: logits [N, K], labels [N] in 0 .. K - 1.
///   L = 1/N sum_n ( log sum_k exp(logits_nk - max_n) - (logits_n,label_n - max_n) )
///   dlogits = dL / N (softmax(logits) - onehot(labels))
/// Error for labels out of range, and when there are none.
Variable cross_entropy(Variable logits, const std::vector<Index>& labels);

/// Mean over all elements of (prediction - target)^2; both of one shape.
///   dprediction = dL 2 (prediction - target) / count,   dtarget = -dprediction.
/// Error when there are no elements.
Variable squared_error(Variable prediction, Variable target);

}  // namespace lgn
