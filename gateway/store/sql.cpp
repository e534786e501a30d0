#include "gateway/store/sql.h"

#include <algorithm>

namespace renkei::store {

seal::Hash Row::hash(std::size_t i) const {
    seal::Hash out{};
    const std::string_view bytes = view(i);
    std::copy_n(bytes.begin(), std::min(bytes.size(), out.size()), out.begin());
    return out;
}

} // namespace renkei::store
