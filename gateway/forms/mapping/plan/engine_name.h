// Names the engine itself asks for in a bundle.
#pragma once

#include <cstdint>

namespace renkei::mapping {

enum class EngineName : std::uint8_t {
    resource_type,
    id,
    entry,
    section,
    reference,
    extension,
    url,
    coding,
    system,
    code,
    display,
    text,
    title,
    value_codeable_concept,
    value_code,
    data_absent_reason,
    full_url,
    resource,
    identifier,
    timestamp,
    type,
    div,
    status,
    start,
    end,
    start_sibling,
    end_sibling,
    meta,
    last_updated,
    profile,
    value,
    security,
    subject,
    encounter,
    date,
    rank,
    unit,
    currency,
    count,
};

} // namespace renkei::mapping
