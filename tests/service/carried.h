// What a transfer of the forms of tests carries.
#pragma once

#include "gateway/forms/service/values.h"
#include "gateway/forms/transfer/carry.h"

#include "product.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::service {

using Lines = std::vector<std::string>; // "item = value"

constexpr std::string_view both_ends = "to: checkup\nrows:\n  - [number, number]\n";

// tests/refuse/base and the foreign form beside it, joined by this transfer.
diag::Report compiled(const std::string& transfer, std::optional<catalogue::Catalogue>& out);

struct Carried {
    Lines values;
    Lines losses; // "message item"
};

// "diagnoses.text" of the row that has this place
struct Given {
    std::string item;
    std::uint32_t row;
    std::string value;
};

Carried carried(const std::string& rows, transfer::Direction way, const std::vector<Given>& given,
                const transfer::TransferValues& values = {});

} // namespace renkei::service
