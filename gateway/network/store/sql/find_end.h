// From which ends a search can be looked up.
#pragma once

#include "gateway/network/store/sql/sql.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

// One end from which a question can be looked up.
struct End {
    std::string_view from;                   // table, as p or, of documents, as d
    std::string condition;                   // with {} for each value
    std::string_view id;                     // of the document, in the order of the index
    std::vector<std::vector<SqlValue>> keys; // one lookup each
    bool is_viewer = false;                  // seeing follows from it
    bool is_sender = false;
};

inline constexpr std::string_view by_party = "party p";
inline constexpr std::string_view by_person = "person_party p";
inline constexpr std::string_view by_document = "document d";

inline constexpr std::size_t together = 50;        // documents in one question
inline constexpr std::size_t persons_together = 4; // in one question, or a multiple: the rest is filled up
inline constexpr std::int64_t enough = 2000;       // to count is to walk: some hundred microseconds

template <class Key>
std::vector<std::vector<SqlValue>> one_each(const std::vector<Key>& keys) {
    std::vector<std::vector<SqlValue>> out;
    for (const Key& key : keys) {
        out.push_back({SqlValue(key)});
    }
    return out;
}

inline std::string holes(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += i == 0 ? "{}" : ", {}";
    }
    return out;
}

} // namespace renkei::store
