#include "gateway/network/server/audit_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

namespace renkei::server {

void AuditQueryText::add(std::string_view name, std::string_view value) {
    const std::string one = fmt::format("{}{}={}", text_.empty() ? "" : "&", name, value);
    if (omitted_ > 0 || added_ == max_parameters || text_.size() + one.size() > max_bytes) {
        ++omitted_;
        return;
    }
    ++added_;
    text_ += one;
}

std::string AuditQueryText::text() const {
    return omitted_ == 0 ? text_ : fmt::format("{}{}…={}", text_, text_.empty() ? "" : "&", omitted_);
}

std::string audit_persons_text(std::span<const seal::Hash> persons) {
    constexpr std::size_t digits = 16;
    // what can be asked for, in each of the ways in which it may be written down
    constexpr std::size_t most = 64;
    const std::span<const seal::Hash> named = persons.first(std::min(persons.size(), most));
    std::vector<std::string> out;
    std::ranges::transform(named, std::back_inserter(out),
                           [](const seal::Hash& each) { return seal::to_hex(each).substr(0, digits); });
    const std::size_t left = persons.size() - named.size();
    return fmt::format("{}{}", fmt::join(out, ","), left == 0 ? "" : fmt::format("(+{})", left));
}

std::string audit_documents_text(std::span<const std::string> ids) {
    std::string out;
    std::set<std::string_view> named; // a list of versions has a document several times
    for (const std::string& id : ids) {
        if (named.insert(id).second) {
            out += (out.empty() ? "" : ",") + id;
        }
    }
    return out;
}

} // namespace renkei::server
