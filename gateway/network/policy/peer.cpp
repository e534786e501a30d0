#include "gateway/network/policy/peer.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace renkei::policy {
namespace {

constexpr std::array<std::string_view, 10> roles{
    "hospital", "clinic",       "care_manager", "care_office", "visiting_nurse",
    "pharmacy", "municipality", "network",      "hub",         "portal"};
static_assert(roles.size() == static_cast<std::size_t>(Role::portal) + 1);

constexpr std::array<std::string_view, 6> delivery_methods{"none",  "gateway", "mhd",
                                                           "https", "folder",  "mailbox"};
static_assert(delivery_methods.size() == static_cast<std::size_t>(DeliveryMethod::mailbox) + 1);

template <class Word>
std::optional<Word> find(std::span<const std::string_view> names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<Word>(found - names.begin()));
}

} // namespace

bool is_of_same_certificates(const CertificateBinding& one, const CertificateBinding& other) {
    const auto who = [](const CertificateBinding& it) {
        return std::tie(it.key_sha256, it.issuer, it.subject, it.name);
    };
    return who(one) == who(other);
}

std::span<const std::string_view> role_names() { return roles; }
std::optional<Role> role_of(std::string_view name) { return find<Role>(roles, name); }
std::string_view to_text(Role role) { return roles[static_cast<std::size_t>(role)]; }
bool is_intermediary(Role role) { return role == Role::network || role == Role::hub; }

std::span<const std::string_view> delivery_method_names() { return delivery_methods; }
std::optional<DeliveryMethod> delivery_method_of(std::string_view name) {
    return find<DeliveryMethod>(delivery_methods, name);
}
std::string_view to_text(DeliveryMethod delivery_method) {
    return delivery_methods[static_cast<std::size_t>(delivery_method)];
}

} // namespace renkei::policy
