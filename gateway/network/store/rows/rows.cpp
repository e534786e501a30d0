#include "gateway/network/store/rows/rows.h"

#include <algorithm>

namespace renkei::store {
namespace {

constexpr std::string_view status_names[] = {"current", "superseded", "withdrawn"};
constexpr std::string_view body_kind_names[] = {"original", "fhir"};
constexpr std::string_view state_names[] = {"waiting", "sending",   "delivered",
                                            "dead",    "cancelled", "mailbox"};

std::size_t index_of(std::span<const std::string_view> names, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

} // namespace

std::span<const std::string_view> delivery_state_names() { return state_names; }
std::string_view to_text(DeliveryState state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<DeliveryState> delivery_state_of(std::string_view name) {
    const std::size_t at = index_of(state_names, name);
    return at < std::size(state_names) ? std::optional(static_cast<DeliveryState>(at)) : std::nullopt;
}

std::string_view to_text(BodyKind kind) { return body_kind_names[static_cast<std::size_t>(kind)]; }
std::string_view to_text(VersionStatus status) { return status_names[static_cast<std::size_t>(status)]; }

std::optional<VersionStatus> status_of(std::string_view name) {
    const std::size_t at = index_of(status_names, name);
    return at < std::size(status_names) ? std::optional(static_cast<VersionStatus>(at)) : std::nullopt;
}

Hash plan_hash(const Hash& search_key, const policy::Identifier& office, std::string_view number) {
    return seal::keyed_hash(search_key, {"plan", office.system, office.value, number});
}

namespace {

void forget_content(Version& version) {
    version.sha = {};
    version.syntax.clear();
    version.media_type.clear();
    version.title.clear();
    version.size = 0;
    version.sha1.clear();
}

} // namespace

Version as_gone(Version version) {
    forget_content(version);
    version.status = VersionStatus::withdrawn;
    version.has_fhir = false;
    return version;
}

Version as_part(Version version, sharing::FormPart part) {
    forget_content(version);
    version.submitter.clear();
    version.revision = "0";
    version.type_system.clear(); // as the sender wrote it
    version.type_code.clear();
    version.part = std::move(part);
    return version;
}

} // namespace renkei::store
