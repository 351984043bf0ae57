#include "experiments/common/figures.h"

namespace lgn {
std::vector<std::string> draw_figures(TrainedRun&) { return {}; }
void print_figures(const std::vector<std::string>&) {}
}  // namespace lgn
