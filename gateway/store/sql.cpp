#include "gateway/store/sql.h"

#include <algorithm>

namespace renkei::store {

seal::Hash Row::hash(std::size_t i) const {
    seal::Hash out{};
    const std::string_view bytes = view(i);
    std::copy_n(bytes.begin(), std::min(bytes.size(), out.size()), out.begin());
    return out;
}

diag::Result<std::unique_ptr<Connection>> connect_again(const Connect& connect) {
    auto made = connect();
    if (!made && made.error().message == diag::Message::store_unusable) {
        return diag::fail(diag::Message::store_failed, made.error().where, made.error().args);
    }
    return made;
}

} // namespace renkei::store
