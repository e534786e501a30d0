#include "gateway/forms/mapping/match/amount_in_text.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/width_folding.h"

#include <string>

namespace renkei::mapping {
namespace {

// U+FF10 … U+FF19 and U+FF0E as ASCII; all else as it is.
std::string with_ascii_digits(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_wide = text.substr(i).starts_with("\xEF\xBC") && i + 2 < text.size();
        const auto last = is_wide ? static_cast<unsigned char>(text[i + 2]) : 0U;
        if (is_wide && (last == 0x8E || (last >= 0x90 && last <= 0x99))) {
            out += last == 0x8E ? '.' : static_cast<char>('0' + (last - 0x90));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace

bool holds_amount(std::string_view text, std::string_view number) {
    const std::string plain = with_ascii_digits(text);
    const auto is_part = [&](std::size_t at) {
        return at < plain.size() &&
               (base::is_digit(plain[at]) ||
                (plain[at] == '.' && at + 1 < plain.size() && base::is_digit(plain[at + 1])));
    };
    for (std::size_t at = plain.find(number); at != std::string::npos; at = plain.find(number, at + 1)) {
        const bool is_behind_digit = at > 0 && (base::is_digit(plain[at - 1]) || plain[at - 1] == '.');
        if (!is_behind_digit && !is_part(at + number.size())) {
            return true;
        }
    }
    return false;
}

bool has_unsaid_amount(const MatchState& state, json::NodeId node, std::string_view text, Scope scope) {
    const json::Tree& tree = state.tree();
    const std::string plain = text::fold(text);
    const auto is_said = [&](json::NodeId number) {
        const json::NodeId amount = tree.parent(number);
        const std::string_view words = state.text_at(amount, EngineName::unit);
        const std::string unit = text::fold(words.empty() ? state.text_at(amount, EngineName::code) : words);
        return holds_amount(text, tree.text(number)) && plain.find(unit) != std::string::npos &&
               tree.child(amount, "comparator") == json::no_node;
    };
    for (json::NodeId at = node; at < tree.after(node); ++at) {
        const bool counts = scope == Scope::all || !state.consumption.is_consumed(at);
        if (tree[at].is_number() && counts && !is_said(at)) {
            return true;
        }
    }
    return false;
}

} // namespace renkei::mapping
