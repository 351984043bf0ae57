#include "experiments/report/open_questions.h"

#include <algorithm>

#include "experiments/common/plotting/html.h"
#include "experiments/common/program/table.h"
#include "tensor/error.h"
#include "tensor/shape.h"

namespace lgn {
namespace {

/// {KEY} stands for a number of the summary.
struct OpenQuestion {
  const char *program, *question, *says, *does_not_say;
};

constexpr OpenQuestion questions[] = {
    {"continuous-group", "Continuous groups",
     "Images turned by amounts that nobody told: |cosine| of the generator found with the true one, 7x7, "
     "{cosine_rotation_7} for 0 .. pi/10 and {cosine_rotation_7_any} for any angle, of least squares on a fitted flow. "
     "Claimed without a group: {false_claims} of {controls}. Copies of point clouds: C4 and the tetrahedral group "
     "exactly in {exact_C4} and {exact_tetrahedral} of {seeds}.",
     "Movements are planted, in images of noise. Bilinear resampling costs: {cosine_rotation_7_bilinear}, claimed in "
     "{claimed_rotation_7_bilinear} of {seeds}; at 20x20 {cosine_rotation_20_bilinear}. Training exp(t L) in place of "
     "fitting fails at 9x9 ({trained_rotation_9}). No network was shown to learn one from photographs."},
    {"high-dimension", "High dimension",
     "A step of 128 images with filters of 1,024 numbers: {seconds_orthogonal_1024} s of a processor with an A a "
     "layer, "
     "{seconds_one_orthogonal_1024} s with one in all, {seconds_householder_1024} s with reflections, "
     "{seconds_circulant_1024} s with block-circulant W, {seconds_kronecker_1024} s with Kronecker products; time as d "
     "to the {exponent_orthogonal}, {exponent_one_orthogonal}, {exponent_householder}, {exponent_circulant}, "
     "{exponent_kronecker}. Planted order 4: found in a share of "
     "{success_256} of data sets at d = 256.",
     "In this run nothing was planted above d = 256. A is as exact at 1,024 as at 36, but no worth of it was shown "
     "there: accuracy {accuracy_orthogonal_1024} and {accuracy_orthogonal_36}, one seed each, against no free "
     "filters."},
    {"two-generators", "More than one generator",
     "Whole groups from sparse patches, order and elements right, of {seeds}: Z3 x Z3 {right_Z3-x-Z3}, dihedral 4 "
     "{right_dihedral-4}, tetrahedral {right_tetrahedral}, octahedral {right_octahedral}, icosahedral "
     "{right_icosahedral}; claimed without a group {claimed_none}. Tables of which 60 % is known, share of the rest "
     "that is right: S3 {hidden_right_S3_60}, Q8 {hidden_right_Q8_60}, A4 {hidden_right_A4_60}; claimed of "
     "{table_controls} parts of tables that are no group's: {table_false_claims}.",
     "Groups are planted, in a random basis: no data were shown to need one. Completion is not told that products "
     "associate; deduction that is told has right, from 40 %, {deduced_associative_S3_40}, "
     "{deduced_associative_Q8_40}, {deduced_associative_A4_40}, where completion has {hidden_right_S3_40}, "
     "{hidden_right_Q8_40}, {hidden_right_A4_40}."},
};

/// The text with its numbers; "" where one is missing.
std::string filled(std::string text, const Json& summary) {
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string::npos;) {
    const std::size_t end = text.find('}', at);
    const Json* value = summary.find(text.substr(at + 1, end - at - 1));
    if (!value) return "";
    const double number = value->as_double();
    const bool whole = number == static_cast<double>(static_cast<Index>(number));
    const std::string words =
        whole ? concat(static_cast<Index>(number)) : fixed(number, number > 0.9 && number < 1 ? 4 : 2);
    text.replace(at, end - at + 1, words);
  }
  return text;
}

/// Targets and sources are the run's own: for each target what its own group is worth, and the pairs by their
/// intervals.
std::string transfer_says(const Json& summary) {
  std::string text;
  Index pairs = 0, above = 0;
  for (const auto& [key, value] : summary.as_object()) {
    if (key.starts_with("worth_") && !key.starts_with("worth_low_"))
      text += concat(text.empty() ? "" : ", ", key.substr(6), " ", fixed(100 * value.as_double(), 2), " (95 %: from ",
                     fixed(100 * summary.at("worth_low_" + key.substr(6)).as_double(), 2), ")");
    const std::size_t to = key.find("-classify_to_");  // a target's own group closes its own gap
    const bool own = to != std::string::npos && key.substr(to + 13).starts_with(key.substr(8, to - 8) + "_");
    const bool pair = key.starts_with("gap_low_") && !own &&
                      (to != std::string::npos || key.find("-reconstruct_to_") != std::string::npos);
    pairs += pair;
    above += pair && value.as_double() > 0;
  }
  return text.empty()
             ? ""
             : concat("Points that a group of its own is ahead of a random one, by target and percentage of images: ",
                      text, ". Of ", pairs, " pairs of a source and a target with something to transfer ", above,
                      " have the 95 % interval of the share that arrives above 0.");
}

}  // namespace

std::string open_questions(const std::vector<Result>& results) {
  const auto summary_of = [&](const std::string& program) {
    const auto found = std::find_if(results.begin(), results.end(), [&](const Result& result) {
      return result.program == program && result.complete && !result.line_of_many;
    });
    return found == results.end() ? Json{Json::Object{}} : found->summary;
  };
  const std::string transfer = transfer_says(summary_of("transfer"));
  const auto not_run = [](const std::string& program) { return concat("Not run in full: make ", program); };
  std::vector<std::vector<std::string>> rows = {
      {"Transfer", transfer.empty() ? not_run("transfer") : transfer,
       "The random group is a conjugate of the one transferred. Sources saw all their images, so that the target's own "
       "group knows more of the target than a share of it shows; intervals that hold 0 do not say that nothing "
       "arrives."}};
  for (const OpenQuestion& each : questions) {
    const Json summary = summary_of(each.program);
    const std::string says = filled(each.says, summary), does_not_say = filled(each.does_not_say, summary);
    const bool complete = !says.empty() && !does_not_say.empty();
    rows.push_back({each.question, complete ? says : not_run(each.program), complete ? does_not_say : ""});
  }
  return html_table({"open question", "what was measured says", "and does not say"}, rows);
}

}  // namespace lgn
