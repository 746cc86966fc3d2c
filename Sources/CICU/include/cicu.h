// What Yaoyu needs of libicu, as C functions whose names carry no ICU version.
// Swift sees only this header: ICU's own headers (which clash with Foundation's ICU) stay in cicu.cpp.
// Text is UTF-8 unless said otherwise; ill-formed bytes read as U+FFFD.
#ifndef CICU_H
#define CICU_H
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// ICU's version, such as "72.1".
const char *cicu_version(void);

// MARK: - Dictionary

typedef void (*cicu_word_callback)(void *context, const uint16_t *word, int32_t length, int32_t cost);

/// Calls back for every word of ICU's Chinese and Japanese dictionary (UTF-16, with its unigram cost).
/// Returns the number of words; -1 when ICU has no such data; -2 when its format is not the known one.
int32_t cicu_dictionary_each(void *context, cicu_word_callback callback);

// MARK: - Break iteration

typedef enum { CICU_BREAK_WORD = 0, CICU_BREAK_SENTENCE = 1, CICU_BREAK_GRAPHEME = 2 } cicu_break_kind;

typedef struct cicu_breaker cicu_breaker;

/// A break iterator for Chinese text, or NULL. Not for use by two threads at once.
cicu_breaker *cicu_breaker_open(cicu_break_kind kind);
void cicu_breaker_close(cicu_breaker *breaker);

/// Writes the end offsets (in bytes) of the pieces of `text` and returns how many there are.
/// `capacity` must be at least `length`; returns -1 on error.
int32_t cicu_breaker_ends(cicu_breaker *breaker, const uint8_t *text, int32_t length, int32_t *ends,
                          int32_t capacity);

// MARK: - Normalisation and transliteration

/// NFKC with case folding and default-ignorable code points removed (Unicode NFKC_Casefold).
/// Returns the length needed, written when `capacity` holds it; -1 on error.
int32_t cicu_nfkc_casefold(const uint8_t *text, int32_t length, uint8_t *output, int32_t capacity);

/// Whether cicu_nfkc_casefold treats what stands before the scalar and what begins with it apart.
bool cicu_nfkc_boundary_before(uint32_t scalar);

/// The one code point that the scalar becomes under cicu_nfkc_casefold; -1 when it becomes several or none.
int32_t cicu_fold(uint32_t scalar);

typedef struct cicu_transliterator cicu_transliterator;

/// Opens a transform by its ICU identifier, such as "Traditional-Simplified" or "Han-Latin"; NULL if unknown.
cicu_transliterator *cicu_transliterator_open(const char *identifier);
void cicu_transliterator_close(cicu_transliterator *transliterator);

/// Whether the rules of a transform that is no chain of others mention the scalar. Not for two threads at once.
bool cicu_transliterator_touches(cicu_transliterator *transliterator, uint32_t scalar);

/// Returns the length needed, written when `capacity` holds it; -1 on error.
int32_t cicu_transliterate(cicu_transliterator *transliterator, const uint8_t *text, int32_t length,
                           uint8_t *output, int32_t capacity);

// MARK: - Character properties

/// Four-letter code of the script ("Hani", "Latn", …); "Zzzz" when unknown.
const char *cicu_script(uint32_t scalar);
/// Terminal columns of the scalar after UAX #11: 0, 1 or 2 (ambiguous counts 1).
int32_t cicu_width(uint32_t scalar);
bool cicu_is_emoji(uint32_t scalar);
bool cicu_is_punctuation(uint32_t scalar);
bool cicu_is_symbol(uint32_t scalar);
bool cicu_is_letter(uint32_t scalar);
bool cicu_is_mark(uint32_t scalar);
bool cicu_is_space(uint32_t scalar);
bool cicu_is_default_ignorable(uint32_t scalar);
/// 0…9 for a decimal digit of any script, else -1.
int32_t cicu_digit(uint32_t scalar);

#ifdef __cplusplus
}
#endif

/// Begins to fetch the cache line at an address that need not exist. Here, since Swift has no prefetch and these are
/// the tokenizer's C functions.
static inline void cicu_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
