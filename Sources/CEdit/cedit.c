#define _GNU_SOURCE
#include "cedit.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

struct cedit {
  EditLine *line;
  History *history;
  cedit_completer completer;
  void *context;
  const char *prompt;
  char *text;
  // Bytes read ahead while looking for the marks of a paste.
  unsigned char ahead[8];
  int ahead_count;
  int is_pasting;
  mbstate_t state;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal) {
  (void)signal;
  interrupted = 1;
}

static cedit *self(EditLine *line) {
  void *data = NULL;
  el_get(line, EL_CLIENTDATA, &data);
  return data;
}

static char *prompt_of(EditLine *line) { return (char *)self(line)->prompt; }

// The next byte: 1, 0 at the end, -1 when interrupted.
static int next_byte(cedit *editor, unsigned char *byte) {
  if (editor->ahead_count > 0) {
    *byte = editor->ahead[0];
    memmove(editor->ahead, editor->ahead + 1, (size_t)--editor->ahead_count);
    return 1;
  }
  for (;;) {
    if (interrupted) return -1;
    ssize_t count = read(STDIN_FILENO, byte, 1);
    if (count >= 0) return count > 0;
    if (errno != EINTR) return -1;
  }
}

// Whether `mark` comes next, right behind an escape; what came instead is kept to be read again.
static int takes(cedit *editor, const char *mark) {
  size_t length = strlen(mark);
  while ((size_t)editor->ahead_count < length) {
    if (editor->ahead_count > 0 && memcmp(editor->ahead, mark, (size_t)editor->ahead_count) != 0) return 0;
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    // The terminal sends a mark at once; a person's escape key is followed by nothing.
    if (poll(&input, 1, 25) <= 0) return 0;
    unsigned char byte;
    if (read(STDIN_FILENO, &byte, 1) != 1) return 0;
    editor->ahead[editor->ahead_count++] = byte;
  }
  if (memcmp(editor->ahead, mark, length) != 0) return 0;
  editor->ahead_count -= (int)length;
  memmove(editor->ahead, editor->ahead + length, (size_t)editor->ahead_count);
  return 1;
}

// One character for libedit. Inside a paste (ESC [ 200 ~ … ESC [ 201 ~, xterm's bracketed paste) line ends and
// other control characters become spaces, so that nothing that is pasted is sent off or taken for a key.
static int read_character(EditLine *line, wchar_t *character) {
  cedit *editor = self(line);
  for (;;) {
    unsigned char byte;
    int got = next_byte(editor, &byte);
    if (got <= 0) return got;
    if (byte == 0x1B) {
      if (!editor->is_pasting && takes(editor, "[200~")) {
        editor->is_pasting = 1;
        continue;
      }
      if (editor->is_pasting && takes(editor, "[201~")) {
        editor->is_pasting = 0;
        continue;
      }
    }
    char one = (char)byte;
    size_t length = mbrtowc(character, &one, 1, &editor->state);
    if (length == (size_t)-2) continue;
    if (length == (size_t)-1) {
      memset(&editor->state, 0, sizeof editor->state);
      *character = 0xFFFD;
    }
    if (editor->is_pasting && (*character < 0x20 || *character == 0x7F)) *character = L' ';
    return 1;
  }
}

static unsigned char complete(EditLine *line, int key) {
  (void)key;
  cedit *editor = self(line);
  const LineInfo *info = el_line(line);
  char *before = strndup(info->buffer, (size_t)(info->cursor - info->buffer));
  if (before == NULL) return CC_ERROR;
  cedit_completion answer = editor->completer(editor->context, before);
  unsigned char result = answer.insertion != NULL ? CC_REFRESH : CC_REFRESH_BEEP;
  if (answer.insertion != NULL) {
    // libedit counts characters where the answer counts bytes.
    size_t length = strlen(before);
    size_t start = answer.replaced < length ? length - answer.replaced : 0;
    int characters = 0;
    for (size_t i = start; i < length; i++) characters += ((unsigned char)before[i] & 0xC0) != 0x80;
    if (characters > 0) el_deletestr(line, characters);
    if (*answer.insertion) el_insertstr(line, answer.insertion);
  }
  if (answer.listing != NULL) {
    fprintf(stdout, "\r\n%s\r\n", answer.listing);
    fflush(stdout);
    result = CC_REDISPLAY;
  }
  free(answer.insertion);
  free(answer.listing);
  free(before);
  return result;
}

cedit *cedit_open(const char *program, cedit_completer completer, void *context) {
  // libedit reads and measures Han characters only in a UTF-8 locale.
  if (setlocale(LC_CTYPE, "C.UTF-8") == NULL && setlocale(LC_CTYPE, "") == NULL) return NULL;
  cedit *editor = calloc(1, sizeof *editor);
  if (editor == NULL) return NULL;
  editor->completer = completer;
  editor->context = context;
  editor->prompt = "";
  editor->line = el_init(program, stdin, stdout, stderr);
  editor->history = history_init();
  if (editor->line == NULL || editor->history == NULL) {
    cedit_close(editor);
    return NULL;
  }
  HistEvent event;
  history(editor->history, &event, H_SETSIZE, 1000);
  history(editor->history, &event, H_SETUNIQUE, 1);
  EditLine *line = editor->line;
  el_set(line, EL_CLIENTDATA, editor);
  el_set(line, EL_PROMPT_ESC, prompt_of, '\1');
  el_set(line, EL_EDITOR, "emacs");
  el_set(line, EL_HIST, history, editor->history);
  el_set(line, EL_GETCFN, read_character);
  el_set(line, EL_SIGNAL, 0);
  el_set(line, EL_ADDFN, "complete", "completes", complete);
  el_set(line, EL_BIND, "\t", "complete", NULL);
  el_set(line, EL_BIND, "^R", "em-inc-search-prev", NULL);
  el_set(line, EL_BIND, "\033[1~", "ed-move-to-beg", NULL);
  el_set(line, EL_BIND, "\033[4~", "ed-move-to-end", NULL);
  el_set(line, EL_BIND, "\033[H", "ed-move-to-beg", NULL);
  el_set(line, EL_BIND, "\033[F", "ed-move-to-end", NULL);
  el_set(line, EL_BIND, "\033[3~", "ed-delete-next-char", NULL);
  el_set(line, EL_BIND, "\033[1;5C", "em-next-word", NULL);
  el_set(line, EL_BIND, "\033[1;5D", "ed-prev-word", NULL);
  el_source(line, NULL);
  return editor;
}

void cedit_close(cedit *editor) {
  if (editor == NULL) return;
  if (editor->history != NULL) history_end(editor->history);
  if (editor->line != NULL) el_end(editor->line);
  free(editor->text);
  free(editor);
}

void cedit_remember(cedit *editor, const char *line) {
  HistEvent event;
  if (*line) history(editor->history, &event, H_ENTER, line);
}

const char *cedit_read(cedit *editor, const char *prompt, int *status) {
  struct sigaction action = {.sa_handler = on_interrupt}, before;
  sigemptyset(&action.sa_mask);
  interrupted = 0;
  // Without SA_RESTART, so that Ctrl-C ends the read.
  sigaction(SIGINT, &action, &before);
  editor->prompt = prompt;
  editor->is_pasting = 0;
  memset(&editor->state, 0, sizeof editor->state);
  fputs("\033[?2004h", stdout);
  fflush(stdout);
  el_resize(editor->line);
  // libedit shows the prompt first and prepares the terminal at the first read: a Ctrl-D between the two would be
  // lost.
  el_set(editor->line, EL_PREP_TERM, 1);
  int count = 0;
  const char *line = el_gets(editor->line, &count);
  fputs("\033[?2004l", stdout);
  fflush(stdout);
  sigaction(SIGINT, &before, NULL);
  if (line == NULL || count <= 0) {
    *status = interrupted ? CEDIT_INTERRUPTED : CEDIT_END;
    if (interrupted) {
      el_reset(editor->line);
      fputs("\r\n", stdout);
      fflush(stdout);
    }
    return NULL;
  }
  *status = CEDIT_LINE;
  free(editor->text);
  editor->text = strndup(line, strcspn(line, "\r\n"));
  return editor->text;
}
