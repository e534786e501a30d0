#include "gateway/core/json/names.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace renkei::json {

NameHead NameHead::of(std::string_view key) {
    std::array<char, 16> start{};
    // an empty key may have no address, which memcpy forbids
    std::ranges::copy(key.substr(0, start.size()), start.begin());
    return readable(start.data(), static_cast<std::uint32_t>(key.size()));
}

bool begins_with(const NameTable& whole, const NameTable& first) {
    bool same = first.size() <= whole.size();
    for (std::size_t at = 0; same && at < first.size(); ++at) {
        same = whole.name(static_cast<NameId>(at)) == first.name(static_cast<NameId>(at));
    }
    return same;
}

NameList::NameList(std::span<const std::string_view> names) {
    assert(names.size() <= max_names);
    slots_.assign(std::bit_ceil(names.size() * 4 + 1), {.head = {}, .id = no_name, .unused = 0});
    for (const std::string_view name : names) {
        const auto id = static_cast<NameId>(texts_.size());
        texts_.push_back(
            {static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(name.size())});
        bytes_.insert(bytes_.end(), name.begin(), name.end());
        insert(name, id);
    }
}

void NameList::insert(std::string_view name, NameId id) {
    const NameHead head = NameHead::of(name);
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = (head.hash() >> 32U) & mask;
    while (slots_[at].id != no_name) {
        assert(table().name(static_cast<NameId>(slots_[at].id)) != name);
        at = (at + 1) & mask;
    }
    slots_[at] = {.head = head, .id = id, .unused = 0};
}

} // namespace renkei::json
