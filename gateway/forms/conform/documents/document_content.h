// The texts, dates and numbers that a document holds.
#pragma once

#include "gateway/core/json/tree.h"

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace renkei::conform {

class DocumentContent {
public:
    void add(std::string_view text);
    // All leaves but narratives and those `left_out`, in order; of these only the numbers of identifiers.
    void add(const json::Tree& tree, std::span<const json::NodeId> left_out = {});

    // Of texts, what people write in different ways (text::fold()) is the same.
    bool has_text(std::string_view text) const;
    bool has_folded(std::string_view folded) const { return texts_.find(folded) != std::string::npos; }
    bool has_date(const std::string& iso) const { return dates_.contains(iso); }
    bool has_number(const std::string& digits) const { return digits_.find(digits) != std::string::npos; }

private:
    void add_number(std::string_view text);

    std::set<std::string, std::less<>> added_{}; // systems, codes and references stand in many places
    std::string texts_{};
    std::set<std::string> dates_{};
    std::string digits_{};
};

} // namespace renkei::conform
