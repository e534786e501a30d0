#include "gateway/network/mhd/metadata/identifiers.h"

#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/mhd/metadata/canonicals.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::mhd {
namespace {

resources::Uuid generated(std::string_view purpose, std::string_view name) {
    return resources::Uuid5(resources::url_namespace).make(fmt::format("{}/{}#{}", own_base, purpose, name));
}

std::string named(const store::Version& version) {
    return fmt::format("{}/{}", version.document, version.number);
}

// ITU-T X.667: a UUID as an object identifier is 2.25 and its value in decimal digits.
std::string oid(const resources::Uuid& uuid) {
    std::array<std::uint8_t, 16> value = uuid.bytes;
    std::string digits;
    while (std::ranges::any_of(value, [](std::uint8_t byte) { return byte != 0; })) {
        unsigned rest = 0;
        for (std::uint8_t& byte : value) {
            const unsigned whole = rest * 256 + byte;
            byte = static_cast<std::uint8_t>(whole / 10);
            rest = whole % 10;
        }
        digits += static_cast<char>('0' + rest);
    }
    std::ranges::reverse(digits);
    return "urn:oid:2.25." + (digits.empty() ? "0" : digits);
}

std::string uuid(const resources::Uuid& uuid) { return "urn:uuid:" + resources::to_text(uuid); }

} // namespace

std::string unique_id(const store::Version& version) { return uuid(generated("document", named(version))); }
std::string entry_uuid(const store::Version& version) {
    return uuid(generated("document-reference", named(version)));
}
std::string fhir_unique_id(const store::Version& version) {
    return uuid(generated("fhir-document", named(version)));
}
std::string fhir_entry_uuid(const store::Version& version) {
    return uuid(generated("fhir-document-reference", named(version)));
}
std::string submission_id(const store::Version& version) {
    return oid(generated("submission", named(version)));
}
std::string submission_uuid(const store::Version& version) {
    return uuid(generated("submission-set", named(version)));
}
std::string summary_uuid(std::string_view part, std::string_view name) {
    return uuid(generated(fmt::format("summary-{}", part), name));
}
std::string source_id(const policy::Identifier& organisation) {
    return oid(generated("source", organisation.system + "|" + organisation.value));
}

} // namespace renkei::mhd
