// Floats (8 lanes) and Doubles (4) of AVX2 with FMA. The meaning of the operations: vector_scalar.h.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

inline constexpr int registers = 16;

struct Floats {
  static constexpr int lanes = 8;
  __m256 value;

  static __m256i first(std::int64_t count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }

  static Floats load(const float* from) { return {_mm256_load_ps(from)}; }
  static Floats load_unaligned(const float* from) { return {_mm256_loadu_ps(from)}; }
  static Floats load_first(const float* from, std::int64_t count) { return {_mm256_maskload_ps(from, first(count))}; }
  static Floats broadcast(float x) { return {_mm256_set1_ps(x)}; }
  static Floats zero() { return {_mm256_setzero_ps()}; }

  void store(float* to) const { _mm256_store_ps(to, value); }
  void store_unaligned(float* to) const { _mm256_storeu_ps(to, value); }
  void store_first(float* to, std::int64_t count) const { _mm256_maskstore_ps(to, first(count), value); }

  friend Floats operator+(Floats a, Floats b) { return {_mm256_add_ps(a.value, b.value)}; }
  friend Floats operator-(Floats a, Floats b) { return {_mm256_sub_ps(a.value, b.value)}; }
  friend Floats operator*(Floats a, Floats b) { return {_mm256_mul_ps(a.value, b.value)}; }
  friend Floats operator/(Floats a, Floats b) { return {_mm256_div_ps(a.value, b.value)}; }
};

struct Doubles {
  static constexpr int lanes = 4;
  __m256d value;

  static __m256i first(std::int64_t count) {
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
  }

  static Doubles load(const double* from) { return {_mm256_load_pd(from)}; }
  static Doubles load_unaligned(const double* from) { return {_mm256_loadu_pd(from)}; }
  static Doubles load_first(const double* from, std::int64_t count) { return {_mm256_maskload_pd(from, first(count))}; }
  static Doubles broadcast(double x) { return {_mm256_set1_pd(x)}; }
  static Doubles zero() { return {_mm256_setzero_pd()}; }

  void store_unaligned(double* to) const { _mm256_storeu_pd(to, value); }
  void store_first(double* to, std::int64_t count) const { _mm256_maskstore_pd(to, first(count), value); }

  friend Doubles operator+(Doubles a, Doubles b) { return {_mm256_add_pd(a.value, b.value)}; }
  friend Doubles operator-(Doubles a, Doubles b) { return {_mm256_sub_pd(a.value, b.value)}; }
  friend Doubles operator*(Doubles a, Doubles b) { return {_mm256_mul_pd(a.value, b.value)}; }
  friend Doubles operator/(Doubles a, Doubles b) { return {_mm256_div_pd(a.value, b.value)}; }
};

inline Floats fma(Floats a, Floats b, Floats c) {
  return {_mm256_fmadd_ps(a.value, b.value, c.value)};
}
inline Doubles fma(Doubles a, Doubles b, Doubles c) {
  return {_mm256_fmadd_pd(a.value, b.value, c.value)};
}
inline Floats fnma(Floats a, Floats b, Floats c) {
  return {_mm256_fnmadd_ps(a.value, b.value, c.value)};
}
inline Doubles fnma(Doubles a, Doubles b, Doubles c) {
  return {_mm256_fnmadd_pd(a.value, b.value, c.value)};
}

inline Floats max(Floats a, Floats b) {
  return {_mm256_max_ps(a.value, b.value)};
}
inline Doubles max(Doubles a, Doubles b) {
  return {_mm256_max_pd(a.value, b.value)};
}
inline Floats sqrt(Floats a) {
  return {_mm256_sqrt_ps(a.value)};
}

inline Floats gate(Floats condition, Floats x) {
  return {_mm256_and_ps(_mm256_cmp_ps(condition.value, _mm256_setzero_ps(), _CMP_GT_OQ), x.value)};
}
inline int count_nonzero(Floats a) {
  const __m256 nonzero = _mm256_cmp_ps(a.value, _mm256_setzero_ps(), _CMP_NEQ_UQ);
  return __builtin_popcount(static_cast<unsigned>(_mm256_movemask_ps(nonzero)));
}

inline Floats interleave_low(Floats a, Floats b) {
  return {_mm256_permute2f128_ps(_mm256_unpacklo_ps(a.value, b.value), _mm256_unpackhi_ps(a.value, b.value), 0x20)};
}
inline Floats interleave_high(Floats a, Floats b) {
  return {_mm256_permute2f128_ps(_mm256_unpacklo_ps(a.value, b.value), _mm256_unpackhi_ps(a.value, b.value), 0x31)};
}

inline double sum(Doubles a) {
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(a.value), _mm256_extractf128_pd(a.value, 1));
  return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}
inline float sum(Floats a) {
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(a.value), _mm256_extractf128_ps(a.value, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}
inline Doubles widened_sum(Floats a) {
  return {_mm256_add_pd(_mm256_cvtps_pd(_mm256_castps256_ps128(a.value)),
                        _mm256_cvtps_pd(_mm256_extractf128_ps(a.value, 1)))};
}

}  // namespace
}  // namespace lgn::simd
