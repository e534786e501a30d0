// The texts, dates and numbers that a document holds.
#pragma once

#include "gateway/core/json/tree.h"

#include <set>
#include <string>
#include <string_view>

namespace renkei::conform {

class DocumentContent {
public:
    void add(std::string_view text);
    void add(const json::Tree& tree); // all leaves, without narratives

    // Of texts, what people write in different ways (text::fold()) is the same.
    bool has_text(std::string_view text) const;
    bool has_date(const std::string& iso) const { return dates_.contains(iso); }
    bool has_number(const std::string& digits) const { return digits_.find(digits) != std::string::npos; }

private:
    std::string texts_{};
    std::set<std::string> dates_{};
    std::string digits_{};
};

} // namespace renkei::conform
