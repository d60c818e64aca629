/* The header compiles by itself, in every language it says, and says who watches. */
#include <lockcheck/annotate.h>

#include <stdio.h>

int main(void)
{
    int lock = 0;
    lockcheck_will_lock(&lock, LOCKCHECK_READ);
    lockcheck_locked(&lock, LOCKCHECK_READ);
    lockcheck_will_unlock(&lock);
    puts(lockcheck_is_watching() ? "watched" : "alone");
    return 0;
}
