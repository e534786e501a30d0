#include "gateway/server/told_query.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace renkei::server {

void ToldQuery::add(std::string_view name, std::string_view value) {
    const std::string one = fmt::format("{}{}={}", text_.empty() ? "" : "&", name, value);
    if (untold_ > 0 || told_ == most_parameters || text_.size() + one.size() > most_bytes) {
        ++untold_;
        return;
    }
    ++told_;
    text_ += one;
}

std::string ToldQuery::text() const {
    return untold_ == 0 ? text_ : fmt::format("{}{}…={}", text_, text_.empty() ? "" : "&", untold_);
}

std::string told_documents(std::span<const std::string> ids) {
    if (ids.size() <= ToldQuery::most_documents) {
        return fmt::format("{}", fmt::join(ids, ","));
    }
    return fmt::format("{}(+{})", fmt::join(ids.first(ToldQuery::most_documents), ","), ids.size() - ToldQuery::most_documents);
}

} // namespace renkei::server
