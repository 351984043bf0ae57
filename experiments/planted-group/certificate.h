// Is what was found a symmetry of data that had no part in finding it? The probe's verdict
// (lgn/probe/verdict.h).
#pragma once

#include "lgn/probe/verdict.h"
#include "lgn/recovery/convolutional_coding.h"
#include "lgn/recovery/group_recovery.h"
#include "tensor/io/json.h"

namespace lgn {

/// Each of the rows [N,d] is a unit of its own.
ProbeSample patches_as_units(const TensorD& patches);

/// What stands in images [N,H,W]: a window for every activation, its filter with what all filters together
/// leave there. Its unit is the image.
ProbeSample windows_of_activations(const TensorD& images, const TensorD& filters, const ImagePursuitSettings& pursuit);

/// Whether the group acts in the law of the vectors, none of which it was found in: one half whitens, the
/// other judges. The defect's unit is the mean over `conjugates` random Q A Q^T. Too few vectors certify
/// nothing.
Verdict certificate(const RecoveredGroup& group, const ProbeSample& sample, Index conjugates);

/// Sets `defect`, `defect_upper` (bound at 95 %), `group_found` (certified at .1).
void report_certificate(const Verdict& verdict, Json& result);

}  // namespace lgn
