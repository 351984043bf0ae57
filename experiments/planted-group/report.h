// The benchmark's table, summary and pictures.
#pragma once

#include "experiments/planted-group/benchmark.h"

namespace lgn {

/// One flat object: success_ACTION with its Wilson interval (_low, _high), cosine_ACTION, FORM_success_ACTION
/// and so on; false_positive, order_found; where something is varied success_filters_24 and the like.
Json summarize(const std::vector<BenchmarkCase>& cases);

/// The table that is printed.
std::string report_table(const std::vector<BenchmarkCase>& cases);

/// Writes what the full benchmark shows beyond the table as PNG; returns the files.
std::vector<std::string> draw_pictures(const std::vector<BenchmarkCase>& cases, const std::string& folder);

}  // namespace lgn
