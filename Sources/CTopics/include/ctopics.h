// The inner loop of the topic sampler, compiled once per instruction set of the processor.
//
// It is C because one Swift module cannot be compiled for several instruction sets, and a program that runs on
// every x86-64 must not use AVX2 unasked: on herbal reviews with 20 topics the baseline draws half as many
// topics a second. All variants do the same IEEE operations in the same order and give the same bits.
#ifndef CTOPICS_H
#define CTOPICS_H

#include <stdint.h>

// Topics are kept in blocks of this many; rows are padded to whole blocks.
#define CTOPICS_LANES 8
// 2048 topics: bounds the sampler's stack.
#define CTOPICS_MAX_BLOCKS 256
// The sampler prefetches ahead: `words` must be readable this far past its end, with words below the count.
#define CTOPICS_PADDING 8

typedef enum {
  CTOPICS_BASELINE = 0,  // SSE2 on x86-64, NEON on arm64
  CTOPICS_AVX2 = 1,
} ctopics_variant;

// The state of a training run. Everything but `topics` stands still while documents are sampled, so any number
// of threads may sample different documents at once.
typedef struct {
  // By token; the tokens of a document are neighbours.
  const uint32_t *words;
  uint16_t *topics;
  // By document and one more: where its tokens begin.
  const int64_t *offsets;
  // alpha[k], and 1 / (N_k + V * beta); 0 in the padding.
  const float *alpha;
  const float *inverse;
  // N_wk for the words 0..<frequent_count as floats, for those from there on as bytes (they occur at most 255
  // times). A row is blocks * CTOPICS_LANES long.
  const float *frequent;
  const uint8_t *rare;
  uint32_t frequent_count;
  uint32_t topic_count;
  uint32_t blocks;
  float beta;
  uint64_t seed;
} ctopics_state;

// Whether this processor can run `variant`.
int ctopics_supports(ctopics_variant variant);

// Draws a new topic for every token of the documents first..<end, and adds to `totals` (topic_count long) how
// many tokens each topic got. The random numbers depend on seed, sweep and document alone.
void ctopics_sample(ctopics_variant variant, const ctopics_state *state, int64_t first, int64_t end,
                    uint64_t sweep, int32_t *totals);

#endif
