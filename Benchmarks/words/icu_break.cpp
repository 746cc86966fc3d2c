// Cuts each line of a file with ICU's BreakIterator (word instance, zh), tokens joined by one space: what a C
// program gets from ICU as it comes. Spaces are dropped, as by `yaoyu tokenize`.
//
//   g++ -O2 icu_break.cpp -o icu_break $(pkg-config --cflags --libs icu-uc)
//   ./icu_break FILE > OUT
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: icu_break FILE\n");
    return 64;
  }
  std::ifstream input(argv[1], std::ios::binary);
  if (!input) {
    std::fprintf(stderr, "icu_break: cannot read %s\n", argv[1]);
    return 66;
  }
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(UBRK_WORD, "zh", nullptr, 0, &status);
  if (U_FAILURE(status)) {
    std::fprintf(stderr, "icu_break: %s\n", u_errorName(status));
    return 70;
  }
  std::ios::sync_with_stdio(false);
  std::string line, output;
  std::vector<UChar> text;
  std::vector<char> piece;
  while (std::getline(input, line)) {
    text.resize(line.size() + 1);
    int32_t length = 0;
    status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(text.data(), (int32_t)text.size(), &length, line.data(), (int32_t)line.size(), 0xFFFD,
                         nullptr, &status);
    ubrk_setText(iterator, text.data(), length, &status);
    output.clear();
    int32_t start = ubrk_first(iterator);
    for (int32_t end = ubrk_next(iterator); end != UBRK_DONE; start = end, end = ubrk_next(iterator)) {
      if (u_isUWhiteSpace(text[start])) continue;
      piece.resize((end - start) * 3);
      int32_t bytes = 0;
      u_strToUTF8(piece.data(), (int32_t)piece.size(), &bytes, text.data() + start, end - start, &status);
      if (!output.empty()) output += ' ';
      output.append(piece.data(), bytes);
    }
    output += '\n';
    std::cout.write(output.data(), (std::streamsize)output.size());
  }
  ubrk_close(iterator);
  return 0;
}
