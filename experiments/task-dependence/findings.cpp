#include "experiments/task-dependence/findings.h"

#include <algorithm>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/table.h"
#include "tensor/error.h"

namespace lgn {
namespace {

/// Statistics that are equal but for rounding, as those of exchanged names of labels, have to count as equal.
constexpr double tie = 1 - 1e-9;

/// The labels in random order within every block.
std::vector<Index> exchanged(const Labels& labels, Random& random) {
  std::vector<Index> label = labels.label;
  const Index blocks = 1 + *std::max_element(labels.block.begin(), labels.block.end());
  for (Index b = 0; b < blocks; ++b) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < label.size(); ++i)
      if (labels.block[i] == b) members.push_back(i);
    const std::vector<Index> order = random.permutation(static_cast<Index>(members.size()));
    for (std::size_t i = 0; i < members.size(); ++i) label[members[i]] = labels.label[members[order[i]]];
  }
  return label;
}

double identified(const std::vector<Index>& thing, const std::vector<Index>& nearest, const std::vector<Index>& label) {
  Index same = 0;
  for (std::size_t i = 0; i < thing.size(); ++i) same += label[thing[i]] == label[nearest[i]];
  return static_cast<double>(same) / static_cast<double>(thing.size());
}

}  // namespace

Identification identify(const std::vector<Index>& thing, const std::vector<Index>& nearest, const Labels& labels,
                        Index permutations, Random& random) {
  require(!thing.empty() && thing.size() == nearest.size(), thing.size(), " parts with ", nearest.size(),
          " nearest neighbours");
  const double rate = identified(thing, nearest, labels.label);
  std::vector<double> null;
  for (Index i = 0; i < permutations; ++i) null.push_back(identified(thing, nearest, exchanged(labels, random)));
  return {rate, mean(null), permutation_p_value(rate * tie, null)};
}

namespace {

bool all_equal(const TensorD& squared) {
  for (const double x : squared)
    if (x > 1e-8) return false;
  return true;
}

/// The part of the networks that has this content: their labels, and the matrices' neighbours among them.
Identification identify_among(const std::vector<TensorD>& matrices, const Design& design, Factor factor, Index content,
                              DistanceKind kind, Index order, Index draws, Random& random) {
  std::vector<TensorD> chosen;
  Labels labels;
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    if (design.content[i] != content) continue;
    chosen.push_back(matrices[i]);
    labels.label.push_back(factor == Factor::data ? design.data[i] : design.task[i]);
    labels.block.push_back(factor == Factor::data ? design.task[i] : design.data[i]);
  }
  const GroupDistances distances = group_distances(kind, chosen, order);
  return identify(distances.owner, distances.nearest, labels, draws, random);
}

/// The smallest effect that is called one: half of the variance among networks that differ by their seed
/// only.
constexpr double smallest_effect = 0.5;

/// `same_history`: the surrogates' networks were trained as far as those on images.
std::string verdict(Factor factor, const std::vector<Finding>& findings, const std::vector<double>& q,
                    bool same_history) {
  const char* what = factor == Factor::data ? "the data set" : "the task";
  std::size_t at = 0;
  bool shown = false;
  for (const Finding& finding : findings) {
    bool both = true;
    for (const Finding::Row& row : finding.rows) {
      if (row.factor == factor)
        both = both && q[at] <= 0.05 && row.test.interval.low > 0 && row.test.effect >= smallest_effect;
      ++at;
    }
    shown = shown || both;
  }
  return shown && same_history
             ? concat("Learned groups depend on ", what, " beyond what surrogates of the same covariance show.\n")
             : concat("Not shown: that learned groups depend on ", what,
                      " beyond what surrogates of the same covariance show.\n");
}

}  // namespace

std::vector<Finding> find_dependence(const std::vector<TensorD>& matrices, Index order, const Design& design,
                                     const std::vector<double>& moved, Index draws, Random& random) {
  std::vector<Finding> findings;
  for (const auto& [kind, name] : {std::pair{DistanceKind::spectra, "spectra"}, {DistanceKind::cosine, "cosine"}}) {
    Finding finding{kind, name, group_distances(kind, matrices, order), {}, {}};
    const TensorD squared = squared_distances(kind, finding.distances);
    if (all_equal(squared)) continue;
    const TensorD without = adjusted(squared, moved, design);
    for (const Factor factor : {Factor::task, Factor::data}) {
      finding.rows.push_back({factor, false, test_interaction(squared, design, factor, draws, random)});
      finding.rows.push_back({factor, true, test_interaction(without, design, factor, draws, random)});
      for (Index content = 0; content < 2; ++content)
        finding.identified[factor == Factor::data][content] =
            identify_among(matrices, design, factor, content, kind, order, std::min<Index>(draws, 999), random);
    }
    findings.push_back(std::move(finding));
  }
  require(!findings.empty(), "the networks' matrices are all equal; there is nothing to compare");
  return findings;
}

std::string findings_text(const std::vector<Finding>& findings, const Design& design, const std::vector<double>& moved,
                          const std::vector<std::string>& data_names, Json& summary) {
  std::vector<double> p_values;
  for (const Finding& finding : findings)
    for (const Finding::Row& row : finding.rows) p_values.push_back(row.test.p_value);
  const std::vector<double> q = benjamini_hochberg(p_values);
  Table table({"do the groups depend on ..", "images", "surrogates", "effect", "95 %", "p", "q"});
  Table names({"a matrix names its ..", "among images", "chance", "p", "among surrogates", "p"});
  std::size_t at = 0;
  for (const Finding& finding : findings) {
    const std::string suffix = finding.kind == DistanceKind::spectra ? "" : "_cosine";
    for (const Finding::Row& row : finding.rows) {
      const char* factor = row.factor == Factor::data ? "data" : "task";
      const std::string key = concat(factor, row.adjusted ? "_adjusted" : "", suffix);
      summary.set("images_" + key, row.test.images);
      summary.set("surrogates_" + key, row.test.surrogates);
      summary.set("effect_" + key, row.test.effect);
      summary.set("effect_low_" + key, row.test.interval.low);
      summary.set("effect_high_" + key, row.test.interval.high);
      summary.set("p_" + key, row.test.p_value);
      summary.set("q_" + key, q[at]);
      table.add_row({concat(row.factor == Factor::data ? "data set" : "task", ", ", finding.name,
                            row.adjusted ? ", equally moved" : ""),
                     fixed(row.test.images, 2), fixed(row.test.surrogates, 2), fixed(row.test.effect, 2),
                     concat(fixed(row.test.interval.low, 2), " .. ", fixed(row.test.interval.high, 2)),
                     fixed(row.test.p_value, 4), fixed(q[at], 4)});
      ++at;
    }
    for (const Factor factor : {Factor::task, Factor::data}) {
      const Identification* both = finding.identified[factor == Factor::data];
      const std::string key = concat(factor == Factor::data ? "data" : "task", suffix);
      summary.set("identify_" + key, both[0].rate);
      summary.set("identify_surrogate_" + key, both[1].rate);
      summary.set("identify_p_" + key, both[0].p_value);
      summary.set("identify_surrogate_p_" + key, both[1].p_value);
      summary.set("chance_" + key, both[0].chance);
      names.add_row({concat(factor == Factor::data ? "data set" : "task", ", ", finding.name), percent(both[0].rate, 1),
                     percent(both[0].chance, 1), fixed(both[0].p_value, 4), percent(both[1].rate, 1),
                     fixed(both[1].p_value, 4)});
    }
  }
  const double seeds = static_cast<double>(design.count()) / 8;
  Table distances({"moved from the start", "images", "surrogates"});
  std::string hardly_trained;
  for (Index condition = 0; condition < 4; ++condition) {
    double sums[2] = {0, 0};
    for (Index i = 0; i < design.count(); ++i)
      if (design.condition(i) % 4 == condition) sums[design.content[i]] += moved[i] / seeds;
    const std::string name = data_names[condition / 2] + (condition % 2 ? " reconstruct" : " classify");
    summary.set("moved_" + as_key(name), sums[0]);
    summary.set("moved_surrogate_" + as_key(name), sums[1]);
    distances.add_row({name, fixed(sums[0], 3), fixed(sums[1], 3)});
    if (sums[1] < sums[0] / 2) hardly_trained += (hardly_trained.empty() ? "" : ", ") + name;
  }
  if (!hardly_trained.empty())
    hardly_trained =
        concat("Surrogates moved less than half as far as images in ", hardly_trained,
               ": the null is near the start,\nnot one of the same history, and nothing is shown by it.\n");
  const std::string verdicts = verdict(Factor::task, findings, q, hardly_trained.empty()) +
                               verdict(Factor::data, findings, q, hardly_trained.empty());
  return concat(table.text(),
                "images, surrogates: squared distance between the two, in units of the variance among networks of\n"
                "one condition; effect: their difference, with a bootstrap interval over networks; p: images and\n"
                "surrogates exchanged within data set and task; q: adjusted for the false-discovery rate. Equally\n"
                "moved: the distance from the start taken out as a covariate. Shown: q <= 0.05 and an effect of at\n"
                "least ",
                fixed(smallest_effect, 1), " in both rows.\n\n", names.text(), "\n", distances.text(), "\n", verdicts,
                hardly_trained, "The paper states the finding from heat maps and gives no number.\n");
}

}  // namespace lgn
