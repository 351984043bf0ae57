// Command lines of the training programs: one word a line.
#include "experiments/common/training/training_settings.h"
#include "tests/fuzz/targets.h"

namespace lgn::fuzz {
namespace {

std::vector<std::string> seeds() {
  return {"--epochs\n3\n--lr=1e-3\n--lr-cuts\n0.5,0.75\n--no-shuffle\n--regularizer\ninverse\n--mu\n0",
          "--dataset\ncifar10\n--limit-train\n5\n--kernel=3\n--zca-eps\n.1\n--out\nruns/'a b'\n--seed\n7"};
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return lines;
}

void feed(const std::string& bytes) {
  const std::vector<std::string> words = lines(bytes);
  std::vector<const char*> argv = {"build/classify"};
  for (const std::string& word : words) {
    if (std::string_view(word.c_str()) == "--help" || std::string_view(word.c_str()) == "-h") return;
    argv.push_back(word.c_str());
  }
  TrainingSettings settings;
  Flags flags("classify", "");
  declare_training_flags(flags, settings);
  flags.parse(static_cast<int>(argv.size()), argv.data());
  const std::string values = flags.values().text();
  insist(parse_json(values, "config.json").text() == values, "the configuration can be read back");
  settings.architecture.validate();
  insist(settings.architecture.code_height() > 0, "an architecture that passes has a code");
}

}  // namespace

Target command_line_target() {
  return {"command-line", seeds, feed};
}

}  // namespace lgn::fuzz
