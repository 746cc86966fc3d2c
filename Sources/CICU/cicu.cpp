#include "cicu.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucharstrie.h>
#include <unicode/udata.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

// ICU's own strings are built from bounded UTF-8, so a lone or cut sequence becomes U+FFFD.
icu::UnicodeString fromUTF8(const uint8_t *text, int32_t length) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(reinterpret_cast<const char *>(text), length));
}

int32_t copyUTF8(const icu::UnicodeString &string, uint8_t *output, int32_t capacity) {
  std::string utf8;
  string.toUTF8String(utf8);
  const auto length = static_cast<int32_t>(utf8.size());
  if (length <= capacity) memcpy(output, utf8.data(), utf8.size());
  return length;
}

}  // namespace

struct cicu_breaker {
  UBreakIterator *iterator;
  std::vector<UChar> units;
  std::vector<int32_t> offsets;  // byte offset of each UTF-16 unit
};

struct cicu_transliterator {
  std::unique_ptr<icu::Transliterator> transform;
  std::unique_ptr<icu::UnicodeSet> source;  // what the rules mention, once somebody asks
};

extern "C" {

const char *cicu_version(void) { return U_ICU_VERSION; }

int32_t cicu_dictionary_each(void *context, cicu_word_callback callback) {
  UErrorCode status = U_ZERO_ERROR;
  UDataMemory *data = udata_open(U_ICUDATA_NAME "-brkitr", "dict", "cjdict", &status);
  if (U_FAILURE(status)) return -1;
  // The layout of dictionarydata.h: eight int32 indexes; [0] is the trie's offset, [4] & 7 its type,
  // where 1 is a UCharsTrie.
  const auto *indexes = static_cast<const int32_t *>(udata_getMemory(data));
  if ((indexes[4] & 7) != 1) {
    udata_close(data);
    return -2;
  }
  const auto *trie = reinterpret_cast<const char16_t *>(reinterpret_cast<const char *>(indexes) + indexes[0]);
  icu::UCharsTrie::Iterator iterator(icu::ConstChar16Ptr(trie), 0, status);
  int32_t count = 0;
  while (iterator.next(status)) {
    const icu::UnicodeString &word = iterator.getString();
    callback(context, reinterpret_cast<const uint16_t *>(word.getBuffer()), word.length(), iterator.getValue());
    count++;
  }
  udata_close(data);
  return U_FAILURE(status) ? -1 : count;
}

cicu_breaker *cicu_breaker_open(cicu_break_kind kind) {
  UErrorCode status = U_ZERO_ERROR;
  const UBreakIteratorType type = kind == CICU_BREAK_SENTENCE   ? UBRK_SENTENCE
                                  : kind == CICU_BREAK_GRAPHEME ? UBRK_CHARACTER
                                                                : UBRK_WORD;
  UBreakIterator *iterator = ubrk_open(type, "zh", nullptr, 0, &status);
  if (U_FAILURE(status)) return nullptr;
  return new cicu_breaker{iterator, {}, {}};
}

void cicu_breaker_close(cicu_breaker *breaker) {
  if (!breaker) return;
  ubrk_close(breaker->iterator);
  delete breaker;
}

int32_t cicu_breaker_ends(cicu_breaker *breaker, const uint8_t *text, int32_t length, int32_t *ends,
                          int32_t capacity) {
  // One pass from UTF-8 to UTF-16 with an offset map: 17 to 28 % faster than ICU's UText over UTF-8.
  breaker->units.resize(static_cast<size_t>(length) + 1);
  breaker->offsets.resize(static_cast<size_t>(length) + 2);
  int32_t unitCount = 0;
  for (int32_t i = 0; i < length;) {
    const int32_t start = i;
    UChar32 scalar;
    U8_NEXT_OR_FFFD(text, i, length, scalar);
    if (scalar < 0x10000) {
      breaker->offsets[unitCount] = start;
      breaker->units[unitCount++] = static_cast<UChar>(scalar);
    } else {
      breaker->offsets[unitCount] = start;
      breaker->units[unitCount++] = U16_LEAD(scalar);
      breaker->offsets[unitCount] = start;
      breaker->units[unitCount++] = U16_TRAIL(scalar);
    }
  }
  breaker->offsets[unitCount] = length;
  UErrorCode status = U_ZERO_ERROR;
  ubrk_setText(breaker->iterator, breaker->units.data(), unitCount, &status);
  if (U_FAILURE(status)) return -1;
  int32_t count = 0;
  ubrk_first(breaker->iterator);
  for (int32_t end; (end = ubrk_next(breaker->iterator)) != UBRK_DONE; count++) {
    if (count >= capacity) return -1;
    ends[count] = breaker->offsets[end];
  }
  return count;
}

int32_t cicu_nfkc_casefold(const uint8_t *text, int32_t length, uint8_t *output, int32_t capacity) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2 *normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) return -1;
  const icu::UnicodeString normalized = normalizer->normalize(fromUTF8(text, length), status);
  return U_FAILURE(status) ? -1 : copyUTF8(normalized, output, capacity);
}

bool cicu_nfkc_boundary_before(uint32_t scalar) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2 *normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  return U_FAILURE(status) || normalizer->hasBoundaryBefore(static_cast<UChar32>(scalar));
}

int32_t cicu_fold(uint32_t scalar) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2 *normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const auto c = static_cast<UChar32>(scalar);
  if (U_FAILURE(status) || U_IS_SURROGATE(c)) return -1;
  if (normalizer->isInert(c)) return c;
  const icu::UnicodeString folded = normalizer->normalize(icu::UnicodeString(c), status);
  return U_FAILURE(status) || folded.countChar32() != 1 ? -1 : folded.char32At(0);
}

cicu_transliterator *cicu_transliterator_open(const char *identifier) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Transliterator *transform = icu::Transliterator::createInstance(
      icu::UnicodeString::fromUTF8(identifier), UTRANS_FORWARD, status);
  if (U_FAILURE(status) || !transform) return nullptr;
  return new cicu_transliterator{std::unique_ptr<icu::Transliterator>(transform), nullptr};
}

void cicu_transliterator_close(cicu_transliterator *transliterator) { delete transliterator; }

bool cicu_transliterator_touches(cicu_transliterator *transliterator, uint32_t scalar) {
  if (!transliterator->source) {
    transliterator->source = std::make_unique<icu::UnicodeSet>();
    transliterator->transform->getSourceSet(*transliterator->source);
  }
  return transliterator->source->contains(static_cast<UChar32>(scalar));
}

int32_t cicu_transliterate(cicu_transliterator *transliterator, const uint8_t *text, int32_t length,
                           uint8_t *output, int32_t capacity) {
  icu::UnicodeString string = fromUTF8(text, length);
  transliterator->transform->transliterate(string);
  return copyUTF8(string, output, capacity);
}

const char *cicu_script(uint32_t scalar) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(scalar), &status);
  return U_FAILURE(status) ? "Zzzz" : uscript_getShortName(script);
}

int32_t cicu_width(uint32_t scalar) {
  const auto c = static_cast<UChar32>(scalar);
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const int32_t width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

bool cicu_is_emoji(uint32_t scalar) {
  return scalar > 0xFF && u_hasBinaryProperty(static_cast<UChar32>(scalar), UCHAR_EMOJI);
}
bool cicu_is_punctuation(uint32_t scalar) { return u_ispunct(static_cast<UChar32>(scalar)); }
bool cicu_is_symbol(uint32_t scalar) {
  return (U_GET_GC_MASK(static_cast<UChar32>(scalar)) & U_GC_S_MASK) != 0;
}
bool cicu_is_letter(uint32_t scalar) { return u_isalpha(static_cast<UChar32>(scalar)); }
bool cicu_is_mark(uint32_t scalar) {
  return (U_GET_GC_MASK(static_cast<UChar32>(scalar)) & U_GC_M_MASK) != 0;
}
bool cicu_is_space(uint32_t scalar) { return u_isUWhiteSpace(static_cast<UChar32>(scalar)); }
bool cicu_is_default_ignorable(uint32_t scalar) {
  return u_hasBinaryProperty(static_cast<UChar32>(scalar), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}
int32_t cicu_digit(uint32_t scalar) { return u_charDigitValue(static_cast<UChar32>(scalar)); }

}  // extern "C"
