/* banned.h - functions that end in tears.  Included by the compiler before every file. */
#if !defined BASE_BANNED_H && !defined __ASSEMBLER__     /* the embedded knowledge is assembly */
#define BASE_BANNED_H

#ifndef _GNU_SOURCE             /* memmem, memrchr: this is the first header of every file */
#define _GNU_SOURCE
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok gmtime localtime ctime asctime tmpnam mktemp

#endif
