/*
 * cmd/init_files.h - the files that `racegate init` writes, as they are before they are filled in.
 */
#ifndef RG_CMD_INIT_FILES_H
#define RG_CMD_INIT_FILES_H

/* %s: the build system, then the lines that it needs. */
#define RG_INIT_INI                                                                              \
    "# Settings of racegate; see racegate(1). A line that is commented out shows the default.\n" \
    "[racegate]\n"                                                                               \
    "configs = plain tsan-gcc tsan-clang helgrind drd lockcheck\n"                               \
    "build = %s\n"                                                                               \
    "%s"                                                                                         \
    "baseline = racegate-baseline.txt\n"                                                         \
    "suppressions = racegate/tsan.supp\n"                                                        \
    "valgrind-suppressions = racegate/valgrind.supp\n"                                           \
    "formats = text,sarif,junit,html,md,gitlab,result\n"                                         \
    "# build-args = -DSOME_OPTION=ON\n"                                                          \
    "# cflags =\n"                                                                               \
    "# include = regular expression of test names\n"                                             \
    "# exclude = regular expression of test names\n"                                             \
    "# timeout = 300\n"                                                                          \
    "\n"                                                                                         \
    "# [config helgrind]\n"                                                                      \
    "# exclude = bench\n"                                                                        \
    "\n"                                                                                         \
    "# A test that is in no build system:\n"                                                     \
    "# [test smoke]\n"                                                                           \
    "# command = {build}/program --self-test\n"

static const char rg_init_tsan[] =
    "# Suppressions for TSan and lockcheck: type:pattern, no blank after the colon. Say above "
    "each\n"
    "# entry why, and until when; racegate lint-suppressions reads that:\n"
    "#\n"
    "#     # reason: a counter for display only\n"
    "#     # expires: 2030-12-31\n"
    "#     race:statistics_bump\n";

static const char rg_init_valgrind[] = "# Suppressions for Helgrind and DRD, in Valgrind's "
                                       "grammar. Say in comments above each entry why,\n"
                                       "# and until when, as in tsan.supp.\n";

static const char rg_init_github[] =
    "name: racegate\n"
    "on: [push, pull_request]\n"
    "permissions:\n"
    "  contents: read\n"
    "  security-events: write\n"
    "jobs:\n"
    "  racegate:\n"
    "    runs-on: ubuntu-latest\n"
    "    steps:\n"
    "      - uses: actions/checkout@v4\n"
    "        with:\n"
    "          fetch-depth: 0\n"
    "      - name: Detectors\n"
    "        run: sudo apt-get update -q && sudo apt-get install -q -y gcc g++ clang llvm "
    "valgrind\n"
    "      # Install racegate and lockcheck here.\n"
    "      - name: racegate\n"
    "        run: racegate ci\n"
    "      - name: Summary\n"
    "        if: always()\n"
    "        run: cat racegate-out/racegate.md >> \"$GITHUB_STEP_SUMMARY\"\n"
    "      - uses: github/codeql-action/upload-sarif@v3\n"
    "        if: always()\n"
    "        with:\n"
    "          sarif_file: racegate-out/racegate.sarif\n"
    "      - uses: actions/upload-artifact@v4\n"
    "        if: always()\n"
    "        with:\n"
    "          name: racegate\n"
    "          path: racegate-out/racegate*\n";

static const char rg_init_gitlab[] =
    "# In .gitlab-ci.yml: include: { local: racegate/gitlab.yml }\n"
    "racegate:\n"
    "  # An image that has racegate, lockcheck, gcc, clang, valgrind and what the project needs.\n"
    "  image: $RACEGATE_IMAGE\n"
    "  script:\n"
    "    - racegate ci\n"
    "  artifacts:\n"
    "    when: always\n"
    "    paths:\n"
    "      - racegate-out/racegate*\n"
    "      - racegate-out/gl-code-quality.json\n"
    "    reports:\n"
    "      junit: racegate-out/racegate-junit.xml\n"
    "      codequality: racegate-out/gl-code-quality.json\n";

#endif
