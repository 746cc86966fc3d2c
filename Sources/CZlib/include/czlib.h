// The few calls of zlib that reading a .gz file needs, as plain functions:
// zlib's own entry points are macros that Swift cannot import.
#ifndef CZLIB_H
#define CZLIB_H
#include <stddef.h>
#include <stdint.h>

typedef struct czlib_inflater czlib_inflater;

/// A decoder of one or more concatenated gzip members, or NULL when memory is short.
czlib_inflater *czlib_inflater_open(void);
void czlib_inflater_close(czlib_inflater *inflater);

/// Decodes from `input` into `output`. `*consumed` and `*produced` tell how far it came.
/// Returns 0 to go on, 1 at the end of a member, -1 for damaged data.
int czlib_inflate(czlib_inflater *inflater, const uint8_t *input, size_t inputCount, size_t *consumed,
                  uint8_t *output, size_t outputCapacity, size_t *produced);
#endif
