/*
 * exec/canary_source.h - the planted programs, as C that is C++ too and free of warnings.
 */
#ifndef RG_EXEC_CANARY_SOURCE_H
#define RG_EXEC_CANARY_SOURCE_H

/* Nothing orders the two threads' writes, whichever comes first. */
static const char rg_canary_race[] =
    "#include <pthread.h>\n"
    "#include <stddef.h>\n"
    "static volatile int racegate_canary_value;\n"
    "static void *racegate_canary_write(void *unused)\n"
    "{\n"
    "    int i;\n"
    "    for (i = 0; i < 1000; i++) {\n"
    "        racegate_canary_value = racegate_canary_value + 1;\n"
    "    }\n"
    "    return unused;\n"
    "}\n"
    "int main(void)\n"
    "{\n"
    "    pthread_t first, second;\n"
    "    pthread_create(&first, NULL, racegate_canary_write, NULL);\n"
    "    pthread_create(&second, NULL, racegate_canary_write, NULL);\n"
    "    pthread_join(first, NULL);\n"
    "    pthread_join(second, NULL);\n"
    "    return 0;\n"
    "}\n";

/*
 * The flag keeps the program from a real deadlock; it is no lock and no join, so the two orders
 * still could have met.
 */
static const char rg_canary_inversion[] =
    "#include <pthread.h>\n"
    "#include <sched.h>\n"
    "#include <stddef.h>\n"
    "static pthread_mutex_t racegate_canary_a = PTHREAD_MUTEX_INITIALIZER;\n"
    "static pthread_mutex_t racegate_canary_b = PTHREAD_MUTEX_INITIALIZER;\n"
    "static int racegate_canary_turn;\n"
    "static void *racegate_canary_ab(void *unused)\n"
    "{\n"
    "    pthread_mutex_lock(&racegate_canary_a);\n"
    "    pthread_mutex_lock(&racegate_canary_b);\n"
    "    pthread_mutex_unlock(&racegate_canary_b);\n"
    "    pthread_mutex_unlock(&racegate_canary_a);\n"
    "    __atomic_store_n(&racegate_canary_turn, 1, __ATOMIC_SEQ_CST);\n"
    "    return unused;\n"
    "}\n"
    "static void *racegate_canary_ba(void *unused)\n"
    "{\n"
    "    while (__atomic_load_n(&racegate_canary_turn, __ATOMIC_SEQ_CST) == 0) {\n"
    "        sched_yield();\n"
    "    }\n"
    "    pthread_mutex_lock(&racegate_canary_b);\n"
    "    pthread_mutex_lock(&racegate_canary_a);\n"
    "    pthread_mutex_unlock(&racegate_canary_a);\n"
    "    pthread_mutex_unlock(&racegate_canary_b);\n"
    "    return unused;\n"
    "}\n"
    "int main(void)\n"
    "{\n"
    "    pthread_t first, second;\n"
    "    pthread_create(&first, NULL, racegate_canary_ab, NULL);\n"
    "    pthread_create(&second, NULL, racegate_canary_ba, NULL);\n"
    "    pthread_join(first, NULL);\n"
    "    pthread_join(second, NULL);\n"
    "    return 0;\n"
    "}\n";

#endif
