// Following the remedies that sentences end with, to see that they work.
#pragma once

#include <cstdlib>
#include <map>

#include "tests/support.h"

namespace lgn::test {

/// A Python that has the modules ("numpy", "numpy, torch"); empty where there is none. Asked once: it takes seconds.
inline std::string python_with(const std::string& modules) {
  static std::map<std::string, std::string> known;
  const auto [answer, is_new] = known.try_emplace(modules);
  const char* chosen = std::getenv("PYTHON");
  for (const char* python : {chosen ? chosen : "python3", "/usr/bin/python3"})
    if (is_new && answer->second.empty() && run_command(concat(python, " -c 'import ", modules, "'")).status == 0)
      answer->second = python;
  return answer->second;
}

/// What follows the last `mark` in a sentence, to the end of its line: a command, or a line of Python.
inline std::string remedy_after(const std::string& sentence, const std::string& mark) {
  const std::size_t at = sentence.rfind(mark);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + mark.size();
  return sentence.substr(begin, sentence.find('\n', begin) - begin);
}

/// The file that a line of Python saves.
inline std::string saved_by(const std::string& line) {
  std::string path;
  for (std::size_t at = line.find("numpy.save('") + 12; at < line.size() && line[at] != '\''; ++at) {
    if (line[at] == '\\') ++at;
    path += line[at];
  }
  return path;
}

/// Runs a line of Python as it stands.
inline CommandResult run_python(const std::string& python, const std::string& line) {
  std::string quoted;
  for (char c : line) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return run_command(python + " -c '" + quoted + "'");
}

/// Reads files with read(number, path), following the line of Python of every refusal, which saves another:
/// at most four times. Returns the sentences on the way, by file; expects that each names its file and that
/// all are read in the end.
template <class Read>
std::vector<std::vector<std::string>> read_following_remedies(const std::string& python, std::vector<std::string> paths,
                                                              const Read& read) {
  std::vector<std::vector<std::string>> sentences(paths.size());
  std::vector<bool> finished(paths.size());
  for (int round = 0; round < 5; ++round) {
    std::string lines;  // of all files at once: Python takes its time to start
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (finished[i]) continue;
      try {
        read(i, paths[i]);
        finished[i] = true;
      } catch (const Error& error) {
        sentences[i].emplace_back(error.what());
        const std::string line = remedy_after(error.what(), "in Python: ");
        EXPECT_NE(sentences[i].back().find(paths[i].substr(0, paths[i].find('\''))), std::string::npos)
            << "no file in: " << error.what();
        lines += line + "\n";
        paths[i] = saved_by(line);
      }
    }
    const CommandResult result = run_python(python, lines);
    EXPECT_EQ(result.status, 0) << lines << result.output;
  }
  for (std::size_t i = 0; i < paths.size(); ++i)
    EXPECT_TRUE(finished[i]) << "not read in the end: " << (sentences[i].empty() ? paths[i] : sentences[i].back());
  return sentences;
}

}  // namespace lgn::test
