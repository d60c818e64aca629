#include "judge/date.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool rg_date_is_valid(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    for (size_t i = 0; i < sizeof(form); i++) {
        bool fits = form[i] == 'd' ? isdigit((unsigned char)text[i]) != 0 : text[i] == form[i];
        if (!fits) {
            return false;
        }
    }
    int month = atoi(text + 5), day = atoi(text + 8);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool rg_date_is_past(const char *text)
{
    time_t now = time(NULL);
    struct tm parts;
    char today[16] = "";
    if (gmtime_r(&now, &parts) != NULL) {
        strftime(today, sizeof(today), "%Y-%m-%d", &parts);
    }
    return rg_date_is_valid(text) && strcmp(text, today) < 0;
}
