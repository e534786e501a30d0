#include "gateway/forms/mapping/fill/stand_in.h"

#include "gateway/forms/mapping/fill/fill.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace renkei::mapping {

void say_masked(base::Buffer& out, std::size_t from) {
    std::string text(out.view().substr(from));
    for (const auto& [unknown, masked] :
         {std::pair<std::string_view, std::string_view>("\"unknown\"", "\"masked\""),
          {"\"Unknown\"", "\"Masked\""}}) {
        for (std::size_t at = text.find(unknown); at != std::string::npos; at = text.find(unknown, at)) {
            text.replace(at, unknown.size(), masked);
        }
    }
    out.truncate(from);
    out.append(text);
}

bool Fill::is_for_left_out(const Condition& condition) const {
    const auto is_left_out = [this](ItemId item) { return left_out_[item.value] != 0; };
    const auto is_for_one = [&](const Term& term) {
        switch (term.kind) {
        case TermKind::item:
        case TermKind::code:
        case TermKind::other_code: return is_left_out(term.item());
        case TermKind::hole:
            return std::ranges::any_of(plan_->parts(plan_->hole(term.a)),
                                       [&](const HolePart& part) { return is_left_out(part.item); });
        default: return false;
        }
    };
    return !left_out_.empty() && std::ranges::any_of(plan_->terms(condition), is_for_one);
}

} // namespace renkei::mapping
