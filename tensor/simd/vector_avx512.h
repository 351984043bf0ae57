// Floats (16 lanes) and Doubles (8) of AVX-512. The meaning of the operations: vector_scalar.h.
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace lgn::simd {
namespace {  // internal linkage: see dispatch.h

inline constexpr int registers = 32;

struct Floats {
  static constexpr int lanes = 16;
  __m512 value;

  static __mmask16 first(std::int64_t count) { return static_cast<__mmask16>((1u << count) - 1); }

  static Floats load(const float* from) { return {_mm512_load_ps(from)}; }
  static Floats load_unaligned(const float* from) { return {_mm512_loadu_ps(from)}; }
  static Floats load_first(const float* from, std::int64_t count) {
    return {_mm512_maskz_loadu_ps(first(count), from)};
  }
  static Floats broadcast(float x) { return {_mm512_set1_ps(x)}; }
  static Floats zero() { return {_mm512_setzero_ps()}; }

  void store(float* to) const { _mm512_store_ps(to, value); }
  void store_unaligned(float* to) const { _mm512_storeu_ps(to, value); }
  void store_first(float* to, std::int64_t count) const { _mm512_mask_storeu_ps(to, first(count), value); }

  friend Floats operator+(Floats a, Floats b) { return {_mm512_add_ps(a.value, b.value)}; }
  friend Floats operator-(Floats a, Floats b) { return {_mm512_sub_ps(a.value, b.value)}; }
  friend Floats operator*(Floats a, Floats b) { return {_mm512_mul_ps(a.value, b.value)}; }
  friend Floats operator/(Floats a, Floats b) { return {_mm512_div_ps(a.value, b.value)}; }
};

struct Doubles {
  static constexpr int lanes = 8;
  __m512d value;

  static __mmask8 first(std::int64_t count) { return static_cast<__mmask8>((1u << count) - 1); }

  static Doubles load(const double* from) { return {_mm512_load_pd(from)}; }
  static Doubles load_unaligned(const double* from) { return {_mm512_loadu_pd(from)}; }
  static Doubles load_first(const double* from, std::int64_t count) {
    return {_mm512_maskz_loadu_pd(first(count), from)};
  }
  static Doubles broadcast(double x) { return {_mm512_set1_pd(x)}; }
  static Doubles zero() { return {_mm512_setzero_pd()}; }

  void store_unaligned(double* to) const { _mm512_storeu_pd(to, value); }
  void store_first(double* to, std::int64_t count) const { _mm512_mask_storeu_pd(to, first(count), value); }

  friend Doubles operator+(Doubles a, Doubles b) { return {_mm512_add_pd(a.value, b.value)}; }
  friend Doubles operator-(Doubles a, Doubles b) { return {_mm512_sub_pd(a.value, b.value)}; }
  friend Doubles operator*(Doubles a, Doubles b) { return {_mm512_mul_pd(a.value, b.value)}; }
  friend Doubles operator/(Doubles a, Doubles b) { return {_mm512_div_pd(a.value, b.value)}; }
};

inline Floats fma(Floats a, Floats b, Floats c) {
  return {_mm512_fmadd_ps(a.value, b.value, c.value)};
}
inline Doubles fma(Doubles a, Doubles b, Doubles c) {
  return {_mm512_fmadd_pd(a.value, b.value, c.value)};
}
inline Floats fnma(Floats a, Floats b, Floats c) {
  return {_mm512_fnmadd_ps(a.value, b.value, c.value)};
}
inline Doubles fnma(Doubles a, Doubles b, Doubles c) {
  return {_mm512_fnmadd_pd(a.value, b.value, c.value)};
}

// Some operations in their zero-masked form with a full mask, which costs nothing: g++ 12 warns of an
// uninitialised variable inside its own unmasked ones.
inline Floats max(Floats a, Floats b) {
  return {_mm512_maskz_max_ps(0xffff, a.value, b.value)};
}
inline Doubles max(Doubles a, Doubles b) {
  return {_mm512_maskz_max_pd(0xff, a.value, b.value)};
}
inline Floats sqrt(Floats a) {
  return {_mm512_maskz_sqrt_ps(0xffff, a.value)};
}

inline Floats gate(Floats condition, Floats x) {
  return {_mm512_maskz_mov_ps(_mm512_cmp_ps_mask(condition.value, _mm512_setzero_ps(), _CMP_GT_OQ), x.value)};
}
inline int count_nonzero(Floats a) {
  return __builtin_popcount(_mm512_cmp_ps_mask(a.value, _mm512_setzero_ps(), _CMP_NEQ_UQ));
}

inline Floats interleave_low(Floats a, Floats b) {
  const __m512i order = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  return {_mm512_permutex2var_ps(a.value, order, b.value)};
}
inline Floats interleave_high(Floats a, Floats b) {
  const __m512i order = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  return {_mm512_permutex2var_ps(a.value, order, b.value)};
}

inline __m256 low(Floats a) {
  return _mm512_maskz_extractf32x8_ps(0xff, a.value, 0);
}
inline __m256 high(Floats a) {
  return _mm512_maskz_extractf32x8_ps(0xff, a.value, 1);
}
inline __m256d low(Doubles a) {
  return _mm512_maskz_extractf64x4_pd(0xff, a.value, 0);
}
inline __m256d high(Doubles a) {
  return _mm512_maskz_extractf64x4_pd(0xff, a.value, 1);
}

inline double sum(Doubles a) {
  const __m256d four = _mm256_add_pd(low(a), high(a));
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}
inline float sum(Floats a) {
  const __m256 eight = _mm256_add_ps(low(a), high(a));
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}
inline Doubles widened_sum(Floats a) {
  return {_mm512_add_pd(_mm512_maskz_cvtps_pd(0xff, low(a)), _mm512_maskz_cvtps_pd(0xff, high(a)))};
}

}  // namespace
}  // namespace lgn::simd
