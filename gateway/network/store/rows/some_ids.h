// Some documents of a longer list, for one question about all of them.
#pragma once

#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/sql/find_end.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace renkei::store {

// `together` of them, filled up with the last one, so that the question is always the same.
class SomeIds {
public:
    SomeIds(const std::vector<std::string>& documents, std::size_t from) {
        for (std::size_t i = from; i < from + together; ++i) {
            ids_.push_back(uuid_bytes(documents[std::min(i, documents.size() - 1)]).value_or(std::string()));
        }
        for (const std::string& id : ids_) {
            values_.emplace_back(Bytes{id});
        }
    }
    SomeIds(const SomeIds&) = delete;
    SomeIds& operator=(const SomeIds&) = delete;
    const std::vector<SqlValue>& values() const { return values_; }
    // $1, $2 … of them
    static std::string places() {
        std::string out = "$1";
        for (std::size_t i = 2; i <= together; ++i) {
            out += fmt::format(", ${}", i);
        }
        return out;
    }

private:
    std::vector<std::string> ids_{};
    std::vector<SqlValue> values_{}; // view the ids
};

} // namespace renkei::store
