#include "tests/readme_check.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>
#include <sstream>
#include <utility>

#include "tensor/io/file.h"

namespace lgn::test {
namespace {

namespace fs = std::filesystem;

bool is_word(const std::string& text) {
  static const std::regex pattern("[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)*(\\(\\))?");
  return std::regex_match(text, pattern);
}

bool is_path(const std::string& text) {
  static const std::regex pattern(
      "[A-Za-z0-9_.*-]*(/"
      "[A-Za-z0-9_.*-]*)+|[A-Za-z0-9_*-]+\\.(h|cpp|md|mk|sh|py|json|jsonl|png|html|npy|csv|safetensors)");
  return std::regex_match(text, pattern);
}

/// Names that stand for something of the reader's (DIR, RUN/model.safetensors), or that programs make.
bool is_made_or_placeholder(const std::string& path) {
  static const std::regex pattern(
      "(runs|data|build/sample|build/tests)(/.*)?|(.*/)?[A-Z][A-Z_]+(/.*|\\..*)?|~.*|\\.\\..*");
  return std::regex_match(path, pattern) && path != "README.md" && path != "LICENSE";
}

std::vector<std::string> split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> parts;
  for (std::string part; stream >> part;) parts.push_back(part);
  return parts;
}

bool help_knows(const std::string& help, const std::string& flag) {
  for (std::size_t at = help.find(flag); at != std::string::npos; at = help.find(flag, at + 1)) {
    const char next = at + flag.size() < help.size() ? help[at + flag.size()] : ' ';
    if (!std::isalnum(static_cast<unsigned char>(next)) && next != '-') return true;
  }
  return false;
}

class Reader {
 public:
  Reader(const std::string& folder, const Tree& tree) : folder_(folder), tree_(tree) {}

  /// A code span within a sentence.
  void read_span(const std::string& span) {
    const std::vector<std::string> parts = split(span);
    if (parts.empty()) return;
    if (parts[0] == "make" || parts[0].starts_with("build/") || parts[0].starts_with("LGN_")) return read_command(span);
    if (parts[0].starts_with("--")) return read_flag_alone(parts[0]);
    if (parts.size() > 1) return;
    if (is_path(span)) return read_path(span);
    if (is_word(span)) read_word(span);
  }

  /// One line of a shell.
  void read_command(std::string line) {
    line = line.substr(0, line.find(" #"));
    for (char& c : line)
      if (c == '"' || c == '\'' || c == '(' || c == ')' || c == ',') c = ' ';
    std::string program;
    bool begins = true, after_make = false;
    for (std::string part : split(line)) {
      if (part == "&&" || part == "|" || part == ";") {
        program.clear(), begins = true, after_make = false;
        continue;
      }
      if (part.starts_with("ARGS=")) part = part.substr(5);
      const bool first = std::exchange(begins, begins && part.find('=') != std::string::npos);
      if (first && part == "make") {
        after_make = true;
      } else if (part.starts_with("build/") && tree_.programs.contains(part.substr(6))) {
        program = part.substr(6);
      } else if (part.starts_with("build/") && !is_made_or_placeholder(part) && !tree_.targets.contains(part)) {
        complain(part, "is no program");
      } else if (part.starts_with("--") && !program.empty()) {
        const std::string flag = part.substr(0, part.find_first_of("=|"));
        if (!help_knows(tree_.help(program), flag)) complain(flag, "is no flag of " + program);
      } else if (after_make && part[0] != '-' && part.find('=') == std::string::npos) {
        after_make = false;
        if (tree_.programs.contains(part)) program = part;
        const bool placeholder = std::isupper(static_cast<unsigned char>(part[0]));
        if (!placeholder && !tree_.programs.contains(part) && !tree_.targets.contains(part))
          complain("make " + part, "is no target");
      }
    }
  }

  std::vector<std::string> complaints;

 private:
  void complain(const std::string& what, const std::string& why) { complaints.push_back(what + " " + why); }

  void read_flag_alone(std::string flag) {
    flag = flag.substr(0, flag.find_first_of("=|"));
    for (const std::string& program : tree_.programs)
      if (help_knows(tree_.help(program), flag)) return;
    complain(flag, "is no flag of any program");
  }

  void read_word(const std::string& span) {
    std::string word = span.substr(span.rfind(':') == std::string::npos ? 0 : span.rfind(':') + 1);
    word = word.substr(0, word.find('('));
    if (!tree_.words.contains(word)) complain(word, "is no word of the sources");
  }

  void read_path(std::string path) {
    while (path.ends_with("/")) path.pop_back();
    if (is_made_or_placeholder(path)) return;
    if (path.starts_with("build/")) return read_command(path);
    if (const std::size_t star = path.find('*'); star != std::string::npos) {
      const auto next = tree_.paths.lower_bound(path.substr(0, star));
      if (next == tree_.paths.end() || !next->starts_with(path.substr(0, star))) complain(path, "matches no file");
      return;
    }
    const std::string beside = folder_.empty() ? path : folder_ + "/" + path;
    if (tree_.paths.contains(path) || tree_.paths.contains(beside) || tree_.paths.contains(beside + ".gz")) return;
    const bool bare = path.find('/') == std::string::npos;
    const bool somewhere = bare && std::any_of(tree_.paths.begin(), tree_.paths.end(),
                                               [&](const std::string& known) { return known.ends_with("/" + path); });
    if (!somewhere && !tree_.mentioned.contains(path)) complain(path, "is no file or folder");
  }

  std::string folder_;
  const Tree& tree_;
};

/// The text without its fenced blocks.
std::string without_blocks(const std::string& text) {
  std::string out;
  bool inside = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```"))
      inside = !inside;
    else if (!inside)
      out += line + "\n";
  }
  return out;
}

void add_targets(const std::string& text, std::set<std::string>& targets) {
  static const std::regex rule("(^|\n)([a-z][a-z0-9 -]*):[^=]");
  for (std::sregex_iterator match(text.begin(), text.end(), rule), end; match != end; ++match)
    for (const std::string& target : split((*match)[2])) targets.insert(target);
}

void add_words(const std::string& text, Tree& tree) {
  static const std::regex file("[A-Za-z0-9_-]+\\.[a-z]+");
  for (std::sregex_iterator match(text.begin(), text.end(), file), end; match != end; ++match)
    tree.mentioned.insert(match->str());
  std::string word;
  for (const char c : text + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_')
      word += c;
    else if (!word.empty())
      tree.words.insert(std::exchange(word, ""));
  }
}

}  // namespace

Tree read_tree(const std::string& root, std::function<std::string(const std::string&)> help) {
  Tree tree;
  tree.root = root;
  tree.help = std::move(help);
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string path = entry->path().lexically_relative(root).generic_string();
    const std::string name = entry->path().filename().string(), extension = entry->path().extension().string();
    if (path == ".git" || path == "runs" || path == "data" || path.starts_with("build")) {
      if (entry->is_directory()) entry.disable_recursion_pending();
      continue;
    }
    tree.paths.insert(path);
    const bool makefile = name == "Makefile" || extension == ".mk";
    if (makefile) add_targets(read_file(entry->path().string()), tree.targets);
    if (path == "tests/readme_test.cpp") continue;  // it names what there is not
    if (makefile || extension == ".h" || extension == ".cpp" || extension == ".py" || extension == ".sh")
      add_words(read_file(entry->path().string()), tree);
    if (path == "experiments/" + name && extension == ".cpp") tree.programs.insert(entry->path().stem().string());
  }
  return tree;
}

std::vector<Block> fenced_blocks(const std::string& text) {
  std::vector<Block> blocks;
  bool inside = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      if (!inside) blocks.push_back({line.substr(3), ""});
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::vector<std::string> rot(const std::string& text, const std::string& folder, const Tree& tree) {
  Reader reader(folder, tree);
  const std::string prose = without_blocks(text);
  static const std::regex span("`([^`]+)`");
  for (std::sregex_iterator match(prose.begin(), prose.end(), span), end; match != end; ++match)
    reader.read_span(std::regex_replace((*match)[1].str(), std::regex("\n"), " "));
  for (const Block& block : fenced_blocks(text)) {
    if (block.language != "sh") continue;
    std::istringstream lines(std::regex_replace(block.text, std::regex("\\\\\n"), " "));
    for (std::string line; std::getline(lines, line);) reader.read_command(line);
  }
  return reader.complaints;
}

}  // namespace lgn::test
