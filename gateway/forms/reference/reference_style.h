// What the pages of forms add to the look that all pages have.
#pragma once

#include <string_view>

namespace renkei::reference {

inline constexpr std::string_view reference_style = R"(
code,pre{font-family:"Noto Sans Mono CJK JP",monospace;font-size:.85em}
pre{white-space:pre-wrap;border:1px solid #999;padding:.4rem .6rem}
table.i tbody th,table.t tbody th{width:auto;float:none}
table.i tbody th::after{content:none}
td.p{border-top:0;background:#f6f6f6}
tbody[id]{break-inside:avoid}
nav a{white-space:nowrap}
@media (max-width:40rem){table.i tbody{border:1px solid #999;margin:.4rem 0}table.i tr{border:0;margin:0}}
)";

} // namespace renkei::reference
