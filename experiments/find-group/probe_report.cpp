#include "experiments/find-group/probe_report.h"

#include "experiments/common/program/table.h"

namespace lgn {
namespace {

std::string key_of(std::string name) {
  for (char& c : name)
    if (c == ' ' || c == '-') c = '_';
  return name;
}

/// Defect and bounds; nothing where the moments do not see the operation.
template <class Judged>
std::vector<std::string> figures(const Judged& judged, bool seen, const char* holds, bool held) {
  if (!seen) return {"-", "-", "-", "not seen"};
  return {fixed(judged.defect, 3), fixed(judged.lower, 3), fixed(judged.upper, 3), held ? holds : "no"};
}

}  // namespace

std::string probe_text(const ProbeInput& input, const ProbeResult& result, double delta) {
  std::string text =
      concat(input.description, "; ", result.sample.training.vectors.extent(0), " to look in, ",
             result.sample.held_out.vectors.extent(0), " held out; ", result.sample.dimension(),
             " directions with ", percent(result.sample.variance_share, 1), " of the variance\n");
  if (result.sample.left_out > 0)
    text += concat("note: ", result.sample.left_out, " directions without variance are left out\n");
  for (const std::string& note : input.notes) text += "note: " + note + "\n";
  text += concat("moments beyond noise: ", result.commutant.fourth_above_noise, " fourth, ",
                 result.commutant.third_above_noise, " third; group algebra of dimension ",
                 result.commutant.dimension > 0 ? std::to_string(result.commutant.dimension) : "unresolved",
                 "; held out, third moments stand ", fixed(result.third_visibility, 1), " and fourth ",
                 fixed(result.fourth_visibility, 1), " standard errors out, ",
                 percent(std::max(0.0, result.product_share), 0), " of the fourth a product law's\n\n");
  Table table({"symmetry", "route", "order", "defect", "lower bound", "upper bound", "certified"});
  const auto add = [&](std::vector<std::string> row, const std::vector<std::string>& rest) {
    row.insert(row.end(), rest.begin(), rest.end());
    table.add_row(row);
  };
  constexpr std::size_t most = 12;
  for (std::size_t i = 0; i < result.found.size() && i < most; ++i) {
    const Verdict& each = result.found[i];
    add({each.candidate.name, each.candidate.route, std::to_string(each.candidate.order)},
        figures(each, each.seen, "yes", each.certified));
  }
  for (const KnownVerdict& each : result.known)
    add({each.name, "known", ""}, figures(each, each.seen(), "holds", each.holds));
  text += table.text();
  if (result.found.size() > most)
    text += concat(result.found.size() - most, " more candidates, none better\n");
  return text + "\n" + verdict_sentence(result, delta) + "\n";
}

Json probe_summary(const ProbeResult& result, double delta) {
  Json summary{Json::Object{}};
  const Verdict* best = result.best();
  summary.set("certified", static_cast<Index>(result.certified()));
  summary.set("order", best ? best->candidate.order : Index{1});
  summary.set("defect", best ? best->defect : 1.0);
  summary.set("defect_upper", best ? best->upper : 1.0);
  summary.set("delta", delta);
  summary.set("route", best ? best->candidate.route : "");
  summary.set("name", best ? best->candidate.name : "");
  summary.set("nearest_operation", result.nearest_operation);
  summary.set("nearest_cosine", result.nearest_cosine);
  summary.set("candidates", static_cast<Index>(result.found.size()));
  for (const KnownVerdict& each : result.known) {
    if (!each.seen()) continue;
    summary.set("defect_" + key_of(each.name), each.defect);
    summary.set("defect_upper_" + key_of(each.name), each.upper);
  }
  summary.set("dimension", result.sample.dimension());
  summary.set("variance_share", result.sample.variance_share);
  summary.set("algebra_dimension", result.commutant.dimension);
  summary.set("third_visibility", result.third_visibility);
  summary.set("fourth_visibility", result.fourth_visibility);
  summary.set("product_share", result.product_share);
  return summary;
}

}  // namespace lgn
