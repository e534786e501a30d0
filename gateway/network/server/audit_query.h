// What a search asked for and gave out, as text for the audit: parameters of bounded length, and every
// document that was shown (audit/facts.h reads it back).
#pragma once

#include "gateway/network/seal/hash.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace renkei::server {

class AuditQueryText {
public:
    static constexpr std::size_t max_parameters = 32;
    static constexpr std::size_t max_bytes = 2048;

    explicit AuditQueryText(std::string_view type = {}) : text_(type) {}

    void add(std::string_view name, std::string_view value);
    // "Patient&_id=6f…&…=3": three more are left out.
    std::string text() const;

private:
    std::string text_;
    std::size_t added_ = 0;
    std::size_t omitted_ = 0;
};

// "hash,hash(+3)": three more are left out; of each the first 16 digits.
std::string audit_persons_text(std::span<const seal::Hash> persons);
// "id,id": all of them, once; a page of a response bounds their number.
std::string audit_documents_text(std::span<const std::string> ids);

} // namespace renkei::server
