#include "gateway/network/store/sql/sql.h"

#include <algorithm>

namespace renkei::store {

seal::Hash SqlRow::hash(std::size_t i) const {
    seal::Hash out{};
    const std::string_view bytes = view(i);
    if (bytes.size() == out.size()) { // anything else is no hash
        std::ranges::copy(bytes, out.begin());
    }
    return out;
}

diag::Result<std::unique_ptr<Connection>> connect_again(const Connect& connect) {
    auto made = connect();
    if (made || made.error().message == diag::message::store_failed ||
        made.error().message == diag::message::store_damaged) {
        return made;
    }
    const diag::Error& error = made.error();
    // other messages concern the configured name
    const bool has_reason = error.message == diag::message::store_unusable;
    return diag::fail(diag::message::store_failed, error.where,
                      {has_reason ? error.args.front() : std::string(diag::row(error.message).id)});
}

} // namespace renkei::store
