#include "experiments/continuous-group/two_body.h"

#include <cmath>
#include <map>

#include "experiments/common/analysis/statistics.h"
#include "experiments/common/plotting/heat_map.h"
#include "experiments/common/plotting/image_grid.h"
#include "experiments/common/plotting/png.h"
#include "experiments/common/program/table.h"
#include "experiments/continuous-group/flow_training.h"
#include "tensor/io/file.h"
#include "tensor/linalg/matmul.h"
#include "tensor/linalg/matrix.h"
#include "tensor/linalg/matrix_exponential.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index degree = 5, orbit_training_steps = 600, training_states = 200;

/// The same 2 x 2 block for each of the four vectors: [4,64].
TensorD block_mask() {
  TensorD forms({4, 64});
  for (Index a = 0; a < 2; ++a)
    for (Index b = 0; b < 2; ++b)
      for (Index k = 0; k < 8; k += 2) forms(2 * a + b, (k + a) * 8 + k + b) = 1;
  return forms;
}

/// `count` rows, evenly spread.
TensorD some_rows(const TensorD& rows, Index count) {
  const Index D = rows.extent(1), step = rows.extent(0) / count;
  TensorD chosen({count, D});
  for (Index i = 0; i < count; ++i) std::copy_n(rows.data() + i * step * D, D, chosen.data() + i * D);
  return chosen;
}

TensorD at_unit_norm(TensorD L) {
  const double size = std::sqrt(inner(L, L));
  for (double& entry : L) entry /= size;
  return L;
}

/// At unit norm, with the sign that agrees with the truth.
Canvas generator_picture(const TensorD& L, const TensorD& truth, const std::string& title) {
  Tensor shown = cast<float>(at_unit_norm(L.clone()));
  const float sign = frobenius_cosine(L, truth) < 0 ? -1.0f : 1.0f;
  for (float& entry : shown) entry *= sign;
  return heat_map(shown, {.title = title});
}

}  // namespace

TwoBodyResult recover_two_body(Index seed) {
  Random random(static_cast<std::uint64_t>(seed), Stream::data);
  const MovedPairs pairs = draw_orbits({}, random), held_out = draw_orbits({}, random);
  const FlowMap flow(pairs, degree);
  Random start(static_cast<std::uint64_t>(seed), Stream::initialization);
  const FlowSymmetry found = find_symmetry(flow, pairs.before, identity(64));
  TwoBodyResult result{found.generator,
                       find_symmetry(flow, pairs.before, block_mask()).generator,
                       train_symmetry(flow, some_rows(pairs.before, training_states), orbit_training_steps, start),
                       linear_time_evolution(pairs),
                       {}};
  const TensorD truth = joint_turn(), projector = matmul(flow.span(), transpose(flow.span()));
  const auto in_span = [&](const TensorD& L) { return matmul(matmul(projector, L), projector); };
  const auto cosine = [](const TensorD& a, const TensorD& b) { return std::abs(frobenius_cosine(a, b)); };
  const auto failure = [&](const TensorD& L) {  // at unit norm: as large as a turn by half a radian
    return finite_failure(flow, held_out.before, matrix_exponential(at_unit_norm(in_span(L))));
  };
  result.scores = {{"cosine_two_body", cosine(result.ours, truth)},
                   {"cosine_two_body_in_span", cosine(in_span(result.ours), in_span(truth))},
                   {"cosine_two_body_masked", cosine(result.masked, truth)},
                   {"trained_two_body", cosine(result.trained, truth)},
                   {"trained_two_body_in_span", cosine(in_span(result.trained), in_span(truth))},
                   {"time_two_body_in_span", cosine(in_span(result.time), in_span(truth))},
                   {"gap_two_body", found.next / found.failure},
                   {"failure_two_body", failure(result.ours)},
                   {"failure_two_body_time", failure(result.time)}};
  return result;
}

std::string two_body_table(Index seeds, Index first_seed, const std::string& folder, Json& summary) {
  std::map<std::string, std::vector<double>> scores;
  std::vector<TwoBodyResult> results(static_cast<std::size_t>(seeds));
  parallel_for(seeds, [&](Index s) { results[s] = recover_two_body(first_seed + s); });
  for (const TwoBodyResult& result : results)
    for (const auto& [key, value] : result.scores) scores[key].push_back(value);
  const TensorD truth = joint_turn();
  const TwoBodyResult& first = results.front();
  write_png(join(folder, "two-body.png"), panels({generator_picture(truth, truth, "turning all vectors"),
                                                  generator_picture(first.ours, truth, "ours"),
                                                  generator_picture(first.masked, truth, "ours, equal 2x2 blocks"),
                                                  generator_picture(first.time, truth, "linear time evolution")},
                                                 2, "Symmetry of the two-body problem"));
  for (const auto& [key, values] : scores) summary.set(key, mean(values));
  const auto text = [&](const char* key) { return fixed(mean(scores.at(key)), 4); };
  Table table({"L of the two-body problem", "|cos|", "within the data's span", "LieGAN"});
  table.add_row({"no mask", text("cosine_two_body"), text("cosine_two_body_in_span"), "0.70"});
  table.add_row({"equal 2x2 blocks given", text("cosine_two_body_masked"), "", "0.9998"});
  table.add_row({"exp(L) trained, no mask", text("trained_two_body"), text("trained_two_body_in_span"), ""});
  table.add_row({"for contrast: time evolution", "", text("time_two_body_in_span"), ""});
  return table.text() + concat(
                            "The data span 4 of 8 dimensions (q2 = -q1, p2 = -p1): without a mask 0.7071 is the most "
                            "one can know.\nSquared failure to commute with the flow: ",
                            fixed(mean(scores.at("gap_two_body")), 0),
                            " times as much for the next best L; of time evolution, which would be a turn\ntoo if "
                            "orbits were circles, ",
                            fixed(mean(scores.at("failure_two_body_time")) / mean(scores.at("failure_two_body")), 0),
                            " times (held-out trajectories).\n");
}

}  // namespace lgn
