// A line that tells how far a run is and how long it will take; redrawn in place on a terminal, else (in a
// log file) a new one every minute.
#pragma once

#include <cstdio>
#include <string>

namespace lgn {

/// "45 s", "12 min 5 s", "3 h 20 min".
std::string duration_text(double seconds);

/// Of several at a time, one has the line, until it ends; the others are silent.
class Progress {
 public:
  /// `total` steps in all, `done` of them already (a resumed run).
  Progress(double total, double done);
  ~Progress();
  Progress(const Progress&) = delete;
  /// Draws the line, at most ten times a second, or writes one a minute. `text` is what the program has to
  /// say.
  void show(double done, const std::string& text);
  /// Takes its line away, before something else is printed.
  void clear();
  /// Prints to standard output or error while none has its line there.
  static void print(std::FILE* stream, const std::string& text);

 private:
  double total_, done_at_start_, start_, last_;
  bool terminal_;
  bool drawn_ = false;
};

}  // namespace lgn
