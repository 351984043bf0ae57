#include "experiments/planted-group/no_group.h"

#include <algorithm>
#include <mutex>

#include "experiments/common/program/progress.h"
#include "tensor/io/file.h"
#include "tensor/io/json.h"
#include "tensor/threads.h"

namespace lgn {
namespace {

constexpr Index first_seed = 1'000'000, most_advantages = 99, turned_patches = 2000;

RecoverySettings recovery(const NoGroupSettings& settings) {
  RecoverySettings result;
  result.conjugated = settings.conjugated;
  return result;
}

Index advantage_count(const NoGroupSettings& settings, Index draws) {
  return settings.turned_draws ? std::min(draws, most_advantages) : 0;
}

/// Names everything that the numbers depend on.
std::string file_of(const NoGroupSettings& s, Index draws, const std::string& folder) {
  const std::string name =
      concat("without-group-filters-", s.filters, "-side-", s.side, s.conjugated ? "-conjugated" : "",
             s.turned_draws ? concat("-turned-", s.turned_draws) : "", "-draws-", draws, ".json");
  return join(join(folder, "cases"), name);
}

Json to_json(const NoGroup& no_group) {
  Json result;
  result.set("scores", no_group.scores);
  result.set("advantages", no_group.advantages);
  return result;
}

NoGroup from_json(const Json& json) {
  NoGroup result;
  for (const Json& score : json.at("scores").as_array()) result.scores.push_back(score.as_double());
  for (const Json& advantage : json.at("advantages").as_array())
    result.advantages.push_back(advantage.as_double());
  return result;
}

double advantage_without_group(const NoGroupSettings& settings, Index seed) {
  ProblemSettings problem_settings{"none", settings.side, settings.filters, 2 * turned_patches};
  problem_settings.seed = seed;
  const Problem problem = make_problem(problem_settings);
  Random random(static_cast<std::uint64_t>(seed), Stream::initialization);
  const RecoveredGroup group = recover_group(problem.bank, recovery(settings));
  const PursuitSettings pursuit = pursuit_settings({}, problem.fitted);
  return compare_with_turned(problem, problem.bank, group, pursuit, settings.turned_draws, random)
      .advantage();
}

/// Draws, and shows how far it is.
class Drawing {
 public:
  explicit Drawing(double total) : progress_(total, 0) {}
  ~Drawing() { progress_.clear(); }

  NoGroup draw(const NoGroupSettings& settings, Index draws) {
    const Index d = settings.side * settings.side, advantages = advantage_count(settings, draws);
    NoGroup result{std::vector<double>(static_cast<std::size_t>(draws)),
                   std::vector<double>(static_cast<std::size_t>(advantages))};
    parallel_for(draws + advantages, [&](Index i) {
      if (i < draws) {
        result.scores[static_cast<std::size_t>(i)] =
            scores_without_group(settings.filters, d, recovery(settings), 1, first_seed + i).front();
      } else {
        result.advantages[static_cast<std::size_t>(i - draws)] =
            advantage_without_group(settings, first_seed + i - draws);
      }
      const std::lock_guard lock(mutex_);
      progress_.show(++done_, concat(settings.filters, " random filters of ", d, " pixels"));
    });
    return result;
  }

 private:
  Progress progress_;
  double done_ = 0;
  std::mutex mutex_;
};

}  // namespace

std::map<NoGroupSettings, NoGroup> draw_without_group(const std::set<NoGroupSettings>& settings, Index draws,
                                                      const std::string& folder, bool resume) {
  make_folders(join(folder, "cases"));
  std::map<NoGroupSettings, NoGroup> result;
  double total = 0;
  for (const NoGroupSettings& s : settings) {
    const std::string file = file_of(s, draws, folder);
    if (resume && file_exists(file)) {
      result[s] = from_json(parse_json(read_file(file), file));
      const auto scores = static_cast<Index>(result[s].scores.size());
      const auto advantages = static_cast<Index>(result[s].advantages.size());
      require(scores == draws && advantages == advantage_count(s, draws), file, ": found ", scores,
              " scores and ", advantages, " advantages; expected ", draws, " and ", advantage_count(s, draws),
              "; without the file they are drawn again");
    } else {
      total += static_cast<double>(draws + advantage_count(s, draws));
    }
  }
  Drawing drawing(total);
  for (const NoGroupSettings& s : settings) {
    if (result.count(s)) continue;
    result[s] = drawing.draw(s, draws);
    write_file(file_of(s, draws, folder), to_json(result[s]).pretty());
  }
  return result;
}

TurnedLosses compare_with_turned(const Problem& problem, const TensorD& atoms, const RecoveredGroup& group,
                                 const PursuitSettings& pursuit, Index draws, Random& random) {
  const auto part = [](const TensorD& patches) {
    return patches.slice(0, std::min(turned_patches, patches.extent(0)));
  };
  const TurnedGroupTest test{draws, problem.bank.extent(0) / group.order};
  return turned_group_losses(group, atoms, part(problem.fitted), part(problem.held_out), pursuit, test,
                             random);
}

}  // namespace lgn
