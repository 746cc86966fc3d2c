// glibc's malloc.h, which Swift's Glibc module leaves out.
#ifndef CMALLOC_H
#define CMALLOC_H

/// Lets all threads share one arena: what one gives back, another may use. Does nothing elsewhere than in glibc.
void cmalloc_share_one_arena(void);
#endif
