// On what a request to read rested, for its audit event: edition, right and relation of the sharing matrix
// ("2026-03-18/reads_with_consent/plan_maker"), or edition and why not ("2026-03-18/consent_missing"). In an
// emergency, too, what it did without
// ("2026-03-18/reads_with_consent/plan_maker/emergency/consent_withdrawn"). Empty: direct exchange, or
// nothing was read.
#pragma once

#include <string>
#include <string_view>

namespace renkei::policy {

class Ground {
public:
    // The first that allowed something counts, else the first denial.
    void note(std::string_view decided, bool is_allowed) {
        if (text_.empty() || (is_allowed && !is_allowed_)) {
            text_ = decided;
            is_allowed_ = is_allowed;
        }
    }
    const std::string& text() const { return text_; }

private:
    std::string text_{};
    bool is_allowed_ = false;
};

} // namespace renkei::policy
