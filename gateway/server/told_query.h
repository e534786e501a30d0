// What a search asked for, as the audit tells it. Bounded, however much was asked.
#pragma once

#include "gateway/seal/hash.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace renkei::server {

class ToldQuery {
public:
    static constexpr std::size_t most_parameters = 32;
    static constexpr std::size_t most_bytes = 2048;
    static constexpr std::size_t most_documents = 20;

    explicit ToldQuery(std::string_view type = {}) : text_(type) {}

    void add(std::string_view name, std::string_view value);
    // "Patient&_id=6f…&…=3": three more are not told.
    std::string text() const;

private:
    std::string text_;
    std::size_t told_ = 0;
    std::size_t untold_ = 0;
};

// As told_documents(); of each the first 16 digits.
std::string told_persons(std::span<const seal::Hash> persons);
// "id,id(+3)": three more are not told.
std::string told_documents(std::span<const std::string> ids);

} // namespace renkei::server
