// Parameter efficiency: accuracy against parameters, for learned, shared, fixed and no groups, and plain
// CNNs.
//
//   build/parameter-efficiency --dataset cifar10 --seeds 3 --fractions 1,0.1,0.01
//
// With --group group.safetensors of find-group, a network that starts there is among them; with --networks LIST
// only those that are named.
// Images are standardised unless --normalization says otherwise, and shares of them have recomputed
// statistics unless --statistics does.
#include <algorithm>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/plot.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/program.h"
#include "experiments/common/program/table.h"
#include "experiments/common/study/published_figures.h"
#include "experiments/common/study/shares.h"
#include "experiments/common/study/study.h"
#include "experiments/parameter-efficiency/candidates.h"
#include "experiments/parameter-efficiency/plain_run.h"
#include "lgn/generators/group_diagnostics.h"
#include "lgn/model_file.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

struct Plan {
  Index seeds = 3;
  std::vector<double> fractions = {1, 0.1, 0.01};
  std::vector<Candidate> candidates;
  Index images = 0;  // all that there are for training, within --limit-train

  bool statistics_given = false;

  Index images_of(double fraction) const { return images_of_share(fraction, images); }

  /// In the few steps of a share running statistics do not settle: MNIST, 100 images, published construction,
  /// 3 seeds: 11 % with them, 78 % with recomputed ones.
  std::string statistics_of(double fraction, const TrainingSettings& s) const {
    return fraction < 1 && !statistics_given ? "recomputed" : s.statistics;
  }
};

/// What came out for one candidate on one share of the images.
struct Outcome {
  std::vector<double> accuracies;
  Index parameters = 0;
  std::vector<std::string> folders;  // of the runs, in order of their seeds; none for plain networks

  double deviation() const { return accuracies.size() > 1 ? sample_deviation(accuracies) : 0; }
};

std::string run_name(const Candidate& candidate, double fraction, Index seed) {
  return concat(candidate.key, "-", share_text(fraction), "-", seed);
}

template <class Visit>
void for_each_run(const Plan& plan, const TrainingSettings& settings, bool plain, const Visit& visit) {
  for (std::size_t f = 0; f < plan.fractions.size(); ++f) {
    for (std::size_t c = 0; c < plan.candidates.size(); ++c) {
      if (plan.candidates[c].plain != plain) continue;
      for (Index seed = settings.seed; seed < settings.seed + plan.seeds; ++seed) visit(f, c, seed);
    }
  }
}

void add_runs(Study& study, const Plan& plan, const TrainingSettings& settings) {
  for_each_run(plan, settings, false, [&](std::size_t f, std::size_t c, Index seed) {
    const double fraction = plan.fractions[f];
    std::vector<std::string> flags = {"--seed",          concat(seed),
                                      "--epochs",        concat(epochs_for_share(fraction, settings.epochs)),
                                      "--limit-train",   concat(plan.images_of(fraction)),
                                      "--batch",         concat(settings.batch),
                                      "--normalization", name(settings.normalization),
                                      "--statistics",    plan.statistics_of(fraction, settings)};
    // A candidate's own come last, and win.
    flags.insert(flags.end(), plan.candidates[c].flags.begin(), plan.candidates[c].flags.end());
    if (settings.limit_test) flags.insert(flags.end(), {"--limit-test", concat(*settings.limit_test)});
    study.add({run_name(plan.candidates[c], fraction, seed), Task::classify, flags});
  });
}

using Outcomes = std::vector<std::vector<Outcome>>;  // by share of the images, by candidate

void add(Outcome& outcome, const Json& summary) {
  outcome.accuracies.push_back(summary.at("test_accuracy").as_double());
  outcome.parameters = summary.at("parameters").as_integer();
}

Outcomes train_all(Study& study, const Plan& plan, const TrainingSettings& settings) {
  Outcomes outcomes(plan.fractions.size(), std::vector<Outcome>(plan.candidates.size()));
  const std::vector<FinishedRun> runs = study.train();
  std::size_t next = 0;
  for_each_run(plan, settings, false, [&](std::size_t f, std::size_t c, Index) {
    outcomes[f][c].folders.push_back(runs[next].folder);
    add(outcomes[f][c], runs[next++].summary);
  });
  PreparedDataMemory memory;
  for_each_run(plan, settings, true, [&](std::size_t f, std::size_t c, Index seed) {
    TrainingSettings own = settings;
    own.seed = seed;
    own.epochs = epochs_for_share(plan.fractions[f], settings.epochs);
    own.limit_train = plan.images_of(plan.fractions[f]);
    own.statistics = plan.statistics_of(plan.fractions[f], settings);
    own.label = run_name(plan.candidates[c], plan.fractions[f], seed) + "  ";
    add(outcomes[f][c], plain_run(study, run_name(plan.candidates[c], plan.fractions[f], seed),
                                  plan.candidates[c].parameters, own, memory));
  });
  return outcomes;
}

Canvas draw(const Outcomes& outcomes, const Plan& plan, const std::string& data) {
  std::vector<Canvas> pictures;
  for (std::size_t f = 0; f < plan.fractions.size(); ++f) {
    Plot plot{.title = concat(share_text(plan.fractions[f]), " % of the training images (",
                              plan.images_of(plan.fractions[f]), ")"),
              .x = {.label = "parameters", .logarithmic = true},
              .y = {.label = "test accuracy / %"},
              .legend = Legend::right,
              .width = 720,
              .height = 380};
    for (std::size_t c = 0; c < plan.candidates.size(); ++c) {
      const std::string& family = plan.candidates[c].family;
      auto of_family =
          std::find_if(plot.series.begin(), plot.series.end(), [&](const Series& each) { return each.name == family; });
      if (of_family == plot.series.end())
        of_family = plot.series.insert(plot.series.end(), {.name = family, .mark = Mark::points});
      const Outcome& outcome = outcomes[f][c];
      const double center = 100 * mean(outcome.accuracies), spread = 100 * outcome.deviation();
      Series& series = *of_family;
      series.x.push_back(static_cast<double>(outcome.parameters));
      series.y.push_back(center);
      series.low.push_back(center - spread);
      series.high.push_back(center + spread);
    }
    pictures.push_back(draw_plot(plot));
  }
  return panels(pictures, 1, concat("Accuracy against parameters, ", data));
}

/// How much the groups of different seeds agree, trained and drawn at random; nothing where no group is learned.
std::string agreement_text(const Outcome& outcome, const std::string& key, Json& summary) {
  std::vector<std::vector<TensorD>> trained, drawn;
  Index n = 1;
  for (std::size_t i = 0; i < outcome.folders.size(); ++i) {
    const Network network = load_model(join(outcome.folders[i], "model.safetensors"));
    const Architecture& a = network.architecture();
    if (a.group_size == 1 || a.generator == Form::rotations) return "";
    n = a.group_size;
    Random random(i, Stream::initialization);
    trained.push_back(distinct_generators(network));
    drawn.push_back(distinct_generators(Network(a, random)));
  }
  std::vector<double> agreements, chance;
  for (std::size_t i = 0; i < trained.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      agreements.push_back(group_agreement(trained[i], trained[j], n));
      chance.push_back(group_agreement(drawn[i], drawn[j], n));
    }
  if (agreements.empty()) return "";
  summary.set("agreement_" + key, mean(agreements));
  summary.set("agreement_chance_" + key, mean(chance));
  return fixed(mean(agreements), 3) + " / " + fixed(mean(chance), 3);
}

void report(const Study& study, const Outcomes& outcomes, const Plan& plan, const std::string& data) {
  std::vector<std::string> headings = {"test accuracy, " + data, "parameters"};
  for (double fraction : plan.fractions) headings.push_back(share_text(fraction) + " %");
  headings.insert(headings.end(), {"agreement", "published"});
  Table table(headings);
  Json summary;
  for (std::size_t c = 0; c < plan.candidates.size(); ++c) {
    const Candidate& candidate = plan.candidates[c];
    const Index parameters = outcomes[0][c].parameters;
    std::vector<std::string> row = {candidate.label, concat(parameters)};
    summary.set("parameters_" + candidate.key, parameters);
    for (std::size_t f = 0; f < plan.fractions.size(); ++f) {
      const Outcome& outcome = outcomes[f][c];
      const std::string key = candidate.key + "_" + share_text(plan.fractions[f]);
      summary.set(key, mean(outcome.accuracies));
      if (plan.seeds > 1) summary.set(key + "_deviation", outcome.deviation());
      row.push_back(percent(mean(outcome.accuracies), 1) +
                    (plan.seeds > 1 ? " +- " + fixed(100 * outcome.deviation(), 1) : ""));
    }
    row.push_back(agreement_text(outcomes[0][c], candidate.key, summary));
    const PublishedFigure* figure = published_figure("parameter-efficiency", data, candidate.key + "_100");
    row.push_back(figure ? figure->stated : "");
    table.add_row(row);
  }
  summary.set("seeds", plan.seeds);
  study.report(summary,
               table.text() + concat("Mean and deviation over ", plan.seeds,
                                     " seeds. A share f of the images is trained on for 1/sqrt(f) times as many epochs",
                                     plan.statistics_given ? "" : ", with recomputed statistics",
                                     ". Agreement: the group cosine of two seeds' A, trained and drawn at random.\n"));
}

int run(int argc, char** argv) {
  TrainingSettings settings;
  Study study("parameter-efficiency", "weighs accuracy against parameters.", settings);
  Plan plan;
  study.keep("--group");
  study.flags().show_default("--normalization", "standard");
  study.flags().add("--seeds", plan.seeds, "networks of each kind (--quick: 2)", 1, 1000);
  study.flags().add("--fractions", plan.fractions, "shares of the training images (--quick: 1)", 1e-6, 1);
  std::string networks;
  study.flags().add("--networks", networks, "only these, as orthogonal_layer,free_filters; a wrong one lists all",
                    "LIST");
  if (!study.flags().parse(argc, argv)) return 0;
  const auto given = [&](const char* flag) { return study.flags().given(flag); };
  // Whitening fitted to a hundredth of the images multiplies most directions by 1 / sqrt(eps).
  if (!given("--normalization")) settings.normalization = Normalization::standard;
  plan.statistics_given = given("--statistics");
  if (settings.quick) {
    if (!given("--seeds")) plan.seeds = 2;
    if (!given("--fractions")) plan.fractions = {1};
    if (!given("--epochs")) settings.epochs = 5;
    if (!given("--batch")) settings.batch = 32;
    if (!given("--limit-train")) settings.limit_train = 1000;
    if (!given("--limit-test")) settings.limit_test = 250;
  }
  require(!plan.fractions.empty(), "--fractions is empty; expected shares as 1,0.1,0.01");
  require(settings.train_images.empty() || !settings.test_images.empty(),
          "accuracy is measured on test images; add --test-images F.npy --test-labels F.npy");
  plan.images = training_images(settings);
  plan.candidates = candidates(settings.group);
  if (!networks.empty()) plan.candidates = chosen(plan.candidates, networks);
  for (const Candidate& candidate : plan.candidates)
    require(!candidate.plain || settings.select == "last", "--select best is not known to plain networks, as ",
            candidate.key, "; leave it out, or name others with --networks");
  if (!settings.group.empty()) read_safetensors(settings.group);  // an error now, not after hours
  add_runs(study, plan, settings);
  if (!study.begin()) return 0;
  const Outcomes outcomes = train_all(study, plan, settings);
  const std::string data = settings.train_images.empty() ? settings.dataset : "own data";
  write_png(join(study.folder(), "accuracy.png"), draw(outcomes, plan, data));
  report(study, outcomes, plan, data);
  return 0;
}

}  // namespace
}  // namespace lgn

int main(int argc, char** argv) {
  return lgn::run_program([&] { return lgn::run(argc, argv); });
}
