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
// Where topics are many, sums are kept for every so many blocks.
#define CTOPICS_SPAN 8
// 2048 topics: bounds the sampler's stack.
#define CTOPICS_MAX_BLOCKS 256
// The topic of a token that was given none yet.
#define CTOPICS_NONE 0xffff
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

// A run of neighbouring tokens, start..<end, that was drawn anew, and what is needed to count it.
typedef struct {
  // Places of all tokens ordered by word, then place; word_offsets says where each word's begin.
  const uint32_t *positions;
  const int64_t *word_offsets;
  // By word: the first of its positions that was not counted in this sweep. Moved on by recounting.
  int64_t *cursors;
  // The topics of the run before it was drawn.
  const uint16_t *previous;
  uint32_t start;
  uint32_t end;
} ctopics_batch;

// A column of an alias table: stands for `topic` with the chance `accept`, else for `other`.
typedef struct {
  float accept;
  uint16_t topic;
  uint16_t other;
} ctopics_alias;

// Sums for sampling many topics: of each word, and of all.
typedef struct {
  // alpha_k * N_wk / (N_k + V * beta) of word w, added up to the end of each span of CTOPICS_SPAN blocks: the sum up
  // to span i at w * spans + i.
  float *words;
  uint32_t spans;
  // alpha_k / (N_k + V * beta); 0 in the padding.
  float *factors;
  // The alias table of alpha_k * beta / (N_k + V * beta), and the sum of it.
  ctopics_alias *common;
  float common_mass;
} ctopics_sums;

// A trained model, and documents for which it is asked.
typedef struct {
  // P(word | topic): rows of blocks * CTOPICS_LANES, 0 in the padding; alpha likewise.
  const float *probabilities;
  const float *alpha;
  const uint32_t *words;
  const int64_t *offsets;
  uint32_t topic_count;
  uint32_t blocks;
  uint64_t seed;
} ctopics_topics;

// Whether this processor can run `variant`.
int ctopics_supports(ctopics_variant variant);

// Draws a new topic for every token of the documents first..<end. The random numbers depend on seed, sweep and
// document alone.
void ctopics_sample(ctopics_variant variant, const ctopics_state *state, int64_t first, int64_t end,
                    uint64_t sweep);

// Adds up what holds for all words. Before ctopics_add_up_words.
void ctopics_add_up_common(const ctopics_state *state, ctopics_sums *sums);

// Adds up those words first..<end that occur in the run `batch`, before it is drawn. Threads may do different words at
// once.
void ctopics_add_up_words(ctopics_variant variant, const ctopics_state *state, const ctopics_batch *batch,
                          ctopics_sums *sums, uint32_t first, uint32_t end);

// As ctopics_sample, with another use of the same random numbers: a token costs as much as its document has topics,
// however many there are.
void ctopics_sample_sparse(ctopics_variant variant, const ctopics_state *state, const ctopics_sums *sums,
                           int64_t first, int64_t end, uint64_t sweep);

// Carries the new topics of a run over into the counts of the words first..<end, and what changed by topic into
// `totals`. Threads may do different words at once.
void ctopics_recount(const ctopics_state *state, const ctopics_batch *batch, float *frequent, uint8_t *rare,
                     uint32_t first, uint32_t end, int32_t *totals);

// Folds in the documents order[first..<end]: each token's topic is drawn `sweeps` times with the weight
// (n_dk + alpha_k) * P(word | k), and n_dk + alpha_k added to the document's row of `mixtures` after every sweep
// of the second half. `scratch` has room for 4 * longest topics. The random numbers depend on the seed and the
// document's words alone. Neighbours in `order` should be about as long.
void ctopics_fold_in(ctopics_variant variant, const ctopics_topics *topics, const int64_t *order, int64_t first,
                     int64_t end, int32_t sweeps, uint16_t *scratch, int64_t longest, float *mixtures);

#endif
