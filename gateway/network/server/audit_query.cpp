#include "gateway/network/server/audit_query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
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

namespace {

std::string joined_ids(std::span<const std::string> ids, std::size_t most) {
    if (ids.size() <= most) {
        return fmt::format("{}", fmt::join(ids, ","));
    }
    return fmt::format("{}(+{})", fmt::join(ids.first(most), ","), ids.size() - most);
}

} // namespace

std::string audit_persons_text(std::span<const seal::Hash> persons) {
    constexpr std::size_t digits = 16;
    // what can be asked for, in each of the ways in which it may be written down
    constexpr std::size_t most = 64;
    std::vector<std::string> out;
    std::ranges::transform(persons, std::back_inserter(out),
                           [](const seal::Hash& each) { return seal::to_hex(each).substr(0, digits); });
    return joined_ids(out, most);
}

std::string audit_documents_text(std::span<const std::string> ids) {
    return joined_ids(ids, AuditQueryText::max_documents);
}

} // namespace renkei::server
