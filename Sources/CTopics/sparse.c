#include "ctopics.h"

#include <string.h>

// The sampler for many topics: it touches the topics that a document or a word has, not all of them.
//
// The weight of topic k for a token of word w in document d falls into three parts (Yao, Mimno & McCallum 2009,
// KDD, doi:10.1145/1557019.1557121; with alias tables Li, Ahmed, Ravi & Smola 2014, KDD,
// doi:10.1145/2623330.2623756):
//
//   n_dk * (N_wk + beta) / (N_k + V * beta)      the topics of the document: added up one by one
//   alpha_k * N_wk / (N_k + V * beta)            the topics of the word: one look into the word's alias table
//   alpha_k * beta / (N_k + V * beta)            all topics: one look into a table for all words
//
// N_wk and N_k stand still while documents are drawn, so the tables are exact, and nothing has to be corrected by
// Metropolis-Hastings steps. The token itself is taken out of the first part by subtraction, of the second by
// drawing again.

// a * b + c stays two roundings everywhere, or processors with FMA would draw other topics.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))
#define MAX_TOPICS (CTOPICS_MAX_BLOCKS * CTOPICS_LANES)
#define GOLDEN 0x9e3779b97f4a7c15ull
// How often the token itself may come up in its word's table before its topic stays.
#define MAX_TRIALS 64

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

INLINE void make_word_table(const ctopics_state *s, ctopics_tables *t, uint32_t word, workshop *w) {
  const size_t width = (size_t)s->blocks * CTOPICS_LANES;
  const int is_frequent = word < s->frequent_count;
  const float *floats_row = s->frequent + (is_frequent ? word : 0) * width;
  const uint8_t *bytes_row = s->rare + (is_frequent ? 0 : word - s->frequent_count) * width;
  uint32_t count = 0;
  float sum = 0;
  for (uint32_t block = 0; block < s->blocks; block++) {
    if (!is_frequent) {
      uint64_t eight;
      memcpy(&eight, bytes_row + block * CTOPICS_LANES, sizeof eight);
      if (!eight) continue;
    }
    for (uint32_t k = block * CTOPICS_LANES; k < (block + 1) * CTOPICS_LANES; k++) {
      const float n = is_frequent ? floats_row[k] : (float)bytes_row[k];
      if (n == 0) continue;
      w->topics[count] = (uint16_t)k;
      w->weights[count] = s->alpha[k] * n * s->inverse[k];
      sum += w->weights[count++];
    }
  }
  t->words[word] = (ctopics_word){sum, count};
  if (count) make_table(w, count, sum, t->columns + t->column_offsets[word]);
}

void ctopics_make_tables(const ctopics_state *s, const ctopics_batch *batch, ctopics_tables *t, uint32_t first,
                         uint32_t end) {
  workshop w;
  for (uint32_t word = first; word < end; word++) {
    const int64_t at = batch->cursors[word];
    if (at < batch->word_offsets[word + 1] && batch->positions[at] < batch->end) make_word_table(s, t, word, &w);
  }
}

void ctopics_make_common_table(const ctopics_state *s, ctopics_tables *t) {
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

INLINE uint16_t draw(const ctopics_state *s, const ctopics_tables *t, mixture *m, uint32_t word, uint16_t old,
                     uint64_t random) {
  const size_t width = (size_t)s->blocks * CTOPICS_LANES;
  const float *floats_row = word < s->frequent_count ? s->frequent + word * width : 0;
  const uint8_t *bytes_row = floats_row ? 0 : s->rare + (word - s->frequent_count) * width;
  const float own = floats_row ? add_up(m, floats_row, 0, s->beta, old) : add_up(m, 0, bytes_row, s->beta, old);
  const float counted = floats_row ? floats_row[old] : (float)bytes_row[old];
  const float rest = t->words[word].mass - s->alpha[old] * s->inverse[old];
  const float words = counted > 0 && t->words[word].count && rest > 0 ? rest : 0;
  float target = (float)(int32_t)(random >> 40) * (1.0f / 16777216.0f) * (own + words + t->common_mass);
  if (target < own) return m->topics[place_of(m, target)];
  target -= own;
  random = mix(random + GOLDEN);
  if (target >= words) return look_up(t->common, s->topic_count, random);
  const ctopics_alias *columns = t->columns + t->column_offsets[word];
  for (int trial = 0; trial < MAX_TRIALS; trial++) {
    const uint16_t topic = look_up(columns, t->words[word].count, random);
    if (topic != old) return topic;
    random = mix(random + GOLDEN);
    // One of the `counted` tokens is this one.
    if (fraction(random >> 24) * counted >= 1.0f) return topic;
    random = mix(random + GOLDEN);
  }
  return old;
}

// Asks for what drawing the document will read: the rows of its words at its topics.
INLINE void prefetch(const ctopics_state *s, const ctopics_tables *t, int64_t document) {
  const size_t width = (size_t)s->blocks * CTOPICS_LANES;
  const int64_t start = s->offsets[document];
  int64_t length = s->offsets[document + 1] - start;
  if (length > 24) length = 24;
  const int64_t topics = length < 8 ? length : 8;
  for (int64_t i = 0; i < length; i++) {
    const uint32_t word = s->words[start + i];
    __builtin_prefetch(&t->words[word]);
    __builtin_prefetch(&t->column_offsets[word]);
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

void ctopics_sample_sparse(const ctopics_state *s, const ctopics_tables *t, int64_t first, int64_t end,
                           uint64_t sweep) {
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
