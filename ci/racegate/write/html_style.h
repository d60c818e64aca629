/*
 * write/html_style.h - how the HTML page looks, in light and in dark.
 */
#ifndef RG_WRITE_HTML_STYLE_H
#define RG_WRITE_HTML_STYLE_H

static const char rg_html_style[] =
    ":root{color-scheme:light dark;--line:#8884;--good:#187a2f;--bad:#b3261e;--soft:#8881}"
    "@media(prefers-color-scheme:dark){:root{--good:#6fcf87;--bad:#ff8a80}}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "h1{margin:0}h1.good,.good{color:var(--good)}h1.bad,.bad{color:var(--bad)}"
    "h2{margin:2rem 0 .5rem;font-size:1.2rem}h4{margin:.5rem 0;font-size:.95rem}"
    "small,.counts,.none{opacity:.7}"
    ".wide{overflow-x:auto}table{border-collapse:collapse}"
    "th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid var(--line)}"
    "details{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.5rem .8rem}"
    "summary{cursor:pointer;overflow-wrap:anywhere}"
    "b.new{color:var(--bad)}b.known,b.suppressed,b.informs{opacity:.7}"
    ".stacks{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:.8rem}"
    "section{background:var(--soft);border-radius:.4rem;padding:.2rem .8rem;min-width:0}"
    "section.more{opacity:.85}"
    "ol{margin:.3rem 0;padding-left:1.6rem}li{overflow-wrap:anywhere}"
    "li.top code{font-weight:bold}li.foreign{opacity:.55}code{font-size:.9rem}";

#endif
