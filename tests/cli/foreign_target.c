/* A program for another C library, as far as its file tells: was it given our library? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    const char *preload = getenv("LD_PRELOAD");
    puts(preload && strstr(preload, "liblockcheck") ? "with it" : "without it");
    return 3;
}
