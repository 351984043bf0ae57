#include <algorithm>
#include <cmath>
#include <numbers>

#include "autograd/profile.h"
#include "experiments/common/analysis/statistics.h"
#include "experiments/common/program/table.h"
#include "experiments/continuous-group/point_clouds.h"
#include "experiments/continuous-group/tables.h"

namespace lgn {
namespace {

constexpr double exact = 1e-3;

struct CloudCase {
  const char *group, *published;
};

/// A group's clouds over all seeds; a row of the table.
std::vector<std::string> run_clouds(const CloudCase& c, double noise, const ContinuousGroupSettings& settings,
                                    Json& summary) {
  std::vector<double> distances, times;
  Index claimed = 0;
  const std::string group = c.group, key = concat(group, noise > 0 ? "_noisy" : "");
  const bool control = group == "unrelated" || group == "SO3";
  for (Index s = 0; s < settings.seeds; ++s) {
    Random random = settings.random(s);
    const CloudCopies data = draw_copies(group, settings.copies, noise, random);
    const double start = seconds_now();
    const CloudGroup found = group_of_clouds(data.copies);
    times.push_back(seconds_now() - start);
    claimed += found.kind != CloudGroup::Kind::none;
    if (!control) distances.push_back(group_wasserstein(found_elements(found), data.elements));
  }
  summary.set("claimed_" + key, claimed);
  summary.set("seconds_" + key, mean(times));
  const std::string name = concat(group, noise > 0 ? concat(", noise ", fixed(noise, 2)) : "");
  if (control) return {name, settings.of_seeds(claimed), "", "", "", fixed(mean(times), 2), c.published};
  const Index right = std::count_if(distances.begin(), distances.end(), [](double x) { return x < exact; });
  summary.set("w1_" + key, mean(distances));
  summary.set("w1_largest_" + key, quantile(distances, 1));
  summary.set("exact_" + key, right);
  return {name,
          settings.of_seeds(claimed),
          fixed(mean(distances), 5),
          fixed(quantile(distances, 1), 5),
          settings.of_seeds(right),
          fixed(mean(times), 2),
          c.published};
}

}  // namespace

std::string cloud_table(const ContinuousGroupSettings& settings, Json& summary) {
  const CloudCase cases[] = {{"C4", ".054, LieGAN 1.07"},
                             {"tetrahedral", ".149, LieGAN 1.113, Augerino 1.059"},
                             {"octahedral", ".097, LieGAN 1.145, Augerino 1.083"},
                             {"icosahedral", ".129, LieGAN .893, Augerino .795"},
                             {"SO2", ".050, LieGAN .101, Augerino 1.236"},
                             {"unrelated", "five rotations that are no group"},
                             {"SO3", "all rotations: no proper group"}};
  Table table({"turned copies of a cloud", "claimed", "W1, mean", "largest", "below .001", "s",
               "published W1: LieFlow, others"});
  for (const double noise : {0.0, settings.noise})
    for (const CloudCase& c : cases) table.add_row(run_clouds(c, noise, settings, summary));
  return table.text() +
         "W1 of all found to all true elements: radians in space, Frobenius in the plane, as in LieFlow's code. "
         "Copies\ncome unpaired, points shuffled. Theirs in space: objects of ModelNet10, without noise.\n";
}

/// y = angle modulo 2 pi / 7, of no angle, and of the angle itself, at 20,000 normal points.
std::string angle_table(const ContinuousGroupSettings& settings, Json& summary) {
  const double pi = std::numbers::pi;
  Table table({"a function of points in the plane", "the group found", "right", "W1"});
  for (const char* function : {"angle modulo 2 pi / 7", "radius", "angle"}) {
    const bool seven = function[5] == ' ';
    const Index truth = seven ? 7 : function[0] == 'r' ? 0 : 1;
    Index right = 0;
    double distance = 0;
    for (Index s = 0; s < settings.seeds; ++s) {
      Random random = settings.random(s);
      TensorD points({settings.copies, 2});
      std::vector<double> values;
      for (double& x : points) x = random.normal();
      for (Index i = 0; i < settings.copies; ++i) {
        const double angle = std::atan2(points(i, 1), points(i, 0)) + pi;
        values.push_back(seven ? std::fmod(angle, 2 * pi / 7) : truth ? angle : std::hypot(points(i, 0), points(i, 1)));
      }
      const Index order = order_of_angle_function(points, values);
      right += order == truth;
      if (seven) distance = std::max(distance, group_wasserstein(turns_of_order(order), turns_of_order(7)));
    }
    if (seven) summary.set("w1_C7", distance), summary.set("exact_C7", right);
    if (!seven) summary.set(concat("right_", function), right);
    table.add_row({function,
                   seven   ? "C7"
                   : truth ? "none"
                           : "every turn",
                   settings.of_seeds(right), seven ? fixed(distance, 5) : ""});
  }
  return table.text();
}

}  // namespace lgn
