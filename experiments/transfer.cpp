// Transfer: is the group that one data set taught worth anything to another?
//
//   build/transfer --datasets mnist,fashion,cifar10-gray --seeds 5 --fractions 1,0.1,0.01
//
// Sources are trained on all their images, classifying and reconstructing. Their matrices A are then frozen
// in classifiers of every target, of other seeds, which learn base filters, thresholds and head on a share of its
// images. Beside them stand the target's own group, a group learned on that share, A at its random start (Q A Q^T for a
// random orthogonal Q has the same law), fixed rotations, and free filters.

#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/image_files.h"
#include "experiments/common/study/shares.h"
#include "experiments/common/study/study.h"
#include "experiments/transfer/gap.h"
#include "tensor/error.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

using Words = std::vector<std::string>;

/// A source's group was learned beside base filters of its seed: targets start from others.
constexpr Index other_seeds = 1000;

struct Plan {
  std::vector<NamedData> data;
  Index seeds = 5;
  std::vector<double> fractions = {1, 0.1, 0.01};

  Index targets() const { return static_cast<Index>(data.size()); }
  /// Of every data set its classifiers' groups, then its reconstructors'.
  Index sources() const { return 2 * targets(); }
};

/// What stands beside transferred groups; the target's own group is the source of its own name.
struct Beside {
  const char *key, *label;
  Words flags;
};

const std::vector<Beside>& beside() {
  static const std::vector<Beside> all = {
      {"random", "random group", {"--freeze", "generator"}},
      {"learned", "learned on these images", {}},
      {"rotations", "rotations by 90", {"--freeze", "generator", "--init-generator", "rotations"}},
      {"free", "free filters", {"--group-size", "1", "--groups", "20"}}};
  return all;
}

std::string source_name(const Plan& plan, Index source) {
  return concat(plan.data[source / 2].name, source % 2 ? "-reconstruct" : "-classify");
}

Words joined(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The sources' runs, then for every share, target and seed those beside and those with the sources' groups.
void add_runs(Study& study, const Plan& plan, const TrainingSettings& settings, const std::vector<Index>& images) {
  const auto seed_flags = [&](Index seed) {
    return Words{"--seed",          concat(seed),
                 "--normalization", name(settings.normalization),
                 "--batch",         concat(settings.batch),
                 "--generator",     "orthogonal",
                 "--share",         "layer"};
  };
  for (Index source = 0; source < plan.sources(); ++source)
    for (Index s = 0; s < plan.seeds; ++s)
      study.add({concat("source-", source_name(plan, source), "-", s + 1),
                 source % 2 ? Task::reconstruct : Task::classify,
                 joined(plan.data[source / 2].flags,
                        joined(seed_flags(settings.seed + s), {"--epochs", concat(settings.epochs)}))});
  for (const double fraction : plan.fractions)
    for (Index target = 0; target < plan.targets(); ++target)
      for (Index s = 0; s < plan.seeds; ++s) {
        const Words common = joined(joined(plan.data[target].flags, seed_flags(settings.seed + other_seeds + s)),
                                    {"--limit-train", concat(images_of_share(fraction, images[target])), "--epochs",
                                     concat(epochs_for_share(fraction, settings.epochs))});
        const auto add = [&](const std::string& from, const Words& flags) {
          study.add({concat(plan.data[target].name, "-", share_text(fraction), "-from-", from, "-", s + 1),
                     Task::classify, joined(common, flags), 1});
        };
        for (const Beside& each : beside()) add(each.key, each.flags);
        for (Index source = 0; source < plan.sources(); ++source) {
          const std::string run = concat("source-", source_name(plan, source), "-", s + 1);
          add(source_name(plan, source), {"--freeze", "generator", "--init-generator",
                                          join(join(join(study.folder(), "runs"), run), "model.safetensors")});
        }
      }
}

/// Test accuracies by share, target, and what the generator is (beside, then sources): one for every seed.
using Accuracies = std::vector<std::vector<std::vector<std::vector<double>>>>;

Accuracies accuracies(const Plan& plan, const std::vector<FinishedRun>& runs) {
  const std::size_t kinds = beside().size() + static_cast<std::size_t>(plan.sources());
  Accuracies all(plan.fractions.size());
  auto run = runs.begin() + plan.sources() * plan.seeds;
  for (auto& share : all) {
    share.resize(plan.data.size());
    for (auto& target : share) {
      target.resize(kinds);
      for (Index s = 0; s < plan.seeds; ++s)
        for (auto& kind : target) kind.push_back((run++)->number("test_accuracy"));
    }
  }
  return all;
}

std::string with_interval(double value, const Interval& interval) {
  return concat(fixed(value, 2), " (", fixed(interval.low, 2), " .. ", fixed(interval.high, 2), ")");
}

/// One share: a column for each target, rows of accuracies and of the gap that each source closes; for the picture the
/// points `ahead` of a random group, [what brings a group, targets], with their names.
std::string report_share(const Plan& plan, std::size_t share, const Accuracies& all, Tensor& ahead, Words& names,
                         Json& summary) {
  std::vector<Words> rows;  // the first cell is what the row is
  for (const Beside& each : beside()) rows.push_back({each.label});
  rows.push_back({"own group"});
  rows.push_back({"own - random, points"});
  struct Bringer {
    std::string key, label;
    std::size_t kind;
  };
  std::vector<Bringer> bringers;  // of a group, whose share of the gap is asked
  for (std::size_t kind = 1; kind < beside().size(); ++kind)
    bringers.push_back({beside()[kind].key, beside()[kind].label, kind});
  for (Index source = 0; source < plan.sources(); ++source)
    bringers.push_back({source_name(plan, source), "from " + source_name(plan, source),
                        beside().size() + static_cast<std::size_t>(source)});
  names.clear();
  for (const Bringer& each : bringers) {
    rows.push_back({each.label + ", gap closed"});
    names.push_back(each.label);
  }
  ahead = Tensor({static_cast<Index>(bringers.size()), plan.targets()});
  Words headings = {share_text(plan.fractions[share]) + " % of the images of"};
  for (Index target = 0; target < plan.targets(); ++target) {
    const auto& kinds = all[share][target];
    const std::vector<double>&random = kinds[0], native = kinds[beside().size() + 2 * static_cast<std::size_t>(target)];
    const std::string& name = plan.data[target].name;
    const std::string end = concat(name, "_", share_text(plan.fractions[share]));
    headings.push_back(name);
    std::size_t row = 0;
    for (const Beside& each : beside()) {
      summary.set(concat(each.key, "_", end), mean(kinds[row]));
      rows[row].push_back(percent(mean(kinds[row]), 1));
      ++row;
    }
    const Gap own = gap_closed(native, native, random);
    summary.set("native_" + end, mean(native));
    summary.set("worth_" + end, own.worth);
    summary.set("worth_low_" + end, own.worth_interval.low);
    summary.set("worth_high_" + end, own.worth_interval.high);
    rows[row++].push_back(percent(mean(native), 1));
    rows[row++].push_back(
        with_interval(100 * own.worth, {100 * own.worth_interval.low, 100 * own.worth_interval.high}));
    for (std::size_t b = 0; b < bringers.size(); ++b) {
      const Bringer& each = bringers[b];
      const Gap gap = gap_closed(kinds[each.kind], native, random);
      ahead(static_cast<Index>(b), target) = static_cast<float>(100 * (mean(kinds[each.kind]) - mean(random)));
      const std::string key = concat(each.key, "_to_", end);
      rows[row++].push_back(gap.interval ? with_interval(gap.closed, *gap.interval) : "nothing to transfer");
      if (each.kind >= beside().size()) summary.set("accuracy_" + key, mean(kinds[each.kind]));
      if (!gap.interval) continue;
      summary.set("gap_" + key, gap.closed);
      summary.set("gap_low_" + key, gap.interval->low);
      summary.set("gap_high_" + key, gap.interval->high);
    }
  }
  Table table(headings);
  for (const Words& row : rows) table.add_row(row);
  return table.text();
}

void report(const Study& study, const Plan& plan, const Accuracies& all) {
  Json summary{Json::Object{}};
  std::string text;
  std::vector<Canvas> maps;
  Words targets;
  for (const NamedData& each : plan.data) targets.push_back(each.name);
  for (std::size_t share = 0; share < plan.fractions.size(); ++share) {
    Tensor ahead;
    Words names;
    text += report_share(plan, share, all, ahead, names, summary) + "\n";
    maps.push_back(heat_map(ahead, {.title = share_text(plan.fractions[share]) + " % of the target's images",
                                    .row_label = "where the group is from",
                                    .column_label = "target",
                                    .cell = 90,
                                    .row_names = names,
                                    .column_names = targets,
                                    .color_bar_label = "points ahead of a random group"}));
  }
  summary.set("seeds", plan.seeds);
  write_png(join(study.folder(), "transfer.png"),
            panels(maps, static_cast<Index>(maps.size()), "Does a group that was learned elsewhere help?"));
  study.report(
      summary,
      text +
          "Gap closed: (transferred - random) / (own - random), 0 as good as a random group, 1 as the target's "
          "own;\n95 % by Fieller over seeds. Nothing to transfer: own and random cannot be told apart.\n");
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  Study study("transfer", "asks whether the group that one data set taught is worth anything to another.", settings);
  Plan plan;
  std::string datasets = "mnist,fashion,cifar10-gray";
  study.flags().show_default("--dataset", "not for this study, which has --datasets");
  study.flags().show_default("--normalization", "standard");
  study.flags().add("--datasets", datasets, "data sets of one channel, by their names; --quick makes two of its own",
                    "LIST");
  study.flags().add("--seeds", plan.seeds, "networks of each kind (--quick: 2)", 2, 1000);
  study.flags().add("--fractions", plan.fractions, "shares of the target's images (--quick: 1)", 1e-6, 1);
  if (!study.flags().parse(argc, argv)) return 0;
  for (const char* flag : {"--generator", "--share", "--group", "--init-generator", "--search", "--freeze", "--init"})
    require(!study.flags().given(flag), flag, " is what the networks of this study differ in; leave it out");
  require(!study.flags().given("--dataset") && settings.train_images.empty(),
          "this study compares data sets; name them with --datasets, as --datasets mnist,fashion");
  require(
      !study.flags().given("--commands"),
      "transfer's second half starts from the models of its first, which have to be there; --commands cannot be given");
  // Whitening fitted to a hundredth of the images multiplies most directions by 1 / sqrt(eps).
  if (!study.flags().given("--normalization")) settings.normalization = Normalization::standard;
  if (settings.quick) {
    if (!study.flags().given("--seeds")) plan.seeds = 2;
    if (!study.flags().given("--fractions")) plan.fractions = {1};
    if (!study.flags().given("--epochs")) settings.epochs = 3;
    if (!study.flags().given("--batch")) settings.batch = 32;
  }
  require(!plan.fractions.empty(), "--fractions is empty; expected shares as 1,0.1,0.01");
  plan.data = named_data(datasets);
  require(plan.data.size() > 1, "--datasets is '", datasets, "'; expected two names or more, as mnist,fashion");
  std::vector<Index> images;
  const auto count_images = [&] {
    for (const NamedData& each : plan.data) {
      TrainingSettings own = settings;
      (settings.quick ? own.train_images : own.dataset) = each.flags[1];
      images.push_back(training_images(own));
    }
  };
  if (!settings.quick) count_images();  // before a folder is made
  if (!study.begin()) return 0;
  if (settings.quick) {
    plan.data = upright_and_turned(study.folder());
    count_images();
  }
  add_runs(study, plan, settings, images);
  report(study, plan, accuracies(plan, study.train()));
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
