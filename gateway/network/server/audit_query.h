// The parameters of a search as text for the audit, of bounded length.
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
    static constexpr std::size_t max_documents = 20;

    explicit AuditQueryText(std::string_view type = {}) : text_(type) {}

    void add(std::string_view name, std::string_view value);
    // "Patient&_id=6f…&…=3": three more are left out.
    std::string text() const;

private:
    std::string text_;
    std::size_t added_ = 0;
    std::size_t omitted_ = 0;
};

// As audit_documents_text(); of each the first 16 digits.
std::string audit_persons_text(std::span<const seal::Hash> persons);
// "id,id(+3)": three more are left out.
std::string audit_documents_text(std::span<const std::string> ids);

} // namespace renkei::server
