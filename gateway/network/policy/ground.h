// On what a request to read rested, for its audit event: edition, right and relation of the sharing matrix
// ("2026-03-18/reads_with_consent/plan_maker"), or edition and why not ("2026-03-18/consent_missing"). In an
// emergency, too, what it did without
// ("2026-03-18/reads_with_consent/plan_maker/emergency/consent_withdrawn"). Of a part of a document "/part",
// "/part_without_places" or "/part_without_names" stands behind the relation. Empty: direct exchange, or
// nothing was read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::policy {

class Ground {
public:
    // The first that allowed something without the consent counts, else the first that allowed something,
    // else the first denial.
    void note(std::string_view decided, bool is_allowed) {
        const bool is_without = is_allowed && decided.find("/emergency/") != std::string_view::npos;
        const Weight weight = is_without   ? Weight::allowed_without_consent
                              : is_allowed ? Weight::allowed
                                           : Weight::denied;
        if (weight > weight_) {
            text_ = decided;
            weight_ = weight;
        }
    }
    const std::string& text() const { return text_; }

private:
    enum class Weight : std::uint8_t { none, denied, allowed, allowed_without_consent };
    std::string text_{};
    Weight weight_ = Weight::none;
};

} // namespace renkei::policy
