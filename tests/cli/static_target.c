/* A program that no preloaded library can get into. */
#include <stdio.h>

int main(void)
{
    puts("static");
    return 3;
}
