// What a change replaced, for its audit event: "hidden:none>self,until:2026-03-31>". Words, days and numbers
// only.
#pragma once

#include "gateway/core/time/date.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::registry {

std::string day_text(const std::optional<time::Date>& day); // empty: there is none

class Changes {
public:
    // Nothing if both are the same; empty: there was none.
    void note(std::string_view name, std::string_view before, std::string_view after);
    void note(std::string_view name, const std::optional<time::Date>& before,
              const std::optional<time::Date>& after);
    const std::vector<std::string>& names() const { return names_; }
    const std::string& text() const { return text_; }

private:
    std::vector<std::string> names_{};
    std::string text_{};
};

} // namespace renkei::registry
