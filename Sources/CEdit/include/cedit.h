// A line of text edited in a terminal: libedit behind plain functions, with bracketed paste.
// Every text is UTF-8. One editor at a time; not for several threads.
#ifndef CEDIT_H
#define CEDIT_H

#include <stddef.h>

typedef struct cedit cedit;

/// What the completer answers; both texts are freed by the editor with free().
typedef struct {
  /// How many bytes before the cursor are replaced.
  size_t replaced;
  /// What is put in their place; NULL for nothing.
  char *insertion;
  /// Shown below the line, then the line again; NULL for nothing.
  char *listing;
} cedit_completion;

/// Called with the line up to the cursor.
typedef cedit_completion (*cedit_completer)(void *context, const char *line);

/// NULL when the terminal cannot be used. `program` names the section of ~/.editrc.
cedit *cedit_open(const char *program, cedit_completer completer, void *context);
void cedit_close(cedit *editor);

/// Adds a line to what the arrow keys go through.
void cedit_remember(cedit *editor, const char *line);

enum { CEDIT_LINE = 0, CEDIT_END = 1, CEDIT_INTERRUPTED = 2 };

/// Reads a line without its end; the text belongs to the editor until the next call. In `prompt` the byte 1
/// stands before and after what takes no columns.
const char *cedit_read(cedit *editor, const char *prompt, int *status);

#endif
