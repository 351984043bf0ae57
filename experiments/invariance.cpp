// Invariance: what is a group worth where moving an image does not change what it shows?
//
//   build/invariance --dataset rotated-mnist --augment turn
//   build/invariance --dataset mnist --move-train quarter-turns --move-test quarter-turns
//   build/invariance --dataset mnist --move-test quarter-turns --kinds given,frozen,learned,free
//
// The same network on ever fewer images: one layer, group convolutions on its code (lgn/group_convolution.h), and a
// head that sees the largest of an orbit. Only where its group comes from differs; beside it free filters, as
// many of them as have the same number of parameters.
#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/shares.h"
#include "experiments/common/study/study.h"
#include "experiments/common/training/memory_need.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

using Words = std::vector<std::string>;

struct Kind {
  std::string key, label;
  Words flags;
};

std::vector<Kind> all_kinds(const std::string& given, Index free_filters) {
  return {{"found", "found in the images, frozen", {"--search", "moments", "--freeze", "generator"}},
          {"given", given + ", frozen", {"--init-generator", given, "--freeze", "generator"}},
          {"learned", "learned from a random start", {}},
          {"frozen", "frozen at random", {"--freeze", "generator"}},
          {"free", "free filters, as many parameters", {"--group-size", "1", "--groups", concat(free_filters)}}};
}

struct Plan {
  std::vector<double> images = {100, 300, 1000, 3000, 12000};
  std::string kinds_text = "found,given,learned,frozen,free", given = "rotations";
  Index seeds = 3;
  std::vector<Kind> kinds;
};

/// The network unless the command line says otherwise; chosen on rotated MNIST, on validation images.
constexpr std::array<std::array<const char*, 2>, 14> network = {{{"--generator", "orthogonal"},
                                                                 {"--share", "layer"},
                                                                 {"--normalization", "standard"},
                                                                 {"--groups", "11"},
                                                                 {"--kernel", "4"},
                                                                 {"--layers", "1"},
                                                                 {"--eta", "1"},
                                                                 {"--pool", "13"},
                                                                 {"--stages", "3"},
                                                                 {"--thresholds", "shared"},
                                                                 {"--norm", "shared"},
                                                                 {"--head", "invariant"},
                                                                 {"--statistics", "recomputed"},
                                                                 {"--epochs", "40"}}};

Index parameters_of(Architecture a, Index groups, Index size) {
  a.base_filters = groups, a.group_size = size;
  Random random(1, Stream::initialization);
  return Network(a, random).parameters().trained_count();
}

/// How many free filters have nearly as many parameters as the groups.
Index equal_filters(const Architecture& a) {
  const Index wanted = parameters_of(a, a.base_filters, a.group_size);
  Index filters = 1;
  while (parameters_of(a, filters + 1, 1) <= wanted) ++filters;
  const Index below = wanted - parameters_of(a, filters, 1), above = parameters_of(a, filters + 1, 1) - wanted;
  return below <= above ? filters : filters + 1;
}

void choose_kinds(Plan& plan, Index free_filters) {
  const std::vector<Kind> all = all_kinds(plan.given, free_filters);
  std::istringstream words(plan.kinds_text);
  for (std::string word; std::getline(words, word, ',');) {
    const auto kind = std::find_if(all.begin(), all.end(), [&](const Kind& each) { return each.key == word; });
    require(kind != all.end(), "--kinds names '", word, "'; expected a list of found, given, learned, frozen and free");
    plan.kinds.push_back(*kind);
  }
  require(!plan.kinds.empty(), "--kinds is empty; expected a list of found, given, learned, frozen and free");
}

/// A few images are taken in small batches, for more epochs, and tested now and then.
Words flags_for(double images, const Plan& plan, const TrainingSettings& s, const Flags& flags) {
  constexpr Index few = 5000, evaluations = 5;
  const Index epochs = epochs_for_share(images / plan.images.back(), s.epochs);
  Words words = {"--limit-train", concat(static_cast<Index>(images)),
                 "--epochs",      concat(epochs),
                 "--test-every",  concat(std::max<Index>(1, epochs / evaluations))};
  if (!flags.given("--batch")) words.insert(words.end(), {"--batch", images < few ? "32" : "128"});
  return words;
}

/// Accuracies by number of images, kind and seed.
using Accuracies = std::vector<std::vector<std::vector<double>>>;

std::string mean_text(const std::vector<double>& values) {
  const std::string center = fixed(100 * mean(values), 1);
  return values.size() < 2 ? center : center + " +- " + fixed(100 * mean_half_width(values), 1);
}

Canvas draw(const Plan& plan, const Accuracies& accuracies, const std::string& title) {
  Plot plot{.title = title,
            .x = {.label = "training images", .logarithmic = true},
            .y = {.label = "test accuracy / %"},
            .legend = Legend::right,
            .width = 760,
            .height = 400};
  for (std::size_t k = 0; k < plan.kinds.size(); ++k) {
    Series series{.name = plan.kinds[k].label, .mark = Mark::line_and_points};
    for (std::size_t i = 0; i < plan.images.size(); ++i) {
      const std::vector<double>& values = accuracies[i][k];
      const double center = 100 * mean(values), half = values.size() > 1 ? 100 * mean_half_width(values) : 0;
      series.x.push_back(plan.images[i]);
      series.y.push_back(center);
      series.low.push_back(center - half);
      series.high.push_back(std::min(100.0, center + half));
    }
    plot.series.push_back(series);
  }
  return draw_plot(plot);
}

void report(const Study& study, const Plan& plan, const std::vector<FinishedRun>& runs, const std::string& title) {
  Accuracies accuracies(plan.images.size(), std::vector<std::vector<double>>(plan.kinds.size()));
  std::vector<double> parameters(plan.kinds.size());
  auto run = runs.begin();
  for (auto& row : accuracies)
    for (std::size_t k = 0; k < row.size(); ++k)
      for (Index seed = 0; seed < plan.seeds; ++seed, ++run) {
        row[k].push_back(run->number("test_accuracy"));
        parameters[k] = run->number("parameters");
      }
  Words headings = {"test accuracy in per cent, " + title, "parameters"};
  for (const double images : plan.images) headings.push_back(concat(images) + " images");
  Table table(headings);
  Json summary;
  const auto row_of = [&](const std::string& label, const std::string& count, const auto& values_of) {
    Words row = {label, count};
    for (std::size_t i = 0; i < plan.images.size(); ++i) row.push_back(mean_text(values_of(i)));
    table.add_row(row);
  };
  for (std::size_t k = 0; k < plan.kinds.size(); ++k) {
    row_of(plan.kinds[k].label, fixed(parameters[k], 0), [&](std::size_t i) {
      summary.set(concat(plan.kinds[k].key, "_", plan.images[i]), mean(accuracies[i][k]));
      return accuracies[i][k];
    });
    summary.set("parameters_" + plan.kinds[k].key, parameters[k]);
  }
  for (std::size_t k = 1; k < plan.kinds.size(); ++k)
    row_of(concat(plan.kinds[0].key, " - ", plan.kinds[k].key, ", points"), "", [&](std::size_t i) {
      std::vector<double> differences;
      for (std::size_t s = 0; s < accuracies[i][k].size(); ++s)
        differences.push_back(accuracies[i][0][s] - accuracies[i][k][s]);
      summary.set(concat(plan.kinds[0].key, "_minus_", plan.kinds[k].key, "_", plan.images[i]), mean(differences));
      return differences;
    });
  summary.set("seeds", plan.seeds);
  write_png(join(study.folder(), "invariance.png"), draw(plan, accuracies, title));
  study.report(
      summary,
      table.text() + concat(plan.seeds,
                            plan.seeds == 1 ? " seed" : " seeds: means with 95 % intervals, differences seed by seed",
                            ". Of fewer images "
                            "a share f is trained on for 1/sqrt(f) times as many epochs.\n"));
}

/// No more images than there are; channels and extents as the images have them.
void settle_images(Plan& plan, TrainingSettings& s) {
  const std::optional<DataSize> size = data_size(s);
  require(size.has_value(), "the images were not found, or are not as expected; build/classify says what is wrong");
  const Index most = std::min(size->train[0], s.limit_train.value_or(size->train[0]));
  require(!plan.images.empty(), "--images is empty; expected numbers as 100,1000");
  std::sort(plan.images.begin(), plan.images.end());
  for (double& images : plan.images) images = std::min(std::floor(images), static_cast<double>(most));
  plan.images.erase(std::unique(plan.images.begin(), plan.images.end()), plan.images.end());
  s.architecture.channels = size->train[1], s.architecture.height = size->train[2],
  s.architecture.width = size->train[3];
  s.architecture.classes = s.classes.value_or(10);
}

void add_runs(Study& study, const Plan& plan, const TrainingSettings& settings) {
  for (const double images : plan.images)
    for (const Kind& kind : plan.kinds)
      for (Index seed = 0; seed < plan.seeds; ++seed) {
        Words words = flags_for(images, plan, settings, study.flags());
        words.insert(words.end(), {"--seed", concat(settings.seed + seed)});
        words.insert(words.end(), kind.flags.begin(), kind.flags.end());
        study.add({concat(kind.key, "-", images, "-", settings.seed + seed), Task::classify, words});
      }
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  Study study("invariance", "asks what a group is worth where moving an image does not change what it shows.",
              settings);
  Plan plan;
  Flags& flags = study.flags();
  flags.add("--images", plan.images, "numbers of training images, at most all (--quick: 100,500)", 1, 1e9);
  flags.add("--kinds", plan.kinds_text, "whose group; the first is compared with the others",
            "found,given,learned,frozen,free");
  flags.add_choice("--given", plan.given, {"rotations", "mirrors"}, "the group that somebody knew");
  flags.add("--seeds", plan.seeds, "networks of each kind (--quick: 1)", 1, 1000);
  const auto typed = [&](const char* flag) {
    return std::any_of(argv + 1, argv + argc, [&](const std::string& word) { return word.rfind(flag, 0) == 0; });
  };
  std::vector<const char*> words = {argv[0]};  // of flags that are given twice the last counts
  for (const auto& defaults : network) words.insert(words.end(), defaults.begin(), defaults.end());
  if (!typed("--dataset") && !typed("--train-images") && !typed("--move"))
    words.insert(words.end(), {"--move-train", "quarter-turns", "--move-test", "quarter-turns"});
  words.insert(words.end(), argv + 1, argv + argc);
  if (!flags.parse(static_cast<int>(words.size()), words.data())) return 0;
  if (settings.quick) {
    if (!typed("--images")) plan.images = {100, 500};
    if (!typed("--seeds")) plan.seeds = 1;
    if (!typed("--epochs")) settings.epochs = 6;
    if (!typed("--limit-test")) settings.limit_test = 500;
  }
  settle_images(plan, settings);
  choose_kinds(plan, equal_filters(settings.architecture));
  add_runs(study, plan, settings);
  if (!study.begin()) return 0;
  const std::string data = settings.train_images.empty() ? settings.dataset : "own data";
  const auto moved = [](const char* which, Moves moves) {
    return moves == Moves::none ? std::string() : concat(", ", which, " moved by ", name(moves));
  };
  report(study, plan, study.train(),
         data + moved("training images", settings.move_train) + moved("test images", settings.move_test));
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
