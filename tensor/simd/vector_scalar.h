// Floats and Doubles without vector instructions: one lane, any CPU.
//
// The four files vector_*.h define the same names; a kernel includes one of them through the file that
// compiles it. What the operations mean is said here once.
#pragma once

#include <cmath>
#include <cstdint>

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

/// Vector registers that a kernel can count on.
inline constexpr int registers = 16;

struct Floats {
  static constexpr int lanes = 1;
  float value;

  /// From an address aligned to the size of the type / from any address.
  static Floats load(const float* from) { return {*from}; }
  static Floats load_unaligned(const float* from) { return {*from}; }
  /// The first `count` lanes (0 .. lanes) from any address, zeros in the others; reads nothing beyond.
  static Floats load_first(const float* from, std::int64_t count) { return {count > 0 ? *from : 0.0f}; }
  static Floats broadcast(float x) { return {x}; }
  static Floats zero() { return {0.0f}; }

  void store(float* to) const { *to = value; }
  void store_unaligned(float* to) const { *to = value; }
  /// The first `count` lanes to any address; writes nothing beyond.
  void store_first(float* to, std::int64_t count) const {
    if (count > 0) *to = value;
  }

  friend Floats operator+(Floats a, Floats b) { return {a.value + b.value}; }
  friend Floats operator-(Floats a, Floats b) { return {a.value - b.value}; }
  friend Floats operator*(Floats a, Floats b) { return {a.value * b.value}; }
  friend Floats operator/(Floats a, Floats b) { return {a.value / b.value}; }
};

struct Doubles {
  static constexpr int lanes = 1;
  double value;

  static Doubles load(const double* from) { return {*from}; }
  static Doubles load_unaligned(const double* from) { return {*from}; }
  static Doubles load_first(const double* from, std::int64_t count) { return {count > 0 ? *from : 0.0}; }
  static Doubles broadcast(double x) { return {x}; }
  static Doubles zero() { return {0.0}; }

  void store_unaligned(double* to) const { *to = value; }
  void store_first(double* to, std::int64_t count) const {
    if (count > 0) *to = value;
  }

  friend Doubles operator+(Doubles a, Doubles b) { return {a.value + b.value}; }
  friend Doubles operator-(Doubles a, Doubles b) { return {a.value - b.value}; }
  friend Doubles operator*(Doubles a, Doubles b) { return {a.value * b.value}; }
  friend Doubles operator/(Doubles a, Doubles b) { return {a.value / b.value}; }
};

/// a * b + c; one rounding where the CPU has the instruction, two here (the C library's is far too slow).
inline Floats fma(Floats a, Floats b, Floats c) {
  return {a.value * b.value + c.value};
}
inline Doubles fma(Doubles a, Doubles b, Doubles c) {
  return {a.value * b.value + c.value};
}
/// c - a * b, likewise.
inline Floats fnma(Floats a, Floats b, Floats c) {
  return {c.value - a.value * b.value};
}
inline Doubles fnma(Doubles a, Doubles b, Doubles c) {
  return {c.value - a.value * b.value};
}

/// The larger of each pair. A NaN in `b` is kept: relu is max(zero, x).
inline Floats max(Floats a, Floats b) {
  return {a.value > b.value ? a.value : b.value};
}
inline Doubles max(Doubles a, Doubles b) {
  return {a.value > b.value ? a.value : b.value};
}
inline Floats sqrt(Floats a) {
  return {std::sqrt(a.value)};
}

/// x where condition > 0, zero elsewhere: relu's derivative.
inline Floats gate(Floats condition, Floats x) {
  return {condition.value > 0.0f ? x.value : 0.0f};
}
/// Number of lanes that are not zero.
inline int count_nonzero(Floats a) {
  return a.value != 0.0f;
}

/// a0 b0 a1 b1 .. of the first / the second halves of the lanes (not called with one lane).
inline Floats interleave_low(Floats a, Floats) {
  return a;
}
inline Floats interleave_high(Floats, Floats b) {
  return b;
}

/// All lanes added up, halves first: (lane i + lane i + n/2), then quarters, and so on.
inline float sum(Floats a) {
  return a.value;
}
inline double sum(Doubles a) {
  return a.value;
}

/// The lanes as double precision, lane i + lane i + n/2 (with one lane: itself). For sums in double.
inline Doubles widened_sum(Floats a) {
  return {a.value};
}

}  // namespace
}  // namespace lgn::simd
