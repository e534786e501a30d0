// A FHIR narrative as a part of a page: its text with the elements that carry meaning, and nothing else. No
// attribute but those of tables and lists, no address, no image, no style: what a narrative hides is shown.
// Text that it strikes out by style or element stays struck out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace renkei::html {

struct CleanNarrative {
    std::string html{};
    bool has_text = false;
    bool is_cut = false;     // it is longer than `most` bytes
    bool is_damaged = false; // no XHTML: what could be read
};

// `tables`: of the page so far, each gets its number.
CleanNarrative clean_narrative(std::string_view div, std::size_t most, int& tables);

// Its look, on a page that has one.
inline constexpr std::string_view narrative_style = R"(
.nt p,.nt ul,.nt ol,.nt pre{margin:.2rem 0}
.nt pre{white-space:pre-wrap;font-family:inherit}
.nt dl{display:block}
.nt .tw{overflow-x:auto}
.nt table{display:table;width:auto}
.nt thead{display:table-header-group;position:static;width:auto;height:auto;overflow:visible;clip-path:none}
.nt tbody{display:table-row-group}
.nt tr{display:table-row;margin:0;border:0}
.nt caption{display:table-caption}
.nt th,.nt td,.nt tbody th{display:table-cell;float:none;width:auto;min-width:4em;border:1px solid #999;white-space:normal}
.nt tbody th{background:#f6f6f6}
.nt td::before,.nt tbody th::after{content:none}
@media print{.nt .tw{overflow:visible}}
)";

} // namespace renkei::html
