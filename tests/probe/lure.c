/* SPDX-FileCopyrightText: 2026 The Gatelamp authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A harmless program without libc: lives for the microseconds of its first argument, then ends. With -DREADER
 * it opens the script of its first argument, keeps it open, and lives for the microseconds of the second: an
 * interpreter whose life can be shorter than any real one's. So short lives can be made that a libc's start
 * alone would exceed. */

#include <sys/syscall.h>

static long
call (long number, long a, long b, long c, long d)
{
  long result;
  register long fourth __asm__("r10") = d;

  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                   : "rcx", "r11", "memory");
  return result;
}

static long
number (const char *text)
{
  long value = 0;

  while (*text >= '0' && *text <= '9')
    value = value * 10 + (*text++ - '0');
  return value;
}

void lure_main (long *stack);

void
lure_main (long *stack)
{
  long count = stack[0];
  char **words = (char **) (stack + 1);
  long span[2] = { 0, 0 };
  long usec = 0;

#ifdef READER
  char bytes[64];
  long fd = count > 1 ? call (SYS_open, (long) words[1], 0, 0, 0) : 0;

  call (SYS_read, fd, (long) bytes, sizeof bytes, 0);
  usec = count > 2 ? number (words[2]) : 0;
#else
  usec = count > 1 ? number (words[1]) : 0;
#endif
  span[0] = usec / 1000000;
  span[1] = usec % 1000000 * 1000;
  call (SYS_nanosleep, (long) span, 0, 0, 0);
  call (SYS_exit_group, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start: mov %rsp,%rdi\nand $-16,%rsp\ncall lure_main\n");
