#include "czlib.h"

#include <stdlib.h>
#include <zlib.h>

struct czlib_inflater {
  z_stream stream;
};

czlib_inflater *czlib_inflater_open(void) {
  czlib_inflater *inflater = calloc(1, sizeof *inflater);
  if (!inflater) return NULL;
  // 15 window bits, +16: expect a gzip header (zlib manual, inflateInit2).
  if (inflateInit2(&inflater->stream, 15 + 16) != Z_OK) {
    free(inflater);
    return NULL;
  }
  return inflater;
}

void czlib_inflater_close(czlib_inflater *inflater) {
  if (!inflater) return;
  inflateEnd(&inflater->stream);
  free(inflater);
}

int czlib_inflate(czlib_inflater *inflater, const uint8_t *input, size_t inputCount, size_t *consumed,
                  uint8_t *output, size_t outputCapacity, size_t *produced) {
  z_stream *stream = &inflater->stream;
  stream->next_in = (Bytef *)input;
  stream->avail_in = (uInt)inputCount;
  stream->next_out = output;
  stream->avail_out = (uInt)outputCapacity;
  int status = inflate(stream, Z_NO_FLUSH);
  *consumed = inputCount - stream->avail_in;
  *produced = outputCapacity - stream->avail_out;
  if (status == Z_STREAM_END) return inflateReset(stream) == Z_OK ? 1 : -1;
  return status == Z_OK || status == Z_BUF_ERROR ? 0 : -1;
}
