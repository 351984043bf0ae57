// The run of a plain network in a study's folder.
#pragma once

#include "experiments/common/study/study.h"
#include "experiments/common/training/prepared_data.h"

namespace lgn {

/// The widest plain network of at most so many parameters, trained in runs/NAME; returns its summary. It leaves what
/// other runs leave, so that it is never run twice either. Throws Error when the one that is there had other settings.
Json plain_run(const Study& study, const std::string& name, Index parameters, const TrainingSettings& settings,
               PreparedDataMemory& memory);

}  // namespace lgn
