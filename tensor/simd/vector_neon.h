// Floats (4 lanes) and Doubles (2) of 64-bit ARM's NEON. The meaning of the operations: vector_scalar.h.
#pragma once

#include <arm_neon.h>

#include <cstdint>

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

inline constexpr int registers = 32;

struct Floats {
  static constexpr int lanes = 4;
  float32x4_t value;

  static Floats load(const float* from) { return {vld1q_f32(from)}; }
  static Floats load_unaligned(const float* from) { return {vld1q_f32(from)}; }
  static Floats load_first(const float* from, std::int64_t count) {
    float copy[lanes] = {};
    for (std::int64_t i = 0; i < count; ++i) copy[i] = from[i];
    return {vld1q_f32(copy)};
  }
  static Floats broadcast(float x) { return {vdupq_n_f32(x)}; }
  static Floats zero() { return {vdupq_n_f32(0.0f)}; }

  void store(float* to) const { vst1q_f32(to, value); }
  void store_unaligned(float* to) const { vst1q_f32(to, value); }
  void store_first(float* to, std::int64_t count) const {
    float copy[lanes];
    vst1q_f32(copy, value);
    for (std::int64_t i = 0; i < count; ++i) to[i] = copy[i];
  }

  friend Floats operator+(Floats a, Floats b) { return {vaddq_f32(a.value, b.value)}; }
  friend Floats operator-(Floats a, Floats b) { return {vsubq_f32(a.value, b.value)}; }
  friend Floats operator*(Floats a, Floats b) { return {vmulq_f32(a.value, b.value)}; }
  friend Floats operator/(Floats a, Floats b) { return {vdivq_f32(a.value, b.value)}; }
};

struct Doubles {
  static constexpr int lanes = 2;
  float64x2_t value;

  static Doubles load(const double* from) { return {vld1q_f64(from)}; }
  static Doubles load_unaligned(const double* from) { return {vld1q_f64(from)}; }
  static Doubles load_first(const double* from, std::int64_t count) {
    double copy[lanes] = {};
    for (std::int64_t i = 0; i < count; ++i) copy[i] = from[i];
    return {vld1q_f64(copy)};
  }
  static Doubles broadcast(double x) { return {vdupq_n_f64(x)}; }
  static Doubles zero() { return {vdupq_n_f64(0.0)}; }

  void store_unaligned(double* to) const { vst1q_f64(to, value); }
  void store_first(double* to, std::int64_t count) const {
    double copy[lanes];
    vst1q_f64(copy, value);
    for (std::int64_t i = 0; i < count; ++i) to[i] = copy[i];
  }

  friend Doubles operator+(Doubles a, Doubles b) { return {vaddq_f64(a.value, b.value)}; }
  friend Doubles operator-(Doubles a, Doubles b) { return {vsubq_f64(a.value, b.value)}; }
  friend Doubles operator*(Doubles a, Doubles b) { return {vmulq_f64(a.value, b.value)}; }
  friend Doubles operator/(Doubles a, Doubles b) { return {vdivq_f64(a.value, b.value)}; }
};

inline Floats fma(Floats a, Floats b, Floats c) {
  return {vfmaq_f32(c.value, a.value, b.value)};
}
inline Doubles fma(Doubles a, Doubles b, Doubles c) {
  return {vfmaq_f64(c.value, a.value, b.value)};
}
inline Floats fnma(Floats a, Floats b, Floats c) {
  return {vfmsq_f32(c.value, a.value, b.value)};
}
inline Doubles fnma(Doubles a, Doubles b, Doubles c) {
  return {vfmsq_f64(c.value, a.value, b.value)};
}

inline Floats max(Floats a, Floats b) {
  return {vmaxq_f32(a.value, b.value)};
}
inline Doubles max(Doubles a, Doubles b) {
  return {vmaxq_f64(a.value, b.value)};
}
inline Floats sqrt(Floats a) {
  return {vsqrtq_f32(a.value)};
}

inline Floats gate(Floats condition, Floats x) {
  return {vreinterpretq_f32_u32(vandq_u32(vcgtzq_f32(condition.value), vreinterpretq_u32_f32(x.value)))};
}
inline int count_nonzero(Floats a) {
  return static_cast<int>(4 - vaddvq_u32(vshrq_n_u32(vceqzq_f32(a.value), 31)));
}

inline Floats interleave_low(Floats a, Floats b) {
  return {vzip1q_f32(a.value, b.value)};
}
inline Floats interleave_high(Floats a, Floats b) {
  return {vzip2q_f32(a.value, b.value)};
}

inline double sum(Doubles a) {
  return vgetq_lane_f64(a.value, 0) + vgetq_lane_f64(a.value, 1);
}
inline float sum(Floats a) {
  const float32x2_t two = vadd_f32(vget_low_f32(a.value), vget_high_f32(a.value));
  return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
}
inline Doubles widened_sum(Floats a) {
  return {vaddq_f64(vcvt_f64_f32(vget_low_f32(a.value)), vcvt_high_f64_f32(a.value))};
}

}  // namespace
}  // namespace lgn::simd
