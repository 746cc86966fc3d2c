#include "ctopics.h"

#include <string.h>

// a * b + c stays two roundings everywhere, or processors with FMA would draw other topics.
#pragma STDC FP_CONTRACT OFF

// Vectors are passed between functions that are all inlined: there is no ABI to agree on.
#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef float floats __attribute__((vector_size(4 * CTOPICS_LANES), may_alias));
typedef int32_t ints __attribute__((vector_size(4 * CTOPICS_LANES)));
typedef uint8_t bytes __attribute__((vector_size(CTOPICS_LANES)));
typedef _Bool bools __attribute__((ext_vector_type(CTOPICS_LANES)));

#define GOLDEN 0x9e3779b97f4a7c15ull
// A document's weights drift by rounding; longer ones are summed up afresh after so many tokens.
#define SEGMENT 4096

#define VARIANT(name) name##_baseline
#include "sampler.inc"
#undef VARIANT

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi"))), apply_to = function)
#define VARIANT(name) name##_avx2
#include "sampler.inc"
#undef VARIANT
#pragma clang attribute pop
#endif

int ctopics_supports(ctopics_variant variant) {
  switch (variant) {
  case CTOPICS_BASELINE:
    return 1;
  case CTOPICS_AVX2:
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
#else
    return 0;
#endif
  }
  return 0;
}

void ctopics_sample(ctopics_variant variant, const ctopics_state *state, int64_t first, int64_t end,
                    uint64_t sweep) {
#if defined(__x86_64__)
  if (variant == CTOPICS_AVX2) {
    sample_avx2(state, first, end, sweep);
    return;
  }
#endif
  sample_baseline(state, first, end, sweep);
}

void ctopics_recount(const ctopics_state *state, const ctopics_batch *batch, float *frequent, uint8_t *rare,
                     uint32_t first, uint32_t end, int32_t *totals) {
  const size_t width = (size_t)state->blocks * CTOPICS_LANES;
  for (uint32_t word = first; word < end; word++) {
    const int64_t stop = batch->word_offsets[word + 1];
    int64_t at = batch->cursors[word];
    const int is_frequent = word < state->frequent_count;
    float *floats_row = is_frequent ? frequent + word * width : frequent;
    uint8_t *bytes_row = is_frequent ? rare : rare + (word - state->frequent_count) * width;
    for (; at < stop && batch->positions[at] < batch->end; at++) {
      const uint32_t position = batch->positions[at];
      const uint16_t old = batch->previous[position - batch->start], now = state->topics[position];
      if (old == now) continue;
      if (old != CTOPICS_NONE) {
        totals[old]--;
        if (is_frequent) floats_row[old] -= 1; else bytes_row[old]--;
      }
      totals[now]++;
      if (is_frequent) floats_row[now] += 1; else bytes_row[now]++;
    }
    batch->cursors[word] = at;
  }
}

void ctopics_fold_in(ctopics_variant variant, const ctopics_topics *topics, const int64_t *order, int64_t first,
                     int64_t end, int32_t sweeps, uint16_t *scratch, int64_t longest, float *mixtures) {
#if defined(__x86_64__)
  if (variant == CTOPICS_AVX2) {
    fold_in_avx2(topics, order, first, end, sweeps, scratch, longest, mixtures);
    return;
  }
#endif
  fold_in_baseline(topics, order, first, end, sweeps, scratch, longest, mixtures);
}
