#include "gateway/forms/record/csv/cell_enclosure.h"

#include "gateway/core/text/utf8.h"

#include <algorithm>
#include <array>

namespace renkei::record {
namespace {

struct Replacement {
    char found;
    char32_t written;
    bool (*applies)(const form::Syntax&);
};
bool is_never_quoted(const form::Syntax& syntax) { return syntax.quoting == form::Quoting::never; }
bool has_blank_line_breaks(const form::Syntax& syntax) {
    return syntax.blank_line_breaks != 0 || is_never_quoted(syntax);
}
constexpr std::array replacements{
    Replacement{',', U'、', is_never_quoted},
    Replacement{'"', U'”', is_never_quoted},
    Replacement{'\n', U' ', has_blank_line_breaks},
};

} // namespace

csv::Quote quote_of(const form::Syntax& syntax, bool is_text) {
    switch (syntax.quoting) {
    case form::Quoting::text: return is_text ? csv::Quote::always : csv::Quote::when_needed;
    case form::Quoting::all: return csv::Quote::even_empty;
    case form::Quoting::never: return csv::Quote::when_needed; // nothing is left that needs one
    }
    return csv::Quote::when_needed;
}

std::vector<text::EncodeNote> replace_unwritable(const form::Syntax& syntax, std::string& value) {
    std::vector<text::EncodeNote> out;
    if (!has_blank_line_breaks(syntax) || value.find_first_of(",\"\n") == std::string::npos) {
        return out;
    }
    std::string written;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const auto row = std::ranges::find(replacements, value[at], &Replacement::found);
        if (row == replacements.end() || !row->applies(syntax)) {
            written += value[at];
            continue;
        }
        text::append(written, row->written);
        out.push_back({at, static_cast<char32_t>(row->found), row->written, text::EncodeKind::best_fit});
    }
    value = std::move(written);
    return out;
}

} // namespace renkei::record
