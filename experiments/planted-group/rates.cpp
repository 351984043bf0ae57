#include "experiments/planted-group/rates.h"

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/table.h"
#include "tensor/error.h"

namespace lgn {

void set_rate(Json& summary, const std::string& key, Index hits, Index trials) {
  const Interval interval = wilson_interval(hits, trials);
  summary.set(key, static_cast<double>(hits) / static_cast<double>(trials));
  summary.set(key + "_low", interval.low);
  summary.set(key + "_high", interval.high);
}

std::string rate_text(Index hits, Index trials) {
  const Interval interval = wilson_interval(hits, trials);
  return concat(hits, "/", trials, " (", fixed(interval.low, 2), "..", fixed(interval.high, 2), ")");
}

}  // namespace lgn
