// Where the time goes: seconds per operation, forward and backward.
#pragma once

#include <map>
#include <string>

#include "tensor/shape.h"

namespace lgn {

/// Seconds since some fixed moment.
double seconds_now();

class Profile {
 public:
  struct Entry {
    double forward = 0, backward = 0;  // seconds in all
    Index calls = 0;                   // forward
  };

  void add_forward(const std::string& operation, double seconds);
  /// Runs work() as a part of its own.
  template <class Work>
  void time(const std::string& part, Work&& work) {
    const double start = seconds_now();
    work();
    add_forward(part, seconds_now() - start);
  }
  void add_backward(const std::string& operation, double seconds) { entries_[operation].backward += seconds; }

  const std::map<std::string, Entry>& entries() const { return entries_; }
  double total() const;

  /// A line per operation, the slowest first, with its share.
  std::string table() const;

 private:
  std::map<std::string, Entry> entries_;
};

}  // namespace lgn
