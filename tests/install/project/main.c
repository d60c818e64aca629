#include <lockcheck/version.h>

#include <stdio.h>

int main(void)
{
    puts("built with the headers of lockcheck " LOCKCHECK_VERSION);
    return 0;
}
