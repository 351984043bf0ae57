// Text that cannot rot: what the README.md files name is looked up in the tree.
//
//   `folder/file`, `file.h`       exists: from the root, beside the README, or (a bare file name) anywhere; or it
//                                 is the name of a file that the sources mention (`summary.json`)
//   `Name`, `name`, `a::b`        is a word of the sources
//   `make TARGET`                 is a target
//   `build/PROGRAM --flag`        the program's --help knows the flag; also behind `make PROGRAM ARGS="--flag`,
//                                 and in blocks of shell commands
//   `--flag`                      some program knows it
//
// Numbers: cited_numbers.h.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace lgn::test {

/// What a text may name.
struct Tree {
  std::string root;
  std::set<std::string> paths;      // of files and folders, from the root
  std::set<std::string> words;      // of the sources
  std::set<std::string> mentioned;  // file names within the sources
  std::set<std::string> targets;    // of make
  std::set<std::string> programs;
  std::function<std::string(const std::string& program)> help;
};

Tree read_tree(const std::string& root, std::function<std::string(const std::string&)> help);

/// Everything in the text that names what is not there, a sentence each. `folder` is where the text stands.
std::vector<std::string> rot(const std::string& text, const std::string& folder, const Tree& tree);

/// A fenced block: its language ("" for none) and its lines.
struct Block {
  std::string language, text;
};
std::vector<Block> fenced_blocks(const std::string& text);

}  // namespace lgn::test
