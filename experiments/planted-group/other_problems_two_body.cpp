#include <cmath>

#include "experiments/common/plotting/panels.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/progress.h"
#include "experiments/common/program/table.h"
#include "experiments/planted-group/flow_symmetry_training.h"
#include "experiments/planted-group/image_rotation.h"
#include "experiments/planted-group/other_problems.h"
#include "experiments/planted-group/problem_scores.h"
#include "tensor/io/file.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"

namespace lgn {
namespace {

constexpr Index degree = 5, orbit_training_steps = 600, training_states = 200;

/// The same 2 x 2 block for each of the four vectors: [4,64].
TensorD block_mask() {
  TensorD forms({4, 64});
  for (Index a = 0; a < 2; ++a) {
    for (Index b = 0; b < 2; ++b) {
      for (Index k = 0; k < 8; k += 2) forms(2 * a + b, (k + a) * 8 + k + b) = 1;
    }
  }
  return forms;
}

/// `count` rows, evenly spread.
TensorD some_rows(const TensorD& rows, Index count) {
  const Index D = rows.extent(1), step = rows.extent(0) / count;
  TensorD chosen({count, D});
  for (Index i = 0; i < count; ++i) std::copy_n(rows.data() + i * step * D, D, chosen.data() + i * D);
  return chosen;
}

struct TwoBodyResult {
  TensorD ours, masked, trained, time;
};

TwoBodyResult recover_two_body(Index seed, Scores& scores) {
  Random random(static_cast<std::uint64_t>(seed), Stream::data);
  const FlowPairs pairs = draw_orbits({}, random), held_out = draw_orbits({}, random);
  const FlowMap flow(pairs, degree);
  Random start(static_cast<std::uint64_t>(seed), Stream::initialization);
  const FlowSymmetry found = find_symmetry(flow, pairs.before, identity(64));
  const TwoBodyResult result{
      found.generator, find_symmetry(flow, pairs.before, block_mask()).generator,
      train_symmetry(flow, some_rows(pairs.before, training_states), orbit_training_steps, start),
      linear_time_evolution(pairs)};

  const TensorD truth = joint_turn(), projector = matmul(flow.span(), transpose(flow.span()));
  const auto in_span = [&](const TensorD& L) { return matmul(matmul(projector, L), projector); };
  const auto cosine = [](const TensorD& a, const TensorD& b) { return std::abs(generator_cosine(a, b)); };
  scores.add("cosine_two_body", cosine(result.ours, truth));
  scores.add("cosine_two_body_in_span", cosine(in_span(result.ours), in_span(truth)));
  scores.add("cosine_two_body_masked", cosine(result.masked, truth));
  scores.add("trained_two_body", cosine(result.trained, truth));
  scores.add("trained_two_body_in_span", cosine(in_span(result.trained), in_span(truth)));
  scores.add("time_two_body_in_span", cosine(in_span(result.time), in_span(truth)));
  scores.add("gap_two_body", found.next / found.failure);
  const auto failure = [&](const TensorD& L) {  // at unit norm: as large as a turn by half a radian
    return finite_failure(flow, held_out.before, matrix_exponential(at_unit_norm(in_span(L))));
  };
  scores.add("failure_two_body", failure(result.ours));
  scores.add("failure_two_body_time", failure(result.time));
  return result;
}

std::string draw_two_body(const std::string& folder, const TwoBodyResult& result) {
  const TensorD truth = joint_turn();
  const std::string file = join(folder, "two-body.png");
  write_png(file, panels({generator_picture(truth, truth, "turning all vectors"),
                          generator_picture(result.ours, truth, "ours"),
                          generator_picture(result.masked, truth, "ours, equal 2x2 blocks"),
                          generator_picture(result.time, truth, "linear time evolution")},
                         2, "Symmetry of the two-body problem"));
  return file + "\n";
}

std::string two_body_table(const Scores& scores) {
  Table table({"L of the two-body problem", "|cos|", "within the data's span", "published"});
  table.add_row({"no mask", scores.text("cosine_two_body"), scores.text("cosine_two_body_in_span"),
                 published("cosine_two_body")});
  table.add_row({"equal 2x2 blocks given", scores.text("cosine_two_body_masked"), "",
                 published("cosine_two_body_masked")});
  table.add_row({"exp(L) trained, no mask", scores.text("trained_two_body"),
                 scores.text("trained_two_body_in_span"), ""});
  table.add_row({"for contrast: time evolution", "", scores.text("time_two_body_in_span"), ""});
  const std::string once = fixed(scores.average("gap_two_body"), 0);
  const std::string time =
      fixed(scores.average("failure_two_body_time") / scores.average("failure_two_body"), 0);
  return "Symmetry of the two-body problem: |cos| with turning all four vectors, mean +- deviation over "
         "seeds.\n"
         "The data span 4 of 8 dimensions (q2 = -q1, p2 = -p1): without a mask 0.7071 is the most one can "
         "know.\n" +
         table.text() + "Squared failure to commute with the flow: " + once +
         " times as much for the next best L.\nTime evolution x -> x + L x would be a turn too if orbits "
         "were "
         "circles; on these (eccentricity 0.2 to 0.5)\nit fails " +
         time + " times as much (held-out trajectories).\n" +
         "Published: Yang et al. 2023 (LieGAN), on trajectories of their own.\n";
}

}  // namespace

std::string run_two_body_problem(const OtherSettings& settings, const std::string& folder, Json& summary) {
  Scores scores;
  std::string pictures;
  Progress progress(static_cast<double>(settings.seeds), 0);
  for (Index i = 0; i < settings.seeds; ++i) {
    const TwoBodyResult result = recover_two_body(settings.seed + i, scores);
    if (i == 0) pictures = draw_two_body(folder, result);
    progress.show(static_cast<double>(i + 1), "two-body problem");
  }
  progress.clear();
  scores.summarize(summary);
  return two_body_table(scores) + pictures;
}

}  // namespace lgn
