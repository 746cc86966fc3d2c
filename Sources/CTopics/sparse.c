#include "ctopics.h"

#include <string.h>

// Vectors are passed between functions that are all inlined: there is no ABI to agree on.
#pragma clang diagnostic ignored "-Wpsabi"

// The sampler for many topics: it touches the topics that a document or a word has, not all of them.
//
// The weight of topic k for a token of word w in document d falls into three parts (Yao, Mimno & McCallum 2009,
// KDD, doi:10.1145/1557019.1557121):
//
//   n_dk * (N_wk + beta) / (N_k + V * beta)      the topics of the document: added up one by one
//   alpha_k * N_wk / (N_k + V * beta)            the topics of the word: by running sums over spans of topics
//   alpha_k * beta / (N_k + V * beta)            all topics: one look into an alias table for all words
//
// N_wk and N_k stand still while documents are drawn, so the sums are exact, and nothing has to be corrected by
// Metropolis-Hastings steps as with alias tables that age (Li, Ahmed, Ravi & Smola 2014, KDD,
// doi:10.1145/2623330.2623756). A run draws a word less often than the word has topics: adding its row up, a vector at
// a time, costs less than making an alias table of it, and the few draws that need it look through one span. The
// token itself is taken out of the first part by subtraction, of the second by drawing again.

// a * b + c stays two roundings everywhere, or processors with FMA would draw other topics.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))
#define MAX_TOPICS (CTOPICS_MAX_BLOCKS * CTOPICS_LANES)
#define GOLDEN 0x9e3779b97f4a7c15ull
// How often the token itself may come up among its word's topics before its topic stays.
#define MAX_TRIALS 64

typedef float floats __attribute__((vector_size(4 * CTOPICS_LANES), may_alias));
typedef uint8_t bytes __attribute__((vector_size(CTOPICS_LANES), may_alias));

INLINE uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

INLINE float fraction(uint64_t random) { return (float)(int32_t)(random & 0xffffff) * (1.0f / 16777216.0f); }

// Room for making one table.
typedef struct {
  float weights[MAX_TOPICS];
  uint16_t topics[MAX_TOPICS];
  uint16_t light[MAX_TOPICS], heavy[MAX_TOPICS];
} workshop;

// The alias table of the first `count` topics and weights, which add up to `sum` (Vose 1991, IEEE TSE 17:972).
static void make_table(workshop *w, uint32_t count, float sum, ctopics_alias *columns) {
  uint32_t light = 0, heavy = 0;
  const float scale = (float)count / sum;
  for (uint32_t i = 0; i < count; i++) {
    w->weights[i] *= scale;
    columns[i] = (ctopics_alias){1.0f, w->topics[i], w->topics[i]};
    if (w->weights[i] < 1) w->light[light++] = (uint16_t)i; else w->heavy[heavy++] = (uint16_t)i;
  }
  while (light && heavy) {
    const uint16_t less = w->light[--light], more = w->heavy[heavy - 1];
    columns[less].accept = w->weights[less];
    columns[less].other = w->topics[more];
    w->weights[more] -= 1.0f - w->weights[less];
    if (w->weights[more] < 1) {
      heavy--;
      w->light[light++] = more;
    }
  }
}

INLINE uint16_t look_up(const ctopics_alias *columns, uint32_t count, uint64_t random) {
  const ctopics_alias *column = &columns[((random >> 32) * count) >> 32];
  return fraction(random) < column->accept ? column->topic : column->other;
}

// The row of a word's counts: one of the two is null.
typedef struct {
  const float *floats;
  const uint8_t *bytes;
} row;

INLINE row row_of(const ctopics_state *s, uint32_t word) {
  const size_t width = (size_t)s->blocks * CTOPICS_LANES;
  if (word < s->frequent_count) return (row){s->frequent + word * width, 0};
  return (row){0, s->rare + (word - s->frequent_count) * width};
}

INLINE float count_at(row r, uint32_t topic) { return r.floats ? r.floats[topic] : (float)r.bytes[topic]; }

// What alpha_k * N_wk / (N_k + V * beta) of the topics of a span add up to, by lane.
INLINE floats add_up_span(const ctopics_state *s, const ctopics_sums *t, row r, uint32_t span) {
  const uint32_t first = span * CTOPICS_SPAN;
  const uint32_t end = first + CTOPICS_SPAN < s->blocks ? first + CTOPICS_SPAN : s->blocks;
  floats sums = {0};
  for (uint32_t block = first; block < end; block++) {
    floats factor, count;
    memcpy(&factor, t->factors + block * CTOPICS_LANES, sizeof factor);
    if (r.floats) {
      memcpy(&count, r.floats + block * CTOPICS_LANES, sizeof count);
    } else {
      bytes small;
      memcpy(&small, r.bytes + block * CTOPICS_LANES, sizeof small);
      count = __builtin_convertvector(small, floats);
    }
    sums += factor * count;
  }
  return sums;
}

INLINE int is_empty(row r, uint32_t span, uint32_t blocks) {
  if (r.floats) return 0;
  uint64_t any = 0;
  for (uint32_t block = span * CTOPICS_SPAN; block < (span + 1) * CTOPICS_SPAN && block < blocks; block++) {
    uint64_t eight;
    memcpy(&eight, r.bytes + block * CTOPICS_LANES, sizeof eight);
    any |= eight;
  }
  return any == 0;
}

INLINE void add_up_words(const ctopics_state *s, const ctopics_batch *batch, ctopics_sums *t, uint32_t first,
                         uint32_t end) {
  for (uint32_t word = first; word < end; word++) {
    const int64_t at = batch->cursors[word];
    if (at >= batch->word_offsets[word + 1] || batch->positions[at] >= batch->end) continue;
    const row r = row_of(s, word);
    float *running = t->words + (size_t)word * t->spans;
    float sum = 0;
    for (uint32_t span = 0; span < t->spans; span++) {
      if (!is_empty(r, span, s->blocks)) {
        const floats v = add_up_span(s, t, r, span);
        sum += ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
      }
      running[span] = sum;
    }
  }
}

// The topic of a word at `target`, at least 0 and below what the word's topics add up to, which is above 0. Within a
// span topics are ordered by lane. Sums in another order round otherwise: what lies past the end is given to the last
// topic that has a weight.
INLINE uint16_t topic_at(const ctopics_state *s, const ctopics_sums *t, uint32_t word, float target) {
  const float *running = t->words + (size_t)word * t->spans;
  uint32_t span = 0;
  for (uint32_t i = 0; i < t->spans; i++) span += running[i] <= target;
  if (span == t->spans) span--;
  while (span > 0 && running[span] == running[span - 1]) span--;
  if (span > 0) target -= running[span - 1];
  const row r = row_of(s, word);
  const floats sums = add_up_span(s, t, r, span);
  uint32_t lane = 0;
  for (uint32_t i = 0; i < CTOPICS_LANES; i++) {
    if (sums[i] <= 0) continue;
    lane = i;
    if (target < sums[i]) break;
    target -= sums[i];
  }
  uint32_t topic = 0;
  for (uint32_t block = span * CTOPICS_SPAN; block < (span + 1) * CTOPICS_SPAN && block < s->blocks; block++) {
    const uint32_t k = block * CTOPICS_LANES + lane;
    const float weight = t->factors[k] * count_at(r, k);
    if (weight <= 0) continue;
    topic = k;
    if (target < weight) break;
    target -= weight;
  }
  return (uint16_t)topic;
}

void ctopics_add_up_common(const ctopics_state *s, ctopics_sums *t) {
  for (uint32_t k = 0; k < s->blocks * CTOPICS_LANES; k++) t->factors[k] = s->alpha[k] * s->inverse[k];
  workshop w;
  float sum = 0;
  for (uint32_t k = 0; k < s->topic_count; k++) {
    w.topics[k] = (uint16_t)k;
    w.weights[k] = s->alpha[k] * s->beta * s->inverse[k];
    sum += w.weights[k];
  }
  t->common_mass = sum;
  make_table(&w, s->topic_count, sum, t->common);
}

// The topics of the document that is being drawn.
typedef struct {
  uint32_t count;
  uint16_t topics[MAX_TOPICS];
  float tokens[MAX_TOPICS];
  // tokens[i] / (N_k + V * beta), and the running sums of the draw.
  float weights[MAX_TOPICS];
  float sums[MAX_TOPICS];
  // By topic: its place in `topics`, from 1; 0 for none.
  uint16_t places[MAX_TOPICS];
} mixture;

INLINE void enter(mixture *m, uint16_t topic, const float *inverse) {
  uint32_t place = m->places[topic];
  if (!place) {
    m->topics[m->count] = topic;
    m->tokens[m->count] = 0;
    m->places[topic] = (uint16_t)(place = ++m->count);
  }
  m->tokens[place - 1] += 1;
  m->weights[place - 1] = m->tokens[place - 1] * inverse[topic];
}

// Takes a token out; its topic keeps its place, with no weight where it was the last.
INLINE void leave(mixture *m, uint16_t topic, const float *inverse) {
  const uint32_t place = m->places[topic] - 1u;
  m->tokens[place] -= 1;
  m->weights[place] = m->tokens[place] * inverse[topic];
}

INLINE void drop_if_gone(mixture *m, uint16_t topic) {
  const uint32_t place = m->places[topic] - 1u;
  if (m->tokens[place] > 0) return;
  const uint32_t last = --m->count;
  m->topics[place] = m->topics[last];
  m->tokens[place] = m->tokens[last];
  m->weights[place] = m->weights[last];
  m->places[m->topics[place]] = (uint16_t)(place + 1);
  m->places[topic] = 0;
}

// Adds up the first part of the weights.
INLINE float add_up(mixture *m, const float *floats_row, const uint8_t *bytes_row, float beta, uint16_t old) {
  float sum = 0;
  for (uint32_t i = 0; i < m->count; i++) {
    const uint16_t topic = m->topics[i];
    const float n = floats_row ? floats_row[topic] : (float)bytes_row[topic];
    sum += m->weights[i] * (n + beta - (topic == old ? 1.0f : 0.0f));
    m->sums[i] = sum;
  }
  return sum;
}

// The first of the running sums above `target`.
INLINE uint32_t place_of(const mixture *m, float target) {
  uint32_t low = 0, high = m->count - 1;
  if (high < 16) {
    uint32_t place = 0;
    for (uint32_t i = 0; i < high; i++) place += m->sums[i] <= target;
    return place;
  }
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (m->sums[middle] <= target) low = middle + 1; else high = middle;
  }
  return low;
}

INLINE uint16_t draw(const ctopics_state *s, const ctopics_sums *t, mixture *m, uint32_t word, uint16_t old,
                     uint64_t random) {
  const row r = row_of(s, word);
  const float own = r.floats ? add_up(m, r.floats, 0, s->beta, old) : add_up(m, 0, r.bytes, s->beta, old);
  const float counted = count_at(r, old);
  const float all = t->words[(size_t)word * t->spans + t->spans - 1];
  const float rest = all - t->factors[old];
  const float words = counted > 0 && all > 0 && rest > 0 ? rest : 0;
  float target = (float)(int32_t)(random >> 40) * (1.0f / 16777216.0f) * (own + words + t->common_mass);
  if (target < own) return m->topics[place_of(m, target)];
  target -= own;
  random = mix(random + GOLDEN);
  if (target >= words) return look_up(t->common, s->topic_count, random);
  for (int trial = 0; trial < MAX_TRIALS; trial++) {
    const uint16_t topic = topic_at(s, t, word, fraction(random) * all);
    if (topic != old) return topic;
    // One of the `counted` tokens is this one.
    if (fraction(random >> 24) * counted >= 1.0f) return topic;
    random = mix(random + GOLDEN);
  }
  return old;
}

// Asks for what drawing the document will read: the rows of its words at its topics.
INLINE void prefetch(const ctopics_state *s, const ctopics_sums *t, int64_t document) {
  const size_t width = (size_t)s->blocks * CTOPICS_LANES;
  const int64_t start = s->offsets[document];
  int64_t length = s->offsets[document + 1] - start;
  if (length > 24) length = 24;
  const int64_t topics = length < 8 ? length : 8;
  for (int64_t i = 0; i < length; i++) {
    const uint32_t word = s->words[start + i];
    __builtin_prefetch(&t->words[(size_t)word * t->spans + t->spans - 1]);
    for (int64_t j = 0; j < topics; j++) {
      const uint16_t topic = s->topics[start + j];
      if (word < s->frequent_count) {
        __builtin_prefetch(s->frequent + word * width + topic);
      } else {
        __builtin_prefetch(s->rare + (word - s->frequent_count) * width + topic);
      }
    }
  }
}

INLINE void sample(const ctopics_state *s, const ctopics_sums *t, int64_t first, int64_t end, uint64_t sweep) {
  mixture m;
  m.count = 0;
  memset(m.places, 0, sizeof m.places);
  for (int64_t d = first; d < end; d++) {
    if (d + 2 < end) prefetch(s, t, d + 2);
    const int64_t start = s->offsets[d], stop = s->offsets[d + 1];
    uint64_t stream = mix(s->seed ^ mix(sweep * GOLDEN + (uint64_t)d));
    for (int64_t i = start; i < stop; i++) enter(&m, s->topics[i], s->inverse);
    for (int64_t i = start; i < stop; i++) {
      const uint16_t old = s->topics[i];
      leave(&m, old, s->inverse);
      stream += GOLDEN;
      const uint16_t topic = draw(s, t, &m, s->words[i], old, mix(stream));
      enter(&m, topic, s->inverse);
      drop_if_gone(&m, old);
      s->topics[i] = topic;
    }
    for (uint32_t i = 0; i < m.count; i++) m.places[m.topics[i]] = 0;
    m.count = 0;
  }
}

// Twice the same source: what is inlined takes the instruction set of where it is inlined.
#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,bmi")))

AVX2 static void add_up_words_avx2(const ctopics_state *s, const ctopics_batch *batch, ctopics_sums *t,
                                   uint32_t first, uint32_t end) {
  add_up_words(s, batch, t, first, end);
}

AVX2 static void sample_avx2(const ctopics_state *s, const ctopics_sums *t, int64_t first, int64_t end,
                             uint64_t sweep) {
  sample(s, t, first, end, sweep);
}
#endif

void ctopics_add_up_words(ctopics_variant variant, const ctopics_state *s, const ctopics_batch *batch,
                          ctopics_sums *t, uint32_t first, uint32_t end) {
#if defined(__x86_64__)
  if (variant == CTOPICS_AVX2) {
    add_up_words_avx2(s, batch, t, first, end);
    return;
  }
#endif
  add_up_words(s, batch, t, first, end);
}

void ctopics_sample_sparse(ctopics_variant variant, const ctopics_state *s, const ctopics_sums *t, int64_t first,
                           int64_t end, uint64_t sweep) {
#if defined(__x86_64__)
  if (variant == CTOPICS_AVX2) {
    sample_avx2(s, t, first, end, sweep);
    return;
  }
#endif
  sample(s, t, first, end, sweep);
}
