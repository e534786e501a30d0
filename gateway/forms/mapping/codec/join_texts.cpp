// Texts of one item that a document has several times: all of them as far as the item holds them, else the
// first one and the number of the others.
#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/record/value/item_limits.h"
#include "generated/messages/conversion.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::mapping {
namespace {

// Between sentences a line break, where the item may have one; between names a comma.
bool is_sentence(std::string_view text) {
    return text.find('\n') != std::string_view::npos || text.find("。") != std::string_view::npos;
}

} // namespace

void MatchState::settle_joined() {
    for (auto& [home, further] : joined_) {
        const auto& [row, index] = home;
        const form::Item& target = item(index);
        const std::string first(row->values[target.slot].text());
        std::set<std::string_view> said{first};
        std::vector<bool> fresh; // of `further`: no text before says the same
        for (const Joined& each : further) {
            fresh.push_back(said.insert(each.text).second);
        }
        const bool are_sentences =
            is_sentence(first) || std::ranges::any_of(further, is_sentence, &Joined::text);
        const auto joined_by = [&](std::string_view between) {
            std::string out = first;
            for (std::size_t i = 0; i < further.size(); ++i) {
                out.append(fresh[i] ? between : "").append(fresh[i] ? further[i].text : "");
            }
            return out;
        };
        const auto count = std::ranges::count(fresh, true);
        std::string text = joined_by(are_sentences ? "\n" : "、");
        if (are_sentences && !record::may_hold(*form_, target, text)) {
            text = joined_by(" ");
        }
        const bool fits = record::may_hold(*form_, target, text);
        if (!fits) {
            text = fmt::format("{}（ほか{}件）", first, count);
            text = record::may_hold(*form_, target, text) ? text : first;
        }
        const std::uint32_t at = row->values[target.slot].offset;
        record_->set(*row, target, record_->arena().keep(text), at);
        for (std::size_t i = 0; i < further.size(); ++i) {
            const Joined& each = further[i];
            if (!fresh[i]) {
                continue;
            }
            if (fits) {
                consumption.note(diag::message::loss_in_words, each.node, std::string(tree_->key(each.node)),
                                 std::string(each.text), index);
            } else {
                consumption.release(each.node);
                consumption.mark_loss(each.node, diag::message::loss_conflict,
                                      row->values[target.slot].text());
            }
        }
    }
    joined_.clear();
}

} // namespace renkei::mapping
