#include <cmath>
#include <numbers>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/panels.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/table.h"
#include "experiments/planted-group/image_rotation.h"
#include "experiments/planted-group/other_problems.h"
#include "experiments/planted-group/problem_scores.h"
#include "experiments/planted-group/rotation_problem.h"
#include "tensor/io/file.h"

namespace lgn {
namespace {

constexpr double pi = std::numbers::pi;
constexpr Index turn_training_steps = 300;

struct RotationCase {
  std::string key, name;
  RotationSettings settings;
  bool pictured;
};

std::vector<RotationCase> rotation_cases() {
  const auto make = [](Index side, double angle, bool several, Turning turning) {
    RotationSettings s;
    s.side = side;
    s.angle = angle;
    s.several_angles = several;
    s.turning = turning;
    return s;
  };
  const Turning bilinear = Turning::bilinear, exact = Turning::exact;
  return {{"rotation_7", "7x7, all by pi/10", make(7, pi / 10, false, bilinear), true},
          {"rotation_7_several", "7x7, up to pi/10", make(7, pi / 10, true, bilinear), true},
          {"rotation_20", "20x20, up to pi/10", make(20, pi / 10, true, bilinear), true},
          {"rotation_20_small", "20x20, all by pi/60", make(20, pi / 60, false, bilinear), true},
          {"rotation_20_fixed", "20x20, all by pi/10", make(20, pi / 10, false, bilinear), false},
          {"rotation_7_exact", "7x7, by exp(pi/10 L)", make(7, pi / 10, false, exact), false},
          {"rotation_20_exact", "20x20, by exp(pi/60 L)", make(20, pi / 60, false, exact), false}};
}

void score_rotation(const RotationCase& c, const RotationResult& result, Scores& scores) {
  const TensorD whittaker = rotation_generator(c.settings.side, Derivative::whittaker);
  const TensorD central = rotation_generator(c.settings.side, Derivative::central);
  scores.add("cosine_" + c.key, std::abs(generator_cosine(result.generator, whittaker)));
  scores.add("cosine_" + c.key + "_central", std::abs(generator_cosine(result.generator, central)));
  scores.add("regression_" + c.key, std::abs(generator_cosine(result.regression, whittaker)));
}

std::string draw_rotation(const std::string& folder, const RotationCase& c, const RotationResult& result) {
  const Index side = c.settings.side;
  const TensorD truth = rotation_generator(side, Derivative::whittaker);
  const std::string file = join(folder, c.key + ".png");
  write_png(
      file,
      panels({generator_picture(truth, truth, "x d_y - y d_x, Shannon-Whittaker"),
              generator_picture(result.generator, truth, "ours"),
              generator_picture(rotation_generator(side, Derivative::central), truth, "central differences"),
              generator_picture(result.regression, truth, "linear regression")},
             2, "Rotation generator, " + c.name));
  return file + "\n";
}

std::string rotation_table(const std::vector<RotationCase>& cases, const Scores& scores) {
  Table table({"images and their turning", "ours", "ours, central", "regression", "published"});
  for (const RotationCase& c : cases) {
    table.add_row({c.name, scores.text("cosine_" + c.key), scores.text("cosine_" + c.key + "_central"),
                   scores.text("regression_" + c.key), published("cosine_" + c.key)});
  }
  return "Rotation generator from 50,000 pairs of a noise image and the same image turned: |cos| with the\n"
         "Shannon-Whittaker x d_y - y d_x, mean +- deviation over seeds; \"central\": with that of central\n"
         "differences. The cosine of these two is 0.890 (7x7) and 0.828 (20x20).\n" +
         table.text() +
         "exp(L) trained from a random start, 7x7, all by pi/10: " + scores.text("trained_rotation_7") +
         ". It fits nearly\n"
         "as well, with phases beyond pi: another logarithm of the same turn.\n"
         "Published: Dehmamy et al. 2021. As here: noise in [-0.5, 0.5], 50,000 pairs, bilinear, zeros\n"
         "outside, on 7x7 an angle of pi/10. Their recurrent model on 20x20 saw several angles; which, and\n"
         "whether it was given them, we do not know. Ours is given them.\n";
}

/// What recovery depends on: mean cosine over the seeds by angle and number of pairs.
std::string dependence_table(const OtherSettings& settings, Index side, const std::vector<Index>& divisors,
                             const std::vector<Index>& pairs, Json& summary) {
  std::vector<std::string> headings = {concat(side, "x", side, ", one angle")};
  for (Index count : pairs) headings.push_back(concat(count, " pairs"));
  Table table(headings);
  const TensorD truth = rotation_generator(side, Derivative::whittaker);
  Progress progress(static_cast<double>(divisors.size() * pairs.size()), 0);
  double done = 0;
  for (Index divisor : divisors) {
    std::vector<std::string> row = {concat("pi/", divisor)};
    for (Index count : pairs) {
      std::vector<double> cosines;
      for (Index i = 0; i < settings.seeds; ++i) {
        RotationSettings s;
        s.side = side;
        s.pairs = count;
        s.angle = pi / static_cast<double>(divisor);
        s.seed = settings.seed + i;
        cosines.push_back(std::abs(generator_cosine(recover_rotation(s).generator, truth)));
      }
      progress.show(++done, concat("rotation ", side, "x", side, " by pi/", divisor));
      row.push_back(fixed(mean(cosines), 3));
      summary.set(concat("cosine_rotation_", side, "_pi_", divisor, "_pairs_", count), mean(cosines));
    }
    table.add_row(row);
  }
  progress.clear();
  return table.text();
}

}  // namespace

std::string run_rotation_problem(const OtherSettings& settings, const std::string& folder, Json& summary) {
  const std::vector<RotationCase> cases = rotation_cases();
  Scores scores;
  std::string pictures;
  Progress progress(static_cast<double>(cases.size()) * static_cast<double>(settings.seeds), 0);
  double done = 0;
  for (const RotationCase& c : cases) {
    for (Index i = 0; i < settings.seeds; ++i) {
      RotationSettings s = c.settings;
      s.seed = settings.seed + i;
      const RotationResult result = recover_rotation(s);
      score_rotation(c, result, scores);
      if (i == 0 && c.pictured) pictures += draw_rotation(folder, c, result);
      if (c.key == "rotation_7") {
        const TensorD truth = rotation_generator(s.side, Derivative::whittaker);
        scores.add("trained_rotation_7",
                   std::abs(generator_cosine(train_rotation(s, turn_training_steps), truth)));
      }
      progress.show(++done, "rotation " + c.name);
    }
  }
  progress.clear();
  scores.summarize(summary);
  std::string text = rotation_table(cases, scores);
  if (!settings.quick) {
    text += "What it depends on, |cos| of ours, mean over seeds:\n";
    text += dependence_table(settings, 7, {60, 30, 20, 10, 6, 3}, {25, 49, 200, 1000, 50'000}, summary);
    text += dependence_table(settings, 20, {120, 60, 30, 10}, {200, 400, 2000, 50'000}, summary);
  }
  return text + pictures;
}

}  // namespace lgn
