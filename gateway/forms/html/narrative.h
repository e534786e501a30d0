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
.nt .tw{overflow-x:auto}
.nt table{width:auto}
.nt :is(th,td){min-width:4em;border:1px solid var(--edge);white-space:normal}
.nt tbody th{background:var(--bg2)}
@media print{.nt .tw{overflow:visible}}
)";

} // namespace renkei::html
