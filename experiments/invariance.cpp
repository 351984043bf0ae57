// Invariance: what is a group worth where moving an image does not change what it shows?
//
//   build/invariance --dataset rotated-mnist --augment turn
//   build/invariance --dataset mnist --move-train quarter-turns --move-test quarter-turns
//   build/invariance --dataset mnist --move-test quarter-turns --kinds given,frozen,learned,free
//
// The same network on ever fewer images: one layer, group convolutions on its code (lgn/group_convolution.h), and a
// head that sees the largest of an orbit. Only where its group comes from differs; beside it free filters, as
// many of them as have nearly the same number of parameters.
#include <algorithm>
#include <array>
#include <cmath>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/shares.h"
#include "experiments/common/study/study.h"
#include "tensor/io/file.h"
#include "tensor/names.h"

namespace lgn {
namespace {

using Words = std::vector<std::string>;

struct Kind {
  std::string key, label;
  Words flags;
};

std::vector<Kind> all_kinds(const std::string& given) {
  return {{"found", "found in the images, frozen", {"--search", "moments", "--freeze", "generator"}},
          {"given", given + ", frozen", {"--init-generator", given, "--freeze", "generator"}},
          {"learned", "learned from a random start", {}},
          {"frozen", "frozen at random", {"--freeze", "generator"}},
          {"free", "free filters, as many parameters", {"--group-size", "1"}}};
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

/// The sample is upright.
constexpr std::array<std::array<const char*, 2>, 2> moves = {
    {{"--move-train", "quarter-turns"}, {"--move-test", "quarter-turns"}}};
constexpr std::array<std::array<const char*, 2>, 4> quick = {
    {{"--images", "100,500"}, {"--seeds", "1"}, {"--epochs", "6"}, {"--limit-test", "500"}}};

Index parameters_of(Architecture a, Index groups, Index size) {
  a.base_filters = groups, a.group_size = size;
  Random random(1, Stream::initialization);
  return Network(a, random).parameters().trained_count();
}

/// How many free filters come nearest in parameters to the groups: they grow with the number of filters.
Index equal_filters(const Architecture& a) {
  const Index wanted = parameters_of(a, a.base_filters, a.group_size);
  Index fewer = 1, more = std::min<Index>(a.filters() + 1, 4096);
  while (more - fewer > 1) {
    const Index middle = (fewer + more) / 2;
    (parameters_of(a, middle, 1) <= wanted ? fewer : more) = middle;
  }
  return wanted - parameters_of(a, fewer, 1) <= parameters_of(a, more, 1) - wanted ? fewer : more;
}

void choose_kinds(Plan& plan, const Architecture& a) {
  const std::vector<Kind> all = all_kinds(plan.given);
  for (const std::string& word : split_list(plan.kinds_text)) {
    const auto is = [&](const Kind& each) { return each.key == word; };
    const auto kind = std::find_if(all.begin(), all.end(), is);
    require(kind != all.end() && std::none_of(plan.kinds.begin(), plan.kinds.end(), is), "--kinds names '", word,
            "'; expected some of found, given, learned, frozen and free, each once");
    plan.kinds.push_back(*kind);
    if (word == "free")
      plan.kinds.back().flags.insert(plan.kinds.back().flags.end(), {"--groups", concat(equal_filters(a))});
  }
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
  const auto row_of = [&](const std::string& label, const std::string& count, const std::string& key,
                          const auto& values_of) {
    Words row = {label, count};
    for (std::size_t i = 0; i < plan.images.size(); ++i) {
      const std::vector<double> values = values_of(i);
      row.push_back(mean_text(values));
      summary.set(concat(key, "_", plan.images[i]), mean(values));
      if (values.size() > 1) summary.set(concat(key, "_", plan.images[i], "_half_width"), mean_half_width(values));
    }
    table.add_row(row);
  };
  for (std::size_t k = 0; k < plan.kinds.size(); ++k) {
    row_of(plan.kinds[k].label, fixed(parameters[k], 0), plan.kinds[k].key,
           [&](std::size_t i) { return accuracies[i][k]; });
    summary.set("parameters_" + plan.kinds[k].key, parameters[k]);
  }
  for (std::size_t k = 1; k < plan.kinds.size(); ++k)
    row_of(concat(plan.kinds[0].key, " - ", plan.kinds[k].key, ", points"), "",
           concat(plan.kinds[0].key, "_minus_", plan.kinds[k].key), [&](std::size_t i) {
             std::vector<double> differences;
             for (std::size_t s = 0; s < accuracies[i][k].size(); ++s)
               differences.push_back(accuracies[i][0][s] - accuracies[i][k][s]);
             return differences;
           });
  summary.set("seeds", plan.seeds);
  write_png(join(study.folder(), "invariance.png"), draw(plan, accuracies, title));
  study.report(summary, table.text() + concat(plan.seeds,
                                              plan.seeds == 1 ? " seed"
                                                              : " seeds, all on the same images: means with 95 % "
                                                                "intervals of initialisation and order, differences "
                                                                "seed by seed",
                                              ". Of fewer images "
                                              "a share f is trained on for 1/sqrt(f) times as many epochs.\n"));
}

/// No more images than there are; the architecture as the images have it.
void settle_images(Plan& plan, TrainingSettings& s) {
  const Dataset dataset = load_images(s);
  require(dataset.test.count() > 0, "accuracy is measured on test images; add --test-images F.npy --test-labels F.npy");
  require(!plan.images.empty(), "--images is empty; expected numbers as 100,1000");
  std::sort(plan.images.begin(), plan.images.end());
  for (double& images : plan.images) images = std::min(std::floor(images), static_cast<double>(dataset.train.count()));
  plan.images.erase(std::unique(plan.images.begin(), plan.images.end()), plan.images.end());
  const Shape& shape = dataset.train.shape();
  s.architecture.channels = shape[1], s.architecture.height = shape[2], s.architecture.width = shape[3];
  s.architecture.classes = s.classes.value_or(dataset.classes);
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

/// Flags with values, as typed.
template <class Pairs>
std::string text_of(const Pairs& pairs) {
  std::string text;
  for (const auto& pair : pairs) text += concat(text.empty() ? "" : " ", pair[0], " ", pair[1]);
  return text;
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  Study study(
      "invariance",
      "asks what a group is worth where moving an image does not change what it shows.\nUnless said otherwise: " +
          text_of(network) + "; of the sample also " + text_of(moves) + "; with --quick " + text_of(quick),
      settings);
  Plan plan;
  Flags& flags = study.flags();
  flags.add("--images", plan.images, "numbers of training images, the first ones, at most all", 1, 1e9);
  flags.add("--kinds", plan.kinds_text, "whose group; the first is compared with the others",
            "found,given,learned,frozen,free");
  flags.add_choice("--given", plan.given, {"rotations", "mirrors"},
                   "the group that somebody knew; mirrors go with --group-size 2");
  flags.add("--seeds", plan.seeds, "networks of each kind", 1, 1000);
  const auto typed = [&](const char* flag) {
    return std::any_of(argv + 1, argv + argc, [&](const std::string& word) { return word.starts_with(flag); });
  };
  std::vector<const char*> words = {argv[0]};  // of flags that are given twice the last counts
  const auto add = [&](const auto& pairs) {
    for (const auto& pair : pairs) words.insert(words.end(), pair.begin(), pair.end());
  };
  add(network);
  if (!typed("--dataset") && !typed("--train-images") && !typed("--move")) add(moves);
  if (typed("--quick")) add(quick);
  words.insert(words.end(), argv + 1, argv + argc);
  if (!flags.parse(static_cast<int>(words.size()), words.data())) return 0;
  for (const char* flag : {"--group", "--init-generator", "--search", "--freeze", "--init", "--test-every"})
    require(!flags.given(flag), flag, " is what the networks of this study differ in, or settled by it; leave it out",
            std::string(flag) == "--test-every" ? "" : ", and choose by --kinds and --given");
  require(plan.given != "mirrors" || settings.architecture.group_size == 2,
          "--given mirrors is a group of two; add --group-size 2");
  settle_images(plan, settings);
  choose_kinds(plan, settings.architecture);
  add_runs(study, plan, settings);
  if (!study.begin()) return 0;
  const std::string data = settings.train_images.empty() ? settings.dataset : "own data";
  const auto moved = [](const char* which, Moves by) {
    return by == Moves::none ? std::string() : concat(", ", which, " moved by ", name(by));
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
